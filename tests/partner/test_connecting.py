"""Connecting: keys come and go, the card stays with its account."""

import pytest

from storefront.audit import AuditEntry
from storefront.database import db
from storefront.fourover.errors import FourOverError
from storefront.partner import connecting
from storefront.partner.account import account_in
from storefront.partner.card_check import CardNotUsable
from storefront.partner.connecting import BadKeys
from storefront.partner.models import Environment, PartnerAccount
from tests.factories import an_order
from tests.neighbors import mine

STAGING, PRODUCTION = Environment


LIVE = "https://production.fourover.test/paymentprofiles"


def connect(environment=STAGING, public_key="public", private_key="private-1234", card=""):
    tried = connecting.try_keys(environment, public_key, private_key)
    account = connecting.take_keys(tried, "ada@shop.test", card)
    db.session.commit()
    return account


def as_it_was(account):
    """Keys, card and the last test, to compare."""
    db.session.expire_all()
    db.session.refresh(account)
    return [getattr(account, column.key) for column in PartnerAccount.__table__.columns]


@pytest.fixture(autouse=True)
def _with_cards(app, fourover):
    fourover.has_cards()
    fourover.http.get(
        LIVE, json={"entities": [{"profile_token": "amex", "last_four": "0005", "type": "Amex"}]}
    )


def test_keys_are_tried_before_they_are_kept_and_the_good_test_is_remembered():
    assert connect().tested_at
    assert connecting.test_connection(mine(PartnerAccount).one()) == ""


@pytest.mark.parametrize("public_key", ["public", "another-key"])
@pytest.mark.parametrize("trouble", ["refused", "away", "without the card"])
def test_keys_that_are_not_proven_leave_keys_and_card_as_they_were(fourover, public_key, trouble):
    account = connect(card="visa-token")
    before = as_it_was(account)
    fourover.http.reset()
    if trouble == "refused":
        fourover.answers("GET", "/paymentprofiles", status=401, json={"message": "Invalid"})
    elif trouble == "away":
        fourover.is_down()
    else:
        fourover.has_cards({"profile_token": "other", "last_four": "1", "type": "Visa"})

    with pytest.raises((BadKeys, FourOverError, CardNotUsable)):
        connect(public_key=public_key, private_key="a typo")
    db.session.rollback()

    assert as_it_was(account) == before
    assert account_in(STAGING) is account
    assert account.private_key == "private-1234"


def test_the_control_good_keys_do_replace_them():
    account = connect(card="visa-token")
    before = as_it_was(account)
    connect(private_key="another-5678")
    assert as_it_was(account) != before


def test_rotated_keys_stay_the_same_account_with_its_card():
    account = connect(card="visa-token")
    again = connect(private_key="another-5678")
    assert again.id == account.id
    assert again.private_key_ends == "5678"
    assert str(again.card) == "Visa ending in 4242"


def test_another_public_key_keeps_a_card_that_4over_lists_for_it_too():
    old = connect(card="visa-token")
    new = connect(public_key="another-key")
    assert new is not old
    assert str(new.card) == "Visa ending in 4242"


def test_orders_of_the_old_keys_stay_with_the_old_keys():
    old = connect()
    order = an_order(account=old)
    db.session.commit()

    new = connect(public_key="another-key")
    db.session.commit()

    assert account_in(Environment.STAGING) is new
    assert order.account is old
    assert old.public_key != "another-key"
    assert old.retired_at is not None


@pytest.mark.alone
def test_staging_and_production_are_two_accounts():
    connect(STAGING)
    connect(PRODUCTION, public_key="live")
    accounts = mine(PartnerAccount).all()
    assert {account.environment for account in accounts} == {STAGING, PRODUCTION}


@pytest.mark.parametrize(
    "keys", [("", "private"), ("public", " "), ("p" * 201, "private"), ("a b", "private")]
)
def test_keys_that_cannot_be_are_refused(keys):
    with pytest.raises(BadKeys):
        connecting.try_keys(STAGING, *keys)


@pytest.mark.parametrize("length", [1, 200])
def test_keys_of_any_length_that_4over_takes_are_tried(length):
    account = connect(public_key="p" * length, private_key="k" * length)
    assert (len(account.public_key), len(account.private_key)) == (length, length)
    assert account.private_key_ends == "k" * min(length, 4)
    assert account.acting_admin == "ada@shop.test"


def test_who_connects_chooses_and_disconnects_is_on_record():
    account = connect(public_key="a-key", card="visa-token")
    connecting.choose_card(account, "visa-token", by="kim@shop.test")  # as it was
    connecting.choose_card(account, "dummy-token", by="kim@shop.test")
    connecting.retire(account, by="sam@shop.test")
    db.session.commit()
    noted = mine(AuditEntry).order_by(AuditEntry.id)
    assert [(one.who, one.action, one.subject) for one in noted] == [
        ("ada@shop.test", "connected 4Over", "staging"),
        ("ada@shop.test", "chose card", "staging"),
        ("kim@shop.test", "chose card", "staging"),
        ("sam@shop.test", "disconnected 4Over", "staging"),
    ]
    assert [one.detail for one in noted][::3] == ["public key a-key"] * 2
    assert account.retired_at


def test_real_cards_come_before_the_dummy():
    cards = connecting.list_cards(connect())
    assert [card.type for card in cards] == ["Visa", "Dummy"]


def test_a_page_that_lists_the_cards_writes_nothing():
    account = connect()
    account.name = "changed, and never committed"
    connecting.list_cards(account)
    assert account.name == "4Over"


def test_a_dummy_may_be_charged_in_staging():
    account = connect()
    connecting.choose_card(account, "dummy-token", by="ada@shop.test")
    assert account.card.profile.dummy


@pytest.mark.alone
def test_a_dummy_is_refused_in_production(fourover):
    account = connect(PRODUCTION)
    dummy = {"profile_token": "dummy-token", "last_four": "1111", "type": "Dummy"}
    fourover.http.replace("GET", LIVE, json={"entities": [dummy]})
    with pytest.raises(CardNotUsable, match="Dummy"):
        connecting.choose_card(account, "dummy-token", by="ada@shop.test")
    assert not account.card


class TestWhen4OverDoesNotAnswer:
    @pytest.fixture
    def account(self, _with_cards, fourover):
        account = connect()
        fourover.http.reset()
        fourover.is_down()
        return account

    def test_the_test_says_nothing_of_the_keys_and_the_last_result_stays(self, account):
        before = as_it_was(account)
        with pytest.raises(FourOverError):
            connecting.test_connection(account)
        assert as_it_was(account) == before
        assert account.tested_at
        assert not account.test_result

    def test_no_card_is_chosen(self, account):
        with pytest.raises(FourOverError):
            connecting.choose_card(account, "visa-token", by="ada@shop.test")
        assert not account.card
