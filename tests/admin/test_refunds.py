"""The ledger: money given back is noted by a person, once."""

import re
from decimal import Decimal

import pytest

from storefront.database import db
from storefront.money import format_money
from storefront.orders.models import ItemStatus, PrintJob
from storefront.payments.models import Payment, Refund, RefundSide, RefundStatus
from storefront.payments.opening import open_refunds
from storefront.payments.receiving import receive
from tests.factories import a_payment, a_refund, an_order, an_order_item
from tests.neighbors import mine
from tests.neighbors.values import OWED
from tests.refusals import refusal


@pytest.fixture
def lines(app):
    item = an_order_item(status="cancelled")
    item.print_jobs.append(PrintJob(job_id="Z1-001"))
    a_payment(item.order)
    open_refunds(item)
    db.session.commit()
    return {line.side: line for line in mine(Refund)}


def unpaid(lines):
    """The payment was a mistake."""
    mine(Payment).delete()
    db.session.commit()


def owes(fourover, shop):
    """The two totals of the page: so much, beside what is owed to and by the neighbors."""
    by_4over = format_money(Decimal(fourover) + OWED[RefundSide.FOUROVER])
    by_shop = format_money(Decimal(shop) + OWED[RefundSide.CUSTOMER])
    return {f"4Over owes the shop: {by_4over}", f"The shop owes customers: {by_shop}"}


def said(page):
    return set(re.findall(r'(?:4Over|The shop) owes [^<:"]*: [^<]*', page))


def test_both_sides_are_shown_with_their_totals(staff, lines):
    page = staff.get("/admin/refunds/").text

    assert said(page) == owes("44.00", "56.80")
    assert "no refund due" not in page


def test_nothing_is_owed_to_customers_who_paid_nothing(staff, lines):
    unpaid(lines)
    page = staff.get("/admin/refunds/").text

    assert said(page) == owes("44.00", "0.00")
    assert "no refund due" in page


def test_nor_to_who_paid_for_the_rest_of_the_order_alone(staff, app):
    order = an_order(items=2)
    order.items[0].status = ItemStatus.CANCELLED
    a_refund(order.items[0])
    db.session.commit()
    receive(order, order.remaining, by="pat@shop.example")
    db.session.commit()

    page = staff.get("/admin/refunds/").text

    assert said(page) == owes("0.00", "0.00")
    assert "no refund due" in page


def test_it_is_said_that_nothing_was_paid(staff, lines):
    unpaid(lines)
    line = lines[RefundSide.CUSTOMER]
    address = f"/admin/refunds/{line.id}"
    assert "No refund is due" in staff.get(address).text
    assert (
        "No refund is due" not in staff.get(f"/admin/refunds/{lines[RefundSide.FOUROVER].id}").text
    )
    assert "Record the refund" not in staff.get(address).text
    refused = staff.post(f"{address}/settlement", data={"amount": "5.00", "method": "Check 12"})
    assert refused.status_code == 409
    assert "No payment is recorded for order" in refused.text
    a_payment(line.item.order)
    assert "No refund is due" not in staff.get(address).text
    assert "Record the refund" in staff.get(address).text


def test_a_line_is_settled_once(staff, lines):
    line = lines[RefundSide.CUSTOMER]
    fields = {"amount": "50.00", "method": "Check 12", "note": "Kept the fee."}
    address = f"/admin/refunds/{line.id}/settlement"

    assert staff.post(address, data=fields).status_code == 302
    assert (line.status, line.amount) == (RefundStatus.SETTLED, Decimal("50.00"))
    assert line.settled_by == "pat@shop.example"

    again = staff.post(address, data=fields | {"amount": "6.80"})
    assert refusal(again, "This refund is already closed.") == 409
    assert line.amount == Decimal("50.00")


@pytest.mark.parametrize("side", RefundSide)
def test_more_than_was_expected_is_recorded_only_if_somebody_says_that_it_is_right(
    staff, lines, side
):
    line = lines[side]
    a_payment(line.item.order, amount=Decimal("99999.00"))
    address = f"/admin/refunds/{line.id}/settlement"
    fields = {"amount": "9,999.00", "method": "Credit"}

    asked = staff.post(address, data=fields)
    assert asked.status_code == 422
    assert "$9,999.00 is right" in asked.text
    assert line.status == RefundStatus.OPEN
    of_another = staff.post(address, data=fields | {"amount": "9,998.00", "right": "9999.00"})
    assert of_another.status_code == 422
    assert line.status == RefundStatus.OPEN

    assert staff.post(address, data=fields | {"right": "9999.00"}).status_code == 302
    assert (line.status, line.amount) == (RefundStatus.SETTLED, Decimal("9999.00"))


@pytest.mark.parametrize("amount", ["", "0", "-5", "1.001", "NaN", "9999999"])
def test_an_amount_that_cannot_be_is_refused(staff, lines, amount):
    line = lines[RefundSide.CUSTOMER]

    answer = staff.post(
        f"/admin/refunds/{line.id}/settlement", data={"amount": amount, "method": "Check"}
    )

    words = (
        "Enter an amount above $0.00" if amount == "0" else "Enter an amount from $0 to $1,000,000"
    )
    assert refusal(answer, words) == 422
    assert line.status == RefundStatus.OPEN


def test_a_line_is_waived_with_a_reason_only(staff, lines):
    line = lines[RefundSide.FOUROVER]
    address = f"/admin/refunds/{line.id}/waiver"

    silent = staff.post(address, data={"waive-reason": " "})
    assert refusal(silent, "Enter the reason.") == 422
    staff.post(address, data={"waive-reason": "4Over never charged it."})

    assert (line.status, line.note) == (RefundStatus.WAIVED, "4Over never charged it.")
    assert "4Over never charged it." in staff.get(f"/admin/refunds/{line.id}").text


def test_the_sheet_holds_every_line_and_no_formula(staff, lines):
    staff.post(
        f"/admin/refunds/{lines[RefundSide.CUSTOMER].id}/waiver",
        data={"waive-reason": "=HYPERLINK(1)"},
    )

    sheet = staff.get("/admin/refunds/ledger.csv")

    assert sheet.mimetype == "text/csv"
    names = [line.partition(",")[0] for line in sheet.text.splitlines()]
    assert names.count(lines[RefundSide.CUSTOMER].item.reference) == 2
    assert ",'=HYPERLINK(1)" in sheet.text


def test_a_disputed_entry_is_called_so_among_all_entries(staff):
    line = a_refund(an_order().items[0])
    a_refund(line.item, turn=1)
    staff.post(f"/admin/refunds/{line.id}/dispute", data={"dispute-reason": "Not credited."})

    assert "Disputed (this one)" in staff.get(f"/admin/refunds/{line.id}").text
