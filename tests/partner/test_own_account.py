"""The page on which a customer connects an account of his own at 4Over."""

import html

import pytest

from storefront.clock import now
from storefront.database import db
from storefront.partner.account import account_in
from storefront.partner.models import Environment
from tests.factories import a_user, an_account, with_settings
from tests.refusals import refusal

STAGING = Environment.STAGING
HERE = "/account/4over/"
SECRET = "robins-secret-1234"
EXPIRED = {"profile_token": "old-token", "last_four": "7", "type": "Visa", "valid_thru": "2020 04"}


@pytest.fixture
def user(app):
    with_settings(own_accounts=True)
    return a_user(email="robin@customer.example")


@pytest.fixture
def robin(app, user, fourover):
    fourover.has_cards()
    return app.test_client().login(user)


@pytest.fixture
def own(user):
    return an_account(owner=user, public_key="robins")


def send(robin, public_key="robins", private_key="", **more):
    return robin.post(HERE, data={"public_key": public_key, "private_key": private_key, **more})


def read(robin, path=HERE):
    return html.unescape(robin.get(path).text)


def lists(fourover, *cards):
    fourover.http.reset()
    fourover.answers("GET", "/paymentprofiles", json={"entities": list(cards)})


class TestKeys:
    def test_are_kept_with_the_card_that_is_chosen(self, robin, user):
        assert send(robin, private_key=SECRET, card="visa-token").location == HERE
        own = account_in(STAGING, user.id)
        assert (own.public_key, own.private_key, own.tested_at is not None) == (
            "robins",
            SECRET,
            True,
        )
        assert "connected. It charges Visa ending in 4242 for your orders." in read(robin)

    def test_without_a_card_that_could_be_charged_are_kept_and_it_is_said(
        self, robin, user, fourover
    ):
        lists(fourover, EXPIRED)
        send(robin, private_key=SECRET)
        assert account_in(STAGING, user.id).card is None
        page = read(robin)
        assert "Your account is connected. 4Over lists no card that these keys can charge." in page
        assert "none chosen: your orders wait until you choose one" in page

    def test_have_to_be_entered_once_and_may_stay_afterwards(self, robin, own, user):
        may_stay = "Leave it empty to keep the current one."
        assert may_stay in read(robin)
        own.retired_at = now()
        db.session.commit()
        page = read(robin)
        assert "Enter the keys" in page
        assert may_stay not in page
        assert refusal(send(robin), "Enter the private key that belongs to this public key.") == 422

    def test_that_stay_are_tried_once_more(self, robin, own, fourover):
        assert send(robin).location == HERE
        page = read(robin)
        assert "Your keys work." in page
        db.session.refresh(own)
        assert (own.private_key, own.tested_at is not None) == ("private-key", True)
        assert fourover.count("GET /paymentprofiles") == 1

    def test_of_another_public_key_never_stay(self, robin, own):
        answer = send(robin, public_key="another")
        assert refusal(answer, "Enter the private key that belongs to this public key.") == 422
        assert own.public_key == "robins"

    def test_that_4over_refuses_by_now_stay_and_it_is_said(self, robin, own, fourover):
        fourover.http.reset()
        fourover.answers("GET", "/paymentprofiles", status=401, json={"message": "Invalid"})
        assert send(robin).location == HERE
        page = read(robin)
        assert "Your keys work." not in page
        assert "4Over does not accept these keys" in page
        db.session.refresh(own)
        assert own.test_result

    def test_are_not_judged_while_4over_is_away(self, robin, own, fourover):
        fourover.http.reset()
        fourover.is_down()
        assert send(robin).location == HERE
        page = read(robin)
        assert "Try again in a few minutes." in page
        assert "4Over does not accept these keys" not in page
        answer = send(robin, private_key=SECRET)
        assert refusal(answer, "The keys could not be tested. Try again.") == 422
        db.session.refresh(own)
        assert own.private_key == "private-key"

    def test_that_list_the_present_card_need_no_second_step(self, robin, own):
        assert send(robin, private_key=SECRET).location == HERE
        db.session.refresh(own)
        assert (own.private_key, str(own.card)) == (SECRET, "Visa ending in 4242")

    def test_that_do_not_are_kept_once_a_card_is_chosen(self, robin, own, fourover):
        lists(fourover, {"profile_token": "master", "last_four": "5100", "type": "Master"})
        page = send(robin, private_key=SECRET)
        assert page.status_code == 200
        assert "Choose the card that 4Over charges for orders." in page.text
        assert "Master ending in 5100" in page.text
        db.session.refresh(own)
        assert own.private_key == "private-key"

    def test_of_the_shop_itself_are_refused(self, robin, user):
        an_account(public_key="the-shops")
        answer = send(robin, public_key="the-shops", private_key=SECRET, card="visa-token")
        assert refusal(answer, "These are the shop's own keys.") == 422
        assert account_in(STAGING, user.id) is None


class TestCards:
    def test_are_those_4over_lists_now_with_the_chosen_one_marked(self, robin, own):
        page = read(robin, "/account/4over/cards")
        assert 'value="visa-token" required checked' in page
        assert 'value="dummy-token" required>' in page

    def test_are_told_as_away_and_the_chosen_one_stays(self, robin, own, fourover):
        fourover.http.reset()
        fourover.is_down()
        page = read(robin, "/account/4over/cards")
        assert "4Over did not send the list" in page
        assert "The card chosen before stays: Visa ending in 4242." in page

    def test_that_are_chosen_are_charged(self, robin, own):
        answer = robin.post("/account/4over/card", data={"token": "dummy-token"})
        assert answer.location == HERE
        assert "4Over now charges Dummy ending in 1111." in read(robin)
        db.session.refresh(own)
        assert str(own.card) == "Dummy ending in 1111"

    def test_that_4over_does_not_list_are_not(self, robin, own):
        answer = robin.post("/account/4over/card", data={"token": "somebody-elses"})
        assert answer.location == "/account/4over/cards"
        page = read(robin, answer.location)
        assert "The card was not chosen. 4Over does not list that card" in page
        assert "It lists Visa ending in 4242; Dummy ending in 1111." in page
        db.session.refresh(own)
        assert str(own.card) == "Visa ending in 4242"

    def test_there_are_none_at_all(self, robin, own, fourover):
        lists(fourover)
        answer = robin.post("/account/4over/card", data={"token": "visa-token"})
        assert "It lists none: cards are added on 4Over's website" in read(robin, answer.location)


def test_disconnected_it_is_used_no_more(robin, own, user):
    answer = robin.post("/account/4over/disconnection")
    assert answer.location == HERE
    assert "Your account is disconnected." in read(robin)
    assert account_in(STAGING, user.id) is None
    assert refusal(robin.post("/account/4over/disconnection")) == 404


def test_where_the_owner_allows_none_only_who_has_one_keeps_the_page(robin, own, user):
    with_settings(own_accounts=False)
    assert "Visa ending in 4242" in read(robin)
    assert robin.post("/account/4over/disconnection").location == "/account/"
    for path in (HERE, "/account/4over/cards"):
        assert refusal(robin.get(path)) == 404
    assert refusal(send(robin, private_key=SECRET, card="visa-token")) == 404
    assert account_in(STAGING, user.id) is None
