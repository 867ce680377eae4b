"""Keys of an account that new orders do not use any more, while older ones go on with it."""

import html
import re

import pytest

from storefront import jobs
from storefront.accounts.models import Role
from storefront.audit import AuditEntry
from storefront.clock import now
from storefront.database import db
from storefront.orders.cancellation import request_cancellation
from storefront.orders.models import CancellationState, Hold, ItemStatus, PrintJob
from storefront.partner.account import account_in
from storefront.partner.models import Environment
from tests.factories import a_user, an_account, an_order
from tests.neighbors import mine

SECRET = "very-private-key-9876"
JOB = "Z1042-001"


@pytest.fixture
def former(app):
    return an_account(public_key="old", retired_at=now())


@pytest.fixture
def order(former):
    an_account()  # what is used now
    order = an_order(account=former, status=ItemStatus.IN_PRODUCTION)
    order.items[0].print_jobs.append(PrintJob(job_id=JOB))
    db.session.commit()
    return order


def url(account):
    return f"/admin/accounts/{account.id}/keys"


def enter(admin, account, public="new", private=SECRET):
    fields = {"public_key": public, "private_key": private}
    return admin.post(url(account), data=fields, follow_redirects=True)


def read(page):
    return html.unescape(page.text)


def refused(fourover):
    fourover.http.reset()
    for method in ("GET", "DELETE"):
        fourover.http.add(
            method, re.compile(f"{fourover.url}/.*"), status=401, json={"message": "Invalid keys"}
        )


def test_new_keys_of_it_are_tried_and_its_orders_go_on_with_them(
    admin, former, order, fourover, queue
):
    fourover.has_cards()
    fourover.has_history(JOB, "On Press")
    page = enter(admin, former)

    assert "The keys work. Orders of this account go on with them." in page.text
    assert SECRET not in page.text
    assert (former.public_key, former.private_key, former.private_key_ends) == (
        "new", SECRET, "9876",
    )  # fmt: skip
    assert former.retired_at
    assert order.account is former
    assert account_in(Environment.STAGING).public_key == "public"  # the shop's present one
    assert mine(AuditEntry).filter_by(action="renewed 4Over keys").one().who == "ada@shop.example"

    fourover.http.calls.reset()
    queue.run(jobs.track_order_item, order.items[0].id)
    assert "apikey=new" in fourover.http.calls[0].request.url


@pytest.mark.parametrize("trouble", ["refused", "away", "another account's", "no private key"])
def test_keys_that_are_not_proven_leave_those_of_before(admin, former, order, fourover, trouble):
    private = SECRET
    if trouble == "refused":
        refused(fourover)
    elif trouble == "away":
        fourover.is_down()
    else:
        fourover.has_cards()
        fourover.answers("GET", f"/orders/{JOB}/status", status=404, json={"message": "No job"})
        private = "" if trouble == "no private key" else SECRET
    page = enter(admin, former, private=private)

    assert page.status_code == 422
    said = {
        "refused": "Invalid keys",
        "away": "The keys could not be tested. Try again.",
        "another account's": f"4Over does not know print job {JOB} with these keys",
        "no private key": "Enter the private key that belongs to this public key.",
    }
    assert said[trouble] in read(page)
    assert (former.public_key, former.private_key) == ("old", "private-key")


