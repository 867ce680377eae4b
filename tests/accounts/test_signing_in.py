"""Signing in and out, and what comes along."""

import time

import pytest

from storefront.accounts import passwords
from storefront.accounts.models import User
from storefront.cart.models import Cart, CartStatus
from storefront.database import db
from tests.accounts.conftest import PASSWORD
from tests.factories import a_cart, a_quote, a_user
from tests.neighbors import mine
from tests.refusals import refusal


def sign_in(browser, email="robin@customer.example", password=PASSWORD, query="", **more):
    return browser.post(f"/login{query}", data={"email": email, "password": password} | more)


def is_signed_in(browser):
    return browser.get("/account/").status_code == 200


def test_a_customer_signs_in_and_out(browser, robin):
    assert sign_in(browser).status_code == 302
    assert is_signed_in(browser)

    browser.post("/logout")

    assert not is_signed_in(browser)


def test_an_address_is_the_same_in_capitals(browser, robin):
    sign_in(browser, email="Robin@CUSTOMER.example ")

    assert is_signed_in(browser)


def test_an_address_is_the_same_in_every_spelling_of_unicode(app, browser):
    registered = {"email": "robin@bücher.example", "password": PASSWORD}
    app.test_client().post("/register", data=registered)

    sign_in(browser, email="Robin@bu\u0308cher.example")

    assert is_signed_in(browser)


def test_signing_out_needs_a_button(browser, robin):
    sign_in(browser)

    assert refusal(browser.get("/logout")) == 405
    assert is_signed_in(browser)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(browser, robin):
    wrong = sign_in(browser, password="not my password")
    unknown = sign_in(browser, email="nobody@customer.example")

    assert wrong.status_code == unknown.status_code == 422
    said = "The email or password is wrong."
    assert said in wrong.text
    assert wrong.text.replace("robin@", "nobody@").count(said) == unknown.text.count(said)
    assert not is_signed_in(browser)


def test_an_unknown_address_takes_as_long_as_a_wrong_password(browser, robin):
    def seconds(**who):
        best = []
        for _ in range(5):
            began = time.thread_time()
            refused = sign_in(browser, **who)
            best.append(time.thread_time() - began)
            assert refusal(refused, "The email or password is wrong.") == 422
        return min(best)

    known, unknown = seconds(password="not my password"), seconds(email="no@customer.example")

    assert 0.5 < known / unknown < 2


def test_a_disabled_user_cannot_sign_in(browser, robin):
    robin.disabled = True
    db.session.commit()

    assert refusal(sign_in(browser), "The email or password is wrong.") == 422


def test_disabling_a_user_ends_the_session(browser, robin):
    sign_in(browser)
    robin.disabled = True
    db.session.commit()

    assert not is_signed_in(browser)


def test_a_weak_hash_is_renewed_when_its_owner_signs_in(browser, robin):
    weak = passwords.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)
    robin.password_hash = weak.hash(PASSWORD)
    db.session.commit()

    sign_in(browser)

    assert not passwords.is_outdated(robin.password_hash)
    assert passwords.check_password(robin.password_hash, PASSWORD)


def test_after_signing_in_the_customer_is_where_he_wanted_to_be(browser, robin):
    assert sign_in(browser, query="?next=/orders/%3Fpage=1").location == "/orders/?page=1"


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.test/", "//elsewhere.test", "/%5Cx.test"])
def test_no_link_can_send_him_elsewhere(browser, robin, elsewhere):
    assert sign_in(browser, query=f"?next={elsewhere}").location == "/account/"


def test_nothing_planted_in_the_session_survives_signing_in(browser, robin):
    with browser.session_transaction() as session:
        session["planted"] = "by somebody else"
        session["guest_orders"] = ["1042"]

    sign_in(browser)

    with browser.session_transaction() as session:
        assert "planted" not in session
        assert session["guest_orders"] == ["1042"]


def test_a_session_names_the_version_it_was_begun_with(browser, robin):
    browser.login(robin)
    assert is_signed_in(browser)

    robin.end_sessions()
    db.session.commit()

    assert not is_signed_in(browser)


@pytest.mark.parametrize("text", ["", "1", "x:1", "1:x", "1:1:1", "٣:1"])
def test_a_session_that_makes_no_sense_is_nobodys(app, browser, text):
    with browser.session_transaction() as session:
        session["_user_id"] = text

    assert not is_signed_in(browser)


