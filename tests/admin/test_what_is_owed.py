"""What is owed back is one thing: the first page, the refunds and their spreadsheet agree."""

import csv
import io
import re
from decimal import Decimal

import lxml.html
import pytest

from storefront.database import db
from storefront.orders.models import ItemStatus, PrintJob
from storefront.paging import PER_PAGE
from storefront.payments.closing import left_open
from storefront.payments.correcting import correct
from storefront.payments.ledger import settle, waive
from storefront.payments.models import RefundSide
from storefront.payments.opening import open_refunds
from storefront.payments.owing import overpaid_orders, owed
from tests.factories import a_payment, a_refund, an_order


def cancelled(paid="0.00", items=2, of=1, printed=True):
    """An order of $56.80 for each item, of which `of` are canceled."""
    order = an_order(items=items)
    if Decimal(paid):
        a_payment(order, amount=Decimal(paid))
    for item in order.items[:of]:
        item.status = ItemStatus.CANCELLED
        if printed:
            item.print_jobs.append(PrintJob(job_id=f"Z{order.number}-{item.position}"))
        open_refunds(item)
    db.session.commit()
    return order


def corrected():
    (line,) = theirs(cancelled("113.60"))
    settle(line, Decimal("5.68"), method="Check", by="pat")
    correct(line, by="pat", reason="Mistyped.")


def theirs(order):
    return {
        line: sum_
        for line, sum_ in owed().items()
        if line.item.order_id == order.id and line.side == RefundSide.CUSTOMER
    }


SITUATIONS = {
    "nothing": lambda: None,
    "nobody paid": cancelled,
    "nor ever will": lambda: a_refund(cancelled(printed=False).items[0]),
    "all paid": lambda: cancelled("113.60"),
    "paid for the rest alone": lambda: cancelled("56.80"),
    "paid a part of it": lambda: cancelled("70.00"),
    "a part, for two lines": lambda: cancelled("160.00", items=4, of=2),
    "never printed": lambda: cancelled("113.60", printed=False),
    "recorded": lambda: settle(
        next(iter(theirs(cancelled("113.60")))), Decimal("50.00"), method="Check", by="pat"
    ),
    "paid too much": lambda: cancelled("150.00", items=1, of=0),
    "too much, and some canceled": lambda: cancelled("200.00"),
    "closed": lambda: waive(next(iter(theirs(cancelled("113.60")))), by="pat", note="no"),
    "corrected": corrected,
}


def read(page):
    return " ".join(lxml.html.document_fromstring(page.text).text_content().split())


def told(staff):
    """What each of the three says: how many lines are owed something, and the sum of each side."""
    first = read(staff.get("/admin/"))
    count = re.search(r"(\d+) refunds? (?:is|are) open", first)
    sums = dict(re.findall(r"(4Over owes the shop|The shop owes customers) \$([\d.,]+)\.", first))
    sheet = list(
        csv.DictReader(io.StringIO(staff.get("/admin/refunds/ledger.csv").text.lstrip("\ufeff")))
    )
    due = [row for row in sheet if Decimal(row["owed now"] or 0)]
    page = read(staff.get("/admin/refunds/"))
    in_page = dict(re.findall(r"(4Over owes the shop|The shop owes customers): \$([\d.,]+)", page))
    sides = {"4Over owes the shop": "4Over", "The shop owes customers": "the shop"}
    return {
        "first page": (int(count[1]) if count else 0, [sums.get(s, "0.00") for s in sides]),
        "refunds": (page.count("Record Z") + len(re.findall(r"Record \d+-\d|Give back \d", page)),
                    [in_page[s] for s in sides]),
        "spreadsheet": (len(due), [
            f"{sum(Decimal(r['owed now']) for r in due if r['owed by'] == who):,.2f}"
            for who in sides.values()
        ]),
    }  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS)
def test_all_three_say_the_same(staff, situation):
    SITUATIONS[situation]()
    db.session.commit()

    said = told(staff)

    assert said["first page"] == said["refunds"] == said["spreadsheet"]