class TestOfAnAccountWithoutPrintJobs:
    @pytest.fixture
    def held(self, former):
        an_account()
        an_order(account=former, status=ItemStatus.HELD, item={"hold": Hold.CREDENTIALS})

    def test_the_keys_have_to_list_its_card(self, admin, former, held, fourover):
        fourover.has_cards()
        assert "The keys work." in enter(admin, former).text
        assert fourover.calls == ["GET /paymentprofiles"]

    def test_they_may_list_it_as_expired(self, admin, former, held, fourover):
        """It is a proof; what it can be charged is asked before an order is sent."""
        gone = {"profile_token": "visa-token", "last_four": "4242", "type": "Visa"}
        fourover.has_cards(gone | {"valid_thru": "2020 01"})
        assert "The keys work." in enter(admin, former).text

    def test_keys_that_list_other_cards_are_refused(self, admin, former, held, fourover):
        fourover.has_cards({"profile_token": "other", "last_four": "4242", "type": "Visa"})
        page = enter(admin, former)
        assert page.status_code == 422
        said = "4Over does not list the account's card (Visa ending in 4242) with these keys"
        assert said in read(page)
        assert "Nothing was changed." in page.text
        assert former.public_key == "old"

    def test_without_a_card_nothing_proves_them(self, admin, former, held, fourover):
        former.card.chosen = False
        db.session.commit()
        fourover.has_cards()
        page = enter(admin, former)
        assert page.status_code == 422
        assert "Nothing shows that these keys are the same account's" in read(page)
        assert former.public_key == "old"


def test_with_nothing_entered_the_present_keys_are_tried(admin, former, order, fourover):
    refused(fourover)
    assert "Invalid keys" in enter(admin, former, "old", "").text
    assert former.test_result


def test_those_that_orders_go_on_with_are_listed_where_their_keys_are_changed(
    admin, former, order, fourover
):
    robin = a_user()
    theirs = an_account(owner=robin, public_key="robins-old", retired_at=now())
    an_order(account=theirs, user=robin, status=ItemStatus.READY)
    shops, users = read(admin.get("/admin/partner/")), read(admin.get(f"/admin/users/{robin.id}"))
    assert "public key old: 1 order goes on with it." in shops
    assert "robins-old" not in shops
    assert "public key robins-old: 1 order goes on with it." in users
    assert url(theirs) in users

    order.items[0].status = ItemStatus.DELIVERED
    db.session.commit()
    assert "public key old" not in read(admin.get("/admin/partner/"))


def test_an_item_that_is_held_for_them_leads_there(admin, former, fourover):
    an_account()
    order = an_order(account=former, status=ItemStatus.HELD, item={"hold": Hold.CREDENTIALS})
    assert url(former) in admin.get(f"/admin/orders/{order.number}").text
    used = account_in(Environment.STAGING)
    order.account, order.card = used, used.card
    db.session.commit()
    assert "/keys" not in admin.get(f"/admin/orders/{order.number}").text  # the control


class TestRefusedKeys:
    def told(self, admin):
        return "4Over does not accept the keys of the shop's account (staging), a former one" in (
            read(admin.get("/admin/"))
        )

    def test_of_a_former_account_are_told_until_they_work(
        self, app, admin, former, order, fourover, queue
    ):
        refused(fourover)
        queue.run(jobs.track_order_item, order.items[0].id)
        assert self.told(admin)
        staff = app.test_client().login(a_user(Role.STAFF, "kim@shop.example"))
        assert self.told(staff)

        fourover.http.reset()
        fourover.has_history(JOB, "On Press")
        queue.run(jobs.track_order_item, order.items[0].id)
        assert not self.told(admin)

    def test_are_told_also_where_it_is_asked_to_cancel(self, admin, former, order, fourover, queue):
        refused(fourover)
        request_cancellation(order.items[0], by="pat", reason="Changed.")
        db.session.commit()
        queue.run(jobs.settle_cancellation, order.items[0].id)
        assert order.items[0].cancellation.state == CancellationState.ASKING
        assert self.told(admin)

    def test_an_outage_is_not(self, admin, former, order, fourover, queue):
        """The control."""
        fourover.is_down()
        queue.run(jobs.track_order_item, order.items[0].id)
        assert not self.told(admin)


def test_of_an_account_in_use_they_are_changed_at_its_own_page(admin, fourover):
    account, robin = an_account(), a_user()
    own = an_account(owner=robin)
    for one, page in ((account, "/admin/partner/"), (own, f"/admin/users/{robin.id}")):
        assert admin.get(url(one)).location == page


def test_staff_and_customers_have_no_business_there(app, staff, former, browser):
    assert staff.get(url(former)).status_code == 403
    assert browser.get(url(former)).status_code in (302, 401)
