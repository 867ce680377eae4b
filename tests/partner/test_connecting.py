"""Connecting: keys come and go, the card stays with its account."""

import pytest
from sqlalchemy import select

from storefront.extensions import db
from storefront.fourover.errors import FourOverError
from storefront.partner import connecting
from storefront.partner.account import account_in
from storefront.partner.connecting import BadKeys, CardNotUsable
from storefront.partner.models import Environment, PartnerAccount
from tests.factories import an_order

STAGING, PRODUCTION = Environment


def connect(environment=STAGING, public_key="public", private_key="private-1234"):
    account = connecting.connect(environment, public_key, private_key, by="ada@shop.test")
    db.session.commit()
    return account


@pytest.fixture(autouse=True)
def _with_cards(app, fourover):
    fourover.has_cards()


def test_a_good_test_is_remembered_with_its_time():
    account = connect()
    assert connecting.test_connection(account) == ""
    assert account.tested_at


def test_rotated_keys_stay_the_same_account_with_its_card():
    account = connect()
    connecting.choose_card(account, "visa-token", by="ada@shop.test")
    again = connect(private_key="another-5678")
    assert again.id == account.id
    assert again.private_key_ends == "5678"
    assert again.card == "Visa ending in 4242"


def test_another_public_key_forgets_the_card():
    account = connect()
    connecting.choose_card(account, "visa-token", by="ada@shop.test")
    assert not connect(public_key="somebody else").card


def test_orders_of_the_old_keys_stay_with_the_old_keys():
    old = connect()
    order = an_order(account=old)
    db.session.commit()

    new = connect(public_key="somebody else")
    db.session.commit()

    assert account_in(Environment.STAGING) is new
    assert order.account is old
    assert old.public_key != "somebody else"
    assert old.retired_at is not None


def test_staging_and_production_are_two_accounts():
    connect(STAGING)
    connect(PRODUCTION, public_key="live")
    accounts = db.session.scalars(select(PartnerAccount)).all()
    assert {account.environment for account in accounts} == {STAGING, PRODUCTION}


@pytest.mark.parametrize("keys", [("", "private"), ("public", " "), ("p" * 201, "private")])
def test_keys_that_cannot_be_are_refused(keys):
    with pytest.raises(BadKeys):
        connecting.connect(STAGING, *keys, by="ada@shop.test")


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
    assert account.card_is_dummy


def test_a_dummy_is_refused_in_production(fourover):
    account = connect(PRODUCTION)
    url = "https://production.fourover.test/paymentprofiles"
    dummy = {"profile_token": "dummy-token", "last_four": "1111", "type": "Dummy"}
    fourover.http.get(url, json={"entities": [dummy]})
    with pytest.raises(CardNotUsable, match="Dummy"):
        connecting.choose_card(account, "dummy-token", by="ada@shop.test")
    assert not account.card


class TestWhen4OverDoesNotAnswer:
    @pytest.fixture(autouse=True)
    def _down(self, _with_cards, fourover):
        fourover.http.reset()
        fourover.is_down()

    def test_the_test_keeps_what_went_wrong(self):
        account = connect()
        assert connecting.test_connection(account)
        assert account.test_result
        assert account.tested_at

    def test_no_card_is_chosen(self):
        account = connect()
        with pytest.raises(FourOverError):
            connecting.choose_card(account, "visa-token", by="ada@shop.test")
        assert not account.card
