"""What is said of an order of which only a part is paid: what is paid, of what, and what is not."""

from decimal import Decimal

import lxml.html
import pytest

from storefront.accounts.models import User
from storefront.database import db
from storefront.orders.models import ItemStatus
from storefront.payments.ledger import settle
from storefront.payments.models import RefundSide
from storefront.payments.opening import open_refunds
from storefront.payments.receiving import BadReceipt, receive
from storefront.payments.statement import unpaid
from storefront.payments.underway import payment_words
from tests.factories import a_payment, a_user, an_order


@pytest.fixture
def order(app):
    """Of two items, $113.60."""
    return an_order(items=2, user=a_user())


def part(order, amount):
    return a_payment(order, amount=Decimal(amount))


def cancel_one(order):
    order.items[0].status = ItemStatus.CANCELLED
    db.session.commit()


def test_a_part_is_not_the_whole(order):
    part(order, "50.00")

    assert payment_words(order) == "$50.00 of $113.60 is paid. $63.60 is not paid yet."


@pytest.mark.parametrize("parts", [["113.60"], ["50.00", "63.60"], ["63.60", "49.99", "0.01"]])
def test_all_parts_are(order, parts):
    for amount in parts:
        part(order, amount)

    assert payment_words(order).startswith("Paid ")
    assert unpaid(order) == 0


def test_what_is_canceled_is_not_open(order):
    part(order, "50.00")
    cancel_one(order)
    assert payment_words(order) == "$50.00 of $56.80 is paid. $6.80 is not paid yet."
    part(order, "6.80")
    assert payment_words(order).startswith("Paid ")


def test_nor_does_what_was_refunded_count_as_paid(order):
    part(order, "113.60")
    cancel_one(order)
    (line,) = (r for r in open_refunds(order.items[0]) if r.side == RefundSide.CUSTOMER)
    db.session.commit()
    settle(line, Decimal("56.80"), method="Check", by="pat")
    db.session.commit()
    assert payment_words(order).startswith("Paid ")


def test_where_nothing_is_paid_it_is_not(order):
    assert payment_words(order) == "$113.60 is not paid yet."


def test_the_rest_is_what_is_received(order):
    part(order, "50.00")
    with pytest.raises(BadReceipt, match=r"\$63.60 is owed"):
        receive(order, Decimal("70.00"), by="pat")

    receive(order, Decimal("60.00"), by="pat")
    assert unpaid(order) == Decimal("3.60")
    receive(order, Decimal("3.60"), by="pat")
    assert unpaid(order) == 0


def test_customer_and_staff_read_the_same(order, browser, app):
    part(order, "50.00")
    browser.login(db.session.get(User, order.user_id))
    page = browser.get(f"/orders/{order.number}").text
    assert "$50.00 of $113.60 is paid. $63.60 is not paid yet." in read(page)

    staff = app.test_client().login(a_user("staff"))
    page = read(staff.get(f"/admin/orders/{order.number}").text)
    assert "$50.00 paid" in page
    assert "$63.60 is not paid." in page


def read(page):
    return " ".join(lxml.html.document_fromstring(page).text_content().split())
