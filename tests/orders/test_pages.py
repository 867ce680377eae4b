"""What customers see of their orders, and what nobody else sees."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from storefront import tokens
from storefront.audit import AuditEntry
from storefront.clock import now
from storefront.database import db
from storefront.orders.adopting import may_adopt
from storefront.orders.carriers import tracking_url
from storefront.orders.guest_link import PURPOSE, guest_link, order_behind, remember
from storefront.orders.models import Cleared, ItemStatus, Notice, Order, PrintJob
from storefront.tokens import LinkExpired
from tests.factories import a_payment, a_user, an_order, with_settings
from tests.neighbors import mine
from tests.quotes.counting import statements
from tests.refusals import BAD_LINK, NO_ORDER, refusal


@pytest.fixture
def robin(app):
    return a_user(email="robin@customer.example")


def by_link(browser, order):
    return browser.get(guest_link(order).removeprefix("http://shop.test"))


def test_the_list_shows_ones_own_orders_newest_first(browser, robin):
    first, second = an_order(user=robin), an_order(user=robin)
    theirs = an_order(user=a_user())

    page = browser.login(robin).get("/orders/").text

    assert page.index(f"/orders/{second.number}") < page.index(f"/orders/{first.number}")
    assert f"/orders/{theirs.number}" not in page


def test_a_long_list_comes_in_pages(browser, robin):
    oldest = an_order(user=robin)
    for _ in range(20):
        an_order(user=robin)
    browser.login(robin)

    assert f"/orders/{oldest.number}" not in browser.get("/orders/").text
    assert f"/orders/{oldest.number}" in browser.get("/orders/?page=2").text


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e9"])
def test_a_page_that_is_none_is_the_first(browser, robin, page):
    order = an_order(user=robin)

    assert order.number in browser.login(robin).get(f"/orders/?page={page}").text


def test_without_orders_the_list_says_what_would_be_there(browser, robin):
    assert "No orders yet" in browser.login(robin).get("/orders/").text


def test_a_stranger_is_asked_to_sign_in_for_the_list(browser):
    assert browser.get("/orders/").location == "/login?next=%2Forders%2F"


def test_an_order_shows_each_items_state_files_and_sums(browser, robin):
    order = an_order(items=2, user=robin)
    order.items[1].move_to(ItemStatus.PUSHING)
    order.items[1].move_to(ItemStatus.IN_PRODUCTION)
    order.items[1].print_jobs.append(PrintJob(job_id="Z100-001", status="On Press"))
    db.session.commit()

    page = browser.login(robin).get(f"/orders/{order.number}").text

    assert "Received" in page
    assert "It is in production at our print facility." in page
    assert "front.pdf" in page
    assert "$113.60" in page
    assert "350 Fifth Avenue" in page
    assert "Order placed" in page
    assert "Z100-001" not in page  # the printer's own number means nothing to the customer


def test_an_order_says_how_it_is_paid_and_whether_it_is(browser, robin):
    due, paid = an_order(user=robin), an_order(user=robin)
    a_payment(paid)
    browser.login(robin)

    page = browser.get(f"/orders/{due.number}").text
    assert "Pay later" in page
    assert "$56.80 is not paid yet." in page
    page = browser.get(f"/orders/{paid.number}").text
    assert "Pay later" in page
    assert "Paid " in page
    assert "not paid yet" not in page


def test_what_is_cancelled_is_taken_off_the_total(browser, robin):
    order = an_order(items=3, user=robin)
    order.items[0].status = ItemStatus.CANCELLED
    db.session.commit()
    browser.login(robin)

    page = browser.get(f"/orders/{order.number}").text

    assert "<dt>Total when ordered</dt><dd>$170.40</dd>" in page
    assert "<dt>Canceled</dt><dd>-$56.80</dd>" in page
    assert re.search("Balance due</dt><dd[^>]*>\\$113.60<", page)
    assert "The canceled $56.80 is no longer owed." in page
    listed = browser.get("/orders/").text
    assert "$113.60" in listed
    assert "$170.40" not in listed


def test_a_parcel_can_be_followed_at_its_carrier(browser, robin):
    order = an_order(user=robin, status=ItemStatus.SHIPPED)
    job = PrintJob(job_id="Z100-001", tracking="1Z2A61010358895672 ABC123")
    order.items[0].print_jobs.append(job)
    db.session.commit()

    page = browser.login(robin).get(f"/orders/{order.number}").text

    assert 'href="https://www.ups.com/track?tracknum=1Z2A61010358895672"' in page
    assert "ABC123" in page


@pytest.mark.parametrize(
    ("number", "page"),
    [
        ("1z2a61010358895672", "https://www.ups.com/track?tracknum=1Z2A61010358895672"),
        (
            "9400111899223100001234",
            "https://tools.usps.com/go/TrackConfirmAction?tLabels=9400111899223100001234",
        ),
        (
            "92001118992231000012",
            "https://tools.usps.com/go/TrackConfirmAction?tLabels=92001118992231000012",
        ),
        ("123456789012", "https://www.fedex.com/fedextrack/?trknbr=123456789012"),
        ("123456789012345", "https://www.fedex.com/fedextrack/?trknbr=123456789012345"),
        ("1234567890123", None),
        ("94001118992231000", None),
        ("1Z2A61010358895672&x=1", None),
        ("ABC123", None),
    ],
)
def test_the_carrier_is_told_from_the_shape_of_the_number(number, page):
    assert tracking_url(number) == page


def test_an_order_page_asks_the_database_as_often_for_ten_items_as_for_one(app, browser, robin):
    counts = []
    for items in (1, 10):
        order = an_order(items=items, user=robin)
        browser.login(robin)
        with statements() as made:
            assert browser.get(f"/orders/{order.number}").status_code == 200
        counts.append(len(made))

    assert counts[0] == counts[1]


class TestSomebodyElsesOrder:
    @pytest.fixture
    def theirs(self, robin):
        return an_order(user=robin)

    def test_is_not_there_for_another_customer(self, browser, theirs):
        browser.login(a_user())

        assert refusal(browser.get(f"/orders/{theirs.number}"), NO_ORDER) == 404

    def test_is_not_there_for_a_stranger_who_may_sign_in(self, browser, theirs):
        answer = browser.get(f"/orders/{theirs.number}")

        assert answer.status_code == 404
        assert f"/login?next=/orders/{theirs.number}" in answer.text

    def test_cannot_be_told_from_one_that_does_not_exist(self, browser, theirs):
        there = browser.get(f"/orders/{theirs.number}").text
        nowhere = browser.get("/orders/999999").text

        def bare(page, number):
            lines = page.replace(number, "N").splitlines()
            return [line for line in lines if "nonce" not in line and "csrf" not in line]

        assert bare(there, theirs.number) == bare(nowhere, "999999")
        assert NO_ORDER in there

    def test_keeps_its_files_to_itself(self, browser, theirs):
        slot = theirs.items[0].slots[0]
        browser.login(a_user())

        answer = browser.get(f"/orders/{theirs.number}/items/1/artwork/{slot.id}")

        assert refusal(answer, NO_ORDER) == 404

    def test_cannot_be_claimed(self, browser, theirs):
        browser.login(a_user())

        assert refusal(browser.post(f"/orders/{theirs.number}/claim"), NO_ORDER) == 404


class TestFiles:
    def test_ones_own_come_back_as_they_were_uploaded(self, browser, robin):
        order = an_order(user=robin)
        slot = order.items[0].slots[0]

        answer = browser.login(robin).get(f"/orders/{order.number}/items/1/artwork/{slot.id}")

        assert answer.data == b"%PDF-1.4 a front"
        assert answer.headers["Content-Disposition"] == "attachment; filename=front.pdf"
        assert "sandbox" in answer.headers["Content-Security-Policy"]

    def test_staff_can_look_at_them(self, browser, robin):
        order = an_order(user=robin)
        slot = order.items[0].slots[0]
        browser.login(a_user(role="staff"))

        answer = browser.get(f"/orders/{order.number}/items/1/artwork/{slot.id}")

        assert answer.data == b"%PDF-1.4 a front"

    def test_of_another_order_are_not_reached_through_ones_own(self, browser, robin):
        mine, theirs = an_order(user=robin), an_order(user=a_user())
        slot = theirs.items[0].slots[0]
        browser.login(robin)

        gone = "This file is not here any more"
        for number, words in ((mine.number, gone), (theirs.number, NO_ORDER)):
            answer = browser.get(f"/orders/{number}/items/1/artwork/{slot.id}")
            assert refusal(answer, words) == 404


class TestTheGuestsLink:
    def test_opens_the_order_and_leaves_the_address(self, browser, app):
        order = an_order()

        answer = by_link(browser, order)

        assert answer.location == f"/orders/{order.number}"
        assert "Business Cards" in browser.get(answer.location).text
        assert browser.get("/account/").status_code == 302  # it is no sign-in

    def test_puts_the_order_into_the_list_of_this_browser_and_no_other(self, browser, app):
        order, other = an_order(), an_order()
        by_link(browser, order)

        page = browser.get("/orders/").text
        assert f"/orders/{order.number}" in page
        assert f"/orders/{other.number}" not in page
        assert app.test_client().get("/orders/").status_code == 302

    def test_lists_it_also_for_whoever_is_signed_in_by_another_email(self, browser, app):
        order, kim = an_order(), a_user()
        mine, theirs = an_order(user=kim), an_order(user=a_user(email="lee@customer.example"))
        browser.login(kim)
        by_link(browser, order)

        assert "Your orders" in browser.get(f"/orders/{order.number}").text
        page = browser.get("/orders/").text
        assert f"/orders/{order.number}" in page
        assert f"/orders/{mine.number}" in page
        assert f"/orders/{theirs.number}" not in page

    def test_opens_no_other_order(self, browser, app):
        order, other = an_order(), an_order()
        key = guest_link(order).split("key=")[1]

        assert refusal(browser.get(f"/orders/{other.number}?key={key}"), BAD_LINK) == 404
        assert refusal(browser.get(f"/orders/{other.number}"), NO_ORDER) == 404

    @pytest.mark.parametrize("key", ["x", "IjEwNDIi.aaaa.bbbb", "a" * 5000])
    def test_cannot_be_made_up(self, browser, app, key):
        order = an_order()

        assert (
            refusal(browser.get(f"/orders/{order.number}", query_string={"key": key}), BAD_LINK)
            == 404
        )

    def test_opens_no_order_that_has_its_number_since_a_backup_was_restored(self, browser, app):
        order = an_order()
        number = order.number
        browser.get(path := guest_link(order).removeprefix("http://shop.test"))
        assert browser.get(f"/orders/{number}").status_code == 200
        order.number, order.secret = "9", "0" * 32  # as if it had never been
        db.session.flush()
        another = an_order()
        another.number = number
        db.session.commit()

        assert browser.get(f"/orders/{number}").status_code == 404  # the browser remembers it
        assert refusal(browser.get(path), BAD_LINK) == 404
        slot = another.items[0].slots[0]
        file = f"/orders/{number}/items/1/artwork/{slot.id}"
        assert refusal(browser.get(file), NO_ORDER) == 404
        by_link(browser, another)
        assert browser.get(file).status_code == 200

    def test_mailed_before_orders_had_secrets_opens_the_order_it_was_mailed_for(self, browser, app):
        order = an_order()
        path = f"/orders/{order.number}?key={tokens.dumps(order.number, PURPOSE)}"

        assert browser.get(path).location == f"/orders/{order.number}"
        assert browser.get(f"/orders/{order.number}").status_code == 200

    def test_mailed_before_the_order_of_its_number_was_placed_opens_nothing(self, browser, app):
        order = an_order()
        path = f"/orders/{order.number}?key={tokens.dumps(order.number, PURPOSE)}"
        order.placed_at = now() + timedelta(seconds=2)  # a restored shop gives the number again
        db.session.commit()

        assert refusal(browser.get(path), BAD_LINK) == 404
        assert refusal(browser.get(f"/orders/{order.number}"), NO_ORDER) == 404

    def test_runs_out(self, app):
        key = guest_link(an_order()).split("key=")[1]

        assert order_behind(key)
        with pytest.raises(LinkExpired):
            order_behind(key, good_for=-1)


class TestClaiming:
    def test_an_order_moves_into_the_guests_account(self, browser, robin):
        order = an_order()
        assert order.email == robin.email
        browser.login(robin)
        by_link(browser, order)

        assert "Add to my account" in browser.get(f"/orders/{order.number}").text
        browser.post(f"/orders/{order.number}/claim")

        assert order.user_id == robin.id
        assert f"/orders/{order.number}" in browser.get("/orders/").text
        assert "Add to my account" not in browser.get(f"/orders/{order.number}").text

    def test_needs_the_link(self, browser, robin):
        order = an_order()

        assert refusal(browser.login(robin).post(f"/orders/{order.number}/claim"), NO_ORDER) == 404
        assert order.user_id is None

    def test_needs_the_link_whoever_asks(self, app, robin):
        order = an_order()
        with app.test_request_context():
            assert not may_adopt(order, robin)
            remember(order)
            assert may_adopt(order, robin)

    def test_needs_the_same_email(self, browser, robin):
        order = an_order(email="kim@customer.example")
        browser.login(robin)
        by_link(browser, order)

        page = browser.get(f"/orders/{order.number}").text
        assert "Business Cards" in page
        assert "Add to my account" not in page
        assert refusal(browser.post(f"/orders/{order.number}/claim")) == 409
        assert order.user_id is None

    def test_takes_in_no_other_order_of_the_guest(self, browser, robin):
        order, other = an_order(), an_order()
        browser.login(robin)
        by_link(browser, order)

        browser.post(f"/orders/{order.number}/claim")

        assert (order.user_id, other.user_id) == (robin.id, None)
        entries = mine(AuditEntry).filter_by(action="claimed a guest order")
        assert [(one.who, one.subject) for one in entries] == [(robin.email, order.number)]

    def test_gives_way_to_whoever_was_quicker_by_a_moment(
        self, browser, robin, somebody_is_quicker
    ):
        order, kim = an_order(), a_user(email="kim@customer.example")
        browser.login(robin)
        by_link(browser, order)
        somebody_is_quicker(update(Order).where(Order.id == order.id).values(user_id=kim.id))

        refused = browser.post(f"/orders/{order.number}/claim")

        assert refusal(refused) == 409
        assert mine(AuditEntry).count() == 0

    def test_happens_once(self, browser, robin):
        order = an_order()
        browser.login(robin)
        by_link(browser, order)
        browser.post(f"/orders/{order.number}/claim")

        assert refusal(browser.post(f"/orders/{order.number}/claim")) == 409


def test_looking_at_an_order_changes_nothing(browser, robin):
    order = an_order(user=robin)
    before = order.items[0].version

    browser.login(robin).get(f"/orders/{order.number}")

    assert order.items[0].version == before
    assert mine(Notice).count() == 0


def test_who_pays_later_reads_until_when_and_how(browser, robin):
    with_settings(how_to_pay="Transfer it to account 12345")
    placed = datetime(2026, 3, 2, 17, tzinfo=UTC)
    later = {"cleared_at": placed, "cleared_how": Cleared.ON_ACCOUNT, "terms_days": 30}
    order = an_order(user=robin, **later)
    page = browser.login(robin).get(f"/orders/{order.number}").text
    assert "Please pay by Apr 1, 2026." in page
    assert "Transfer it to account 12345." in page

    a_payment(order)
    page = browser.get(f"/orders/{order.number}").text
    assert "Please pay by" not in page
    assert "account 12345" not in page


def test_who_waits_for_approval_is_not_asked_to_pay(browser, robin):
    with_settings(how_to_pay="Transfer it to account 12345")
    order = an_order(user=robin, cleared_at=None, cleared_how=None)
    page = browser.login(robin).get(f"/orders/{order.number}").text
    assert "Please pay by" not in page
    assert "account 12345" not in page
