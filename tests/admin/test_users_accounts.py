"""On a user's page: a card of the shop's account for him, or an account of his own."""

import re

import pytest

from storefront import jobs
from storefront.audit import AuditEntry
from storefront.database import db
from storefront.orders.models import Hold, ItemStatus
from storefront.partner.account import account_in
from storefront.partner.charged_to import charge_for
from storefront.partner.models import Environment, PartnerAccount, PartnerCard
from tests.factories import a_user, an_account, an_order, an_order_item, with_settings
from tests.neighbors import mine
from tests.refusals import refusal

SECRET = "very-private-key-9876"
STAGING = Environment.STAGING


@pytest.fixture
def user(app):
    an_account()
    return a_user(email="robin@customer.example")


def url(user, rest="account"):
    return f"/admin/users/{user.id}/staging/{rest}"


def connect(browser, address, public="robins", private=SECRET, **more):
    """Both steps, with what the page hands on."""
    fields = {"public_key": public, "private_key": private} | more
    page = browser.post(address, data=fields, follow_redirects=True)
    if "These keys work" in page.text and "card" not in more:
        sealed = re.search(r'name="sealed"[^>]*value="([^"]+)"', page.text)[1]
        return connect(browser, address, public, "", card="visa-token", sealed=sealed)
    return page


class TestTheShopsCard:
    def test_is_chosen_for_him_from_the_live_list_or_taken_back(self, admin, user, fourover):
        master = {"profile_token": "master", "last_four": "5100", "type": "Master"}
        fourover.has_cards(master)
        page = admin.get(url(user, "cards")).text
        assert "Master ending in 5100" in page
        assert "None: the shop&#39;s card, as for everybody" in page

        admin.post(url(user, "card"), data={"token": "made up"})
        assert str(charge_for(user).card) == "Visa ending in 4242"
        admin.post(url(user, "card"), data={"token": "master"})
        assert str(charge_for(user).card) == "Master ending in 5100"
        said = "An order now will charge Master ending in 5100 of the shop&#39;s 4Over account, "
        assert (
            f"{said}because of the user&#39;s setting." in admin.get(f"/admin/users/{user.id}").text
        )
        admin.post(url(user, "card"), data={"token": "none"})
        assert str(charge_for(user).card) == "Visa ending in 4242"

    def test_stays_where_the_list_cannot_be_had_and_an_empty_one_says_what_to_do(
        self, admin, user, fourover
    ):
        fourover.is_down()
        page = admin.get(url(user, "cards")).text
        assert "4Over did not send the list" in page
        assert "The card chosen before stays: none." in page
        fourover.http.reset()
        fourover.answers("GET", "/paymentprofiles", json={"entities": []})
        assert "Cards are added on 4Over&#39;s own website" in admin.get(
            url(user, "cards")
        ).text.replace("'", "&#39;")


class TestHisOwnAccount:
    def test_is_kept_only_with_keys_that_work_and_a_card_they_list(self, admin, user, fourover):
        fourover.has_cards()
        first = admin.post(url(user), data={"public_key": "robins", "private_key": SECRET})
        assert "Visa ending in 4242" in first.text
        assert SECRET not in first.text
        assert account_in(STAGING, user.id) is None  # nothing is kept by half

        connect(admin, url(user))
        own = account_in(STAGING, user.id)
        assert (own.public_key, str(own.card)) == ("robins", "Visa ending in 4242")
        page = admin.get(f"/admin/users/{user.id}").text
        assert "Visa ending in 4242 of the customer&#39;s own account" in page
        assert SECRET not in page

    def test_is_not_kept_with_keys_that_4over_refuses(self, admin, user, fourover):
        fourover.answers("GET", "/paymentprofiles", status=401, json={"message": "Invalid"})
        page = connect(admin, url(user))
        assert page.status_code == 422
        assert "Its staging server has keys of its own" in page.text
        assert account_in(STAGING, user.id) is None

    def test_takes_other_keys_of_the_same_account_in_place(self, admin, user, fourover):
        fourover.has_cards()
        connect(admin, url(user))
        own = account_in(STAGING, user.id)
        connect(admin, url(user), private="another-5678")
        assert account_in(STAGING, user.id) is own
        assert own.private_key_ends == "5678"

    def test_with_another_public_key_leaves_the_old_to_its_orders(self, admin, user, fourover):
        fourover.has_cards()
        connect(admin, url(user))
        old = account_in(STAGING, user.id)
        order = an_order(user=user, account=old)
        connect(admin, url(user), public="robins-new")
        new = account_in(STAGING, user.id)
        assert (order.account, old.retired_at is not None) == (old, True)
        assert (new.public_key, new.card.token) == ("robins-new", "visa-token")

    def test_is_used_no_more_once_somebody_says_so(self, admin, user, fourover):
        own = an_account(owner=user)
        an_order(user=user, account=own)
        page = admin.get(url(user, "account/retirement")).text
        assert "are placed with the shop&#39;s 4Over account." in page
        assert "1 order was placed with it, and will be followed with it." in page
        yes = re.search(r'name="yes" value="([^"]+)"', page)[1]
        admin.post(url(user, "account/retirement"), data={"yes": "to something else"})
        assert account_in(STAGING, user.id) is own  # the control
        admin.post(url(user, "account/retirement"), data={"yes": yes})
        assert account_in(STAGING, user.id) is None
        assert mine(PartnerAccount).filter_by(id=own.id).count() == 1

    def test_has_a_card_of_its_own_list(self, admin, user, fourover):
        own = an_account(owner=user, card=None)
        fourover.has_cards()
        assert (
            "No card is chosen for robin@customer.example&#39;s own account"
            in admin.get("/admin/").text
        )
        admin.post(f"/admin/accounts/{own.id}/card", data={"token": "visa-token"})
        assert str(own.card) == "Visa ending in 4242"
        assert mine(PartnerCard).filter_by(account_id=own.id).count() == 1