def test_and_all_situations_together(staff):
    for happen in SITUATIONS.values():
        happen()
    db.session.commit()

    said = told(staff)

    assert said["first page"] == said["refunds"] == said["spreadsheet"]
    assert said["refunds"][0] == sum(1 for sum_ in (owed() | overpaid_orders()).values() if sum_)


def test_an_order_that_was_paid_too_much_is_on_the_refunds_page_and_stays_open(staff):
    order = cancelled("150.00", items=1, of=0)
    order.items[0].status = ItemStatus.DELIVERED
    db.session.commit()

    page = read(staff.get("/admin/refunds/"))
    assert f"Give back {order.number}" in page
    assert "owes anything back" not in page
    assert left_open(order) == ["The shop owes the customer $93.20."]
    assert "Nothing is due" not in read(staff.get(f"/admin/orders/{order.number}"))


def test_of_many_that_were_paid_too_much_the_oldest_are_there_and_the_way_to_all(staff):
    for _ in range(PER_PAGE):
        cancelled("150.00", items=1, of=0)
    page = staff.get("/admin/refunds/").text
    assert page.count(">Give back<") == PER_PAGE
    assert "All 51 orders" not in page
    cancelled("150.00", items=1, of=0)

    page = staff.get("/admin/refunds/").text

    assert page.count(">Give back<") == PER_PAGE
    assert '<a href="/admin/orders/?needs=overpaid">All 51 orders paid too much</a>' in page


def test_a_line_on_which_nothing_is_due_is_called_so_in_the_spreadsheet_as_on_the_page(staff):
    a_refund(cancelled(printed=False).items[0])

    assert "no refund due" in read(staff.get("/admin/refunds/"))
    assert "No refund due" in staff.get("/admin/refunds/ledger.csv").text
    assert "refund is open" not in read(staff.get("/admin/"))


def ledger_of(staff):
    text = staff.get("/admin/refunds/ledger.csv").text
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_of_two_lines_the_first_has_what_was_paid_too_much(app):
    order = cancelled("160.00", items=4, of=2)

    assert list(theirs(order).values()) == [Decimal("46.40")]
    a_refund(order.items[1], turn=1)  # of before the customer took some of it back
    assert list(theirs(order).values()) == [Decimal("46.40"), Decimal("0.00")]


def test_a_mistake_is_taken_back_on_its_page_and_both_are_shown(staff):
    (line,) = theirs(cancelled("113.60"))
    address = f"/admin/refunds/{line.id}"
    staff.post(f"{address}/settlement", data={"amount": "5.68", "method": "Check 12"})
    assert "This is a mistake" in read(staff.get(address))

    assert staff.post(f"{address}/correction", data={"correct-reason": " "}).status_code == 422
    answer = staff.post(f"{address}/correction", data={"correct-reason": "It was $56.80."})

    assert answer.status_code == 302
    page = read(staff.get(answer.location))
    assert "Record the refund" in page
    for words in ("Refunded $5.68 $5.68 Check 12", "Correction -$5.68 -$5.68", "It was $56.80."):
        assert words in page
    assert "This is a mistake" not in read(staff.get(address))
    again = staff.post(f"{address}/correction", data={"correct-reason": "Once more."})
    assert again.status_code == 409
    sheet = list(
        csv.DictReader(io.StringIO(staff.get("/admin/refunds/ledger.csv").text.lstrip("\ufeff")))
    )
    mine = [row for row in sheet if row["item"] == line.item.reference]
    assert [Decimal(row["amount"]) for row in mine if row["amount"]] == [
        Decimal("5.68"),
        -Decimal("5.68"),
    ]
    assert [Decimal(row["expected"]) for row in mine if row["owed by"] == "the shop"] == [
        Decimal("5.68"), Decimal("56.80"), Decimal("-5.68")
    ]  # fmt: skip