class TestTheCart:
    def visitors_cart(self, browser, *quotes, **more):
        cart = a_cart(*quotes, **more)
        cart.visitor = cart.token
        db.session.commit()
        with browser.session_transaction() as session:
            session["cart"] = session["visitor"] = cart.token
        return cart

    def test_what_a_visitor_put_in_comes_along(self, browser, robin):
        cart = self.visitors_cart(browser, a_quote())

        sign_in(browser)

        assert cart.user_id == robin.id
        assert cart.status == CartStatus.OPEN

    def test_an_earlier_cart_of_the_customers_is_saved_for_later(self, browser, robin):
        earlier = a_cart(a_quote(), user=robin)
        cart = self.visitors_cart(browser, a_quote())

        sign_in(browser)

        assert earlier.status == CartStatus.SAVED
        assert cart.status == CartStatus.OPEN
        assert cart.user_id == earlier.user_id == robin.id
        assert "saved for later" in browser.get("/account/").text

    def test_with_nothing_in_hand_the_earlier_cart_stays_open(self, browser, robin):
        earlier = a_cart(a_quote(), user=robin)
        self.visitors_cart(browser)

        sign_in(browser)

        assert earlier.status == CartStatus.OPEN

    def test_a_cart_of_the_other_environment_is_left_alone(self, browser, robin):
        earlier = a_cart(a_quote(), user=robin, environment="production")
        self.visitors_cart(browser, a_quote())

        sign_in(browser)

        assert earlier.status == CartStatus.OPEN

    def test_carts_that_the_visitor_saved_come_along_too(self, browser, robin):
        cart = self.visitors_cart(browser, a_quote())
        saved = a_cart(a_quote(), status=CartStatus.SAVED, visitor=cart.token)

        sign_in(browser)

        assert saved.user_id == robin.id
        assert saved.status == CartStatus.SAVED

    def test_nobody_takes_a_cart_that_is_anothers(self, browser, robin):
        theirs = a_cart(a_quote(), user=a_user())
        with browser.session_transaction() as session:
            session["cart"] = session["visitor"] = theirs.token

        sign_in(browser)

        assert theirs.user_id != robin.id

    def test_a_new_account_takes_the_cart_over(self, browser):
        cart = self.visitors_cart(browser, a_quote())

        browser.post("/register", data={"email": "kim@customer.example", "password": PASSWORD})

        assert cart.user_id == mine(User).one().id

    def test_after_signing_out_the_cart_stays_with_the_account(self, browser, robin):
        cart = self.visitors_cart(browser, a_quote())
        sign_in(browser)

        browser.post("/logout")

        assert db.session.get(Cart, cart.id).user_id == robin.id
        with browser.session_transaction() as session:
            assert "cart" not in session


class TestThrottling:
    def test_guessing_one_persons_password_is_stopped(self, browser, robin):
        answers = [sign_in(browser, password=f"guess number {n}") for n in range(11)]

        assert [answer.status_code for answer in answers[:10]] == [422] * 10
        assert answers[10].status_code == 429
        assert "Too many attempts" in answers[10].text
        # and the right one does not tell that it is right
        assert sign_in(browser).status_code == 429

    @pytest.mark.parametrize("sign", ["\x01", "\u200b", " "])
    def test_an_address_in_disguise_is_the_same_person(self, browser, robin, sign):
        answers = [
            browser.post(
                "/login",
                data={"email": sign * 50 * n + "Robin@customer.example", "password": "a guess"},
                environ_base={"REMOTE_ADDR": f"198.51.100.{n}"},
            )
            for n in range(11)
        ]

        assert [answer.status_code for answer in answers[:10]] == [422] * 10
        assert refusal(answers[10]) == 429

    def test_another_person_at_the_same_address_still_gets_in(self, browser, robin):
        for n in range(11):
            last = sign_in(browser, email="kim@customer.example", password=f"guess number {n}")

        assert refusal(last) == 429
        assert sign_in(browser).status_code == 302

    def test_trying_one_password_on_many_people_is_stopped(self, browser, robin):
        answers = [sign_in(browser, email=f"user{n}@customer.example") for n in range(31)]

        assert answers[29].status_code == 422
        assert refusal(answers[30]) == 429

    def test_signing_in_rightly_does_not_use_up_tries(self, browser, robin):
        for _ in range(12):
            assert sign_in(browser).status_code == 302
            browser.post("/logout")


class TestThrottlingWithoutRedis:
    @pytest.fixture
    def settings(self):
        return {"redis_url": "redis://127.0.0.1:1/0"}

    def test_guessing_is_stopped_all_the_same(self, browser, robin):
        answers = [sign_in(browser, password=f"guess number {n}") for n in range(11)]

        assert answers[9].status_code == 422
        assert refusal(answers[10]) == 429
