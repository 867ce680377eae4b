"""Whose card pays 4Over: one answer, and the database itself keeps cards and keys together."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from storefront.clock import now
from storefront.database import db
from storefront.orders.models import Order
from storefront.partner import connecting
from storefront.partner.account import NotConnected, account_for, account_id_for, environment
from storefront.partner.charged_to import charge_at, charge_for
from storefront.partner.connecting import BadKeys
from storefront.partner.models import Environment, PartnerAccount, UserCard
from tests.factories import a_user, an_account, an_order

STAGING, PRODUCTION = Environment
VISA = {"profile_token": "visa-token", "last_four": "4242", "type": "Visa"}
MASTER = {"profile_token": "master-token", "last_four": "5100", "type": "Master"}


@pytest.fixture
def shops(app):
    return an_account()


@pytest.fixture
def user(app):
    return a_user()


def with_a_card_set(user, fourover):
    fourover.has_cards(VISA, MASTER)
    connecting.choose_card_for(user, account_for(None), "master-token", by="ada@shop.test")
    db.session.commit()
    return user


def test_a_guest_and_whoever_has_nothing_set_are_charged_to_the_shops_card(shops, user):
    shops_card = (
        "Visa ending in 4242 of the shop's 4Over account, because nothing else is set for this "
        "customer"
    )
    assert str(charge_for(None)) == str(charge_for(user)) == shops_card


def test_a_card_of_the_shops_account_that_is_set_for_a_user_is_charged(shops, user, fourover):
    with_a_card_set(user, fourover)
    assert str(charge_for(user)) == (
        "Master ending in 5100 of the shop's 4Over account, because of the user's setting"
    )
    assert str(charge_for(a_user()).card) == "Visa ending in 4242"
    assert str(shops.card) == "Visa ending in 4242"


def test_a_users_own_account_is_charged_before_all_else(shops, user, fourover):
    with_a_card_set(user, fourover)
    own = an_account(owner=user, card_type="Amex", card_last_four="0005")

    assert account_for(user) is own
    assert str(charge_for(user)) == (
        "Amex ending in 0005 of the customer's own account, because of the user's setting"
    )
    assert account_for(a_user()) is account_for(None) is shops


def test_the_shops_card_never_takes_the_place_of_one_that_is_missing(shops, user):
    own = an_account(owner=user, card=None)
    charge = charge_for(user)
    assert (charge.account, charge.card) == (own, None)
    assert str(charge).startswith("no card of the customer's own account")


def test_a_card_that_the_shops_new_keys_do_not_list_is_not_replaced(shops, user, fourover):
    with_a_card_set(user, fourover)
    fourover.http.reset()
    fourover.has_cards(VISA)
    new = connecting.take_keys(connecting.try_keys(STAGING, "other", "key"), "ada@shop.test")

    charge = charge_for(user)
    assert (charge.account, charge.card) == (new, None)
    assert "not among those of the shop's present keys" in str(charge)


def test_a_card_that_the_shops_new_keys_list_as_well_stays_set(shops, user, fourover):
    with_a_card_set(user, fourover)
    new = connecting.take_keys(connecting.try_keys(STAGING, "other", "key"), "ada@shop.test")

    charge = charge_for(user)
    assert charge.card.account is charge.account is new
    assert str(charge.card) == "Master ending in 5100"


def test_none_set_is_as_everybody_again(shops, user, fourover):
    with_a_card_set(user, fourover)
    connecting.choose_none_for(user, STAGING, by="ada@shop.test")
    db.session.commit()
    assert str(charge_for(user).card) == "Visa ending in 4242"


def test_an_account_of_the_other_environment_counts_for_nothing_here(shops, user):
    an_account(PRODUCTION, owner=user)
    assert account_for(user) is shops
    assert environment() == STAGING


def test_an_account_that_was_removed_is_kept_for_its_orders_alone(shops, user):
    own = an_account(owner=user)
    order = an_order(user=user, account=own)
    connecting.retire(own, by="ada@shop.test")
    db.session.commit()

    assert account_for(user) is shops
    assert order.account is own
    assert charge_at(order.account, user.id).card is order.card


def test_pages_learn_at_once_whose_account_it_is_now(shops, user):
    assert account_id_for(user.id, STAGING) == shops.id
    own = an_account(owner=user)
    assert account_id_for(user.id, STAGING) == own.id
    own.retired_at = now()
    db.session.commit()
    assert account_id_for(user.id, STAGING) == shops.id


@pytest.mark.alone
def test_without_any_account_nothing_is_charged(user):
    with pytest.raises(NotConnected):
        charge_for(user)
    assert account_id_for(user.id, STAGING) is None


def test_the_shops_own_keys_are_no_users(shops, user, fourover):
    fourover.has_cards(VISA)
    with pytest.raises(BadKeys, match="the shop's own keys"):
        connecting.take_keys(connecting.try_keys(STAGING, "public", "k"), "ada", owner=user)


def test_keys_of_the_other_environment_are_refused_in_a_sentence(shops, fourover):
    fourover.answers("GET", "/paymentprofiles", status=401, json={"message": "Invalid"})
    with pytest.raises(BadKeys, match="Its staging server has keys of its own"):
        connecting.try_keys(STAGING, "live-public", "live-private")


class TestTheDatabaseKeepsCardsAndKeysTogether:
    """By constraint: nothing of ours stands between these statements and the tables."""

    @pytest.fixture
    def own(self, shops, user):
        return an_account(owner=user)

    def refuses(self, statement):
        with pytest.raises(IntegrityError):
            db.session.execute(statement)
        db.session.rollback()

    def test_an_order_is_never_charged_to_the_card_of_another_account(self, shops, own):
        order_id = an_order(account=shops).id
        mine = update(Order).where(Order.id == order_id)
        self.refuses(mine.values(card_id=own.card.id))
        self.refuses(mine.values(account_id=own.id))
        db.session.execute(mine.values(account_id=own.id, card_id=own.card.id))  # the control

    def test_a_user_is_never_given_the_card_of_another_account(self, shops, own, user):
        theirs = {"user_id": user.id, "environment": STAGING, "account_id": shops.id}
        self.refuses(db.insert(UserCard).values(card_id=own.card.id, **theirs))
        db.session.execute(db.insert(UserCard).values(card_id=shops.card.id, **theirs))

    def test_a_user_has_one_account_at_a_time(self, own, user):
        second = {"environment": STAGING, "owner_id": user.id, "name": "second"}
        keys = {"public_key": "p", "private_key": "k", "private_key_ends": "k"}
        another = db.insert(PartnerAccount).values(**second, **keys)
        self.refuses(another)
        own.retired_at = now()
        db.session.flush()
        db.session.execute(another)  # the control

    def test_an_account_with_orders_cannot_be_deleted(self, own, user):
        an_order(user=user, account=own)
        self.refuses(db.delete(PartnerAccount).where(PartnerAccount.id == own.id))