def test_who_has_an_account_of_his_own_is_set_no_card_of_the_shops(admin, user, fourover):
    """By their addresses alone: the page offers neither."""
    own = an_account(owner=user, public_key="robins-key")
    page = f"/admin/users/{user.id}/staging"
    there = f"/admin/accounts/{own.id}/cards"
    assert admin.get(f"{page}/cards").headers["Location"] == there
    answer = admin.post(f"{page}/card", data={"token": "none"}, follow_redirects=True)
    assert "Nothing is saved: this customer&#39;s own 4Over account is charged." in answer.text
    assert charge_for(user).account == own


def test_a_card_that_is_chosen_again_is_no_act(admin, user, fourover):
    fourover.has_cards()
    for _ in range(2):
        admin.post(f"/admin/users/{user.id}/staging/card", data={"token": "visa-token"})
    assert str(charge_for(user).card) == "Visa ending in 4242"
    assert mine(AuditEntry).filter_by(action="chose card").count() == 1


class TestByTheCustomerHimself:
    @pytest.fixture
    def robin(self, app, user):
        return app.test_client().login(user)

    def test_is_possible_only_where_the_owner_allows_it(self, robin):
        assert refusal(robin.get("/account/4over/")) == 404
        assert "4over" not in robin.get("/account/").text
        with_settings(own_accounts=True)
        assert "/account/4over/" in robin.get("/account/").text

    def test_keys_a_card_and_an_end(self, robin, user, fourover):
        with_settings(own_accounts=True)
        fourover.has_cards()
        page = connect(robin, "/account/4over/")
        assert "It charges Visa ending in 4242 for your orders." in page.text
        assert SECRET not in page.text
        assert account_in(STAGING, user.id).acting_admin == user.email
        assert "Visa ending in 4242" in robin.get("/account/4over/cards").text
        robin.post("/account/4over/card", data={"token": "dummy-token"})
        assert str(charge_for(user).card) == "Dummy ending in 1111"
        robin.post("/account/4over/disconnection")
        assert account_in(STAGING, user.id) is None

    def test_turned_off_who_has_one_still_sees_and_ends_it(self, robin, user, fourover):
        with_settings(own_accounts=True)
        fourover.has_cards()
        connect(robin, "/account/4over/")
        with_settings(own_accounts=False)
        assert "/account/4over/" in robin.get("/account/").text
        page = robin.get("/account/4over/").text
        assert "Each is then paid twice" in page
        assert "Visa ending in 4242" in page
        robin.post("/account/4over/card", data={"token": "dummy-token"})
        assert str(charge_for(user).card) == "Dummy ending in 1111"

        ended = robin.post("/account/4over/disconnection", follow_redirects=True)

        assert "Your account is disconnected." in ended.text
        assert "/account/4over/" not in ended.text
        assert account_in(STAGING, user.id) is None
        assert refusal(robin.get("/account/4over/")) == 404

    def test_never_shows_the_shops_cards(self, robin, user, fourover):
        with_settings(own_accounts=True)
        assert refusal(robin.get("/account/4over/cards")) == 404
        assert refusal(robin.post("/account/4over/card", data={"token": "visa-token"})) == 404
        assert "4242" not in robin.get("/account/4over/").text
        assert fourover.calls == []


class TestWhatWaitedForACard:
    BUTTON = "Send again the 2 items that waited for this card"

    @pytest.fixture
    def items(self, user):
        hold = {"hold": Hold.CARD, "note": "The chosen card has expired."}
        return [an_order_item(status=ItemStatus.HELD, item=hold) for _ in range(2)]

    def test_goes_on_by_one_button(self, admin, items, queue, fourover):
        assert self.BUTTON in admin.get("/admin/partner/").text
        account_id = items[0].order.account_id
        admin.post("/admin/held/card-items", data={"account": account_id})
        assert [item.status for item in items] == [ItemStatus.READY] * 2
        assert [job for job, *_ in queue.jobs] == [jobs.push_order_item] * 2
        assert self.BUTTON not in admin.get("/admin/partner/").text

    def test_goes_on_once_however_often_it_is_clicked(self, admin, items, queue):
        for _ in range(2):
            admin.post("/admin/held/card-items")
        assert len(queue.jobs) == 2

    def test_has_no_button_while_no_card_is_chosen(self, admin, items):
        items[0].order.account.card.chosen = False
        db.session.commit()
        assert self.BUTTON not in admin.get("/admin/partner/").text
        assert "that waited for a card" not in admin.get("/admin/held/").text

    def test_leaves_alone_what_is_held_for_something_else(self, admin, items, queue):
        other = an_order_item(status=ItemStatus.HELD, item={"hold": Hold.UNKNOWN})
        admin.post("/admin/held/card-items")
        assert other.status == ItemStatus.HELD
