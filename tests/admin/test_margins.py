"""What was earned, as an admin reads it: losses first, in a chart and as a file."""

import csv
import io
import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from storefront.admin.money.margins import Scale
from storefront.catalog.models import ProductGroup
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import Cleared, ItemStatus, Phase, PushAttempt
from storefront.partner.models import Environment
from storefront.payments.clearing import clear
from storefront.payments.margin_report import By, report
from storefront.payments.models import RefundStatus
from storefront.times import Month, month_of, today
from tests.factories import (
    a_charge,
    a_payment,
    a_refund,
    a_user,
    an_account,
    an_order,
    with_settings,
)


def sell(charged="46.96", **more):
    """An item for $44.80 and $12.00 of shipping, without tax: $56.80. It costs $46.96."""
    order = an_order(status=ItemStatus.IN_PRODUCTION, **more)
    attempt = PushAttempt(number=1, owner="me", phase=Phase.ACCEPTED, sent_at=now())
    attempt.expected, attempt.charged = a_charge("44.00", "2.96"), Decimal(charged)
    order.items[0].attempts.append(attempt)
    db.session.commit()
    return order


def test_what_4over_charged_to_a_customers_own_account_is_no_cost_of_the_shop(app):
    owner = a_user()
    sell(user=owner, account=an_account(owner=owner))
    (line,) = report(Environment.STAGING, month_of(today()), By.CUSTOMER)
    assert (line.margin.charged, line.margin.quoted, line.margin.uncharged) == (0, 0, 0)
    assert line.margin.left == Decimal("56.80")


def test_what_nobody_paid_or_released_is_not_earned(app):
    waiting = an_order(cleared_at=None, status=ItemStatus.WAITING)
    gone = an_order(cleared_at=None, status=ItemStatus.CANCELLED)
    assert this_month(By.ORDER) == []
    clear(waiting, Cleared.PAID, by="pat")
    db.session.commit()
    assert [name for name, _ in this_month(By.ORDER)] == [waiting.number]
    a_refund(gone.items[0], status=RefundStatus.WAIVED, expected=gone.total)
    a_payment(gone)
    assert (gone.number, gone.total) in this_month(By.ORDER)  # it was paid, and is kept


def test_what_4over_charged_counts_though_the_payment_was_taken_back(app):
    order = sell(cleared_at=None)
    assert this_month(By.ORDER) == [(order.number, Decimal("9.84"))]


def this_month(by):
    found = report(Environment.STAGING, month_of(today()), by)
    return [(line.name, line.margin.left) for line in found]


def test_losses_come_first(app):
    gain, loss, best = sell(), sell("60.00"), sell("20.00")
    assert this_month(By.ORDER) == [
        (loss.number, Decimal("-3.20")),
        (gain.number, Decimal("9.84")),
        (best.number, Decimal("36.80")),
    ]


def test_each_way_of_grouping_has_the_same_sum(app):
    fine = ProductGroup(name="Fine papers")
    db.session.add(fine)
    one, two = sell(email="Kim@customer.example"), sell("60.00", email="kim@customer.example")
    one.items[0].product.group = fine
    db.session.commit()
    code = {order: order.items[0].product_code for order in (one, two)}
    assert this_month(By.PRODUCT) == [(code[two], Decimal("-3.20")), (code[one], Decimal("9.84"))]
    assert this_month(By.GROUP) == [
        ("No group", Decimal("-3.20")),
        ("Fine papers", Decimal("9.84")),
    ]
    assert this_month(By.CUSTOMER) == [("kim@customer.example", Decimal("6.64"))]
    months = this_month(By.MONTH)
    assert months[-1] == (month_of(today()).words, Decimal("6.64"))
    assert [sum_ for _, sum_ in months[:-1]] == [0] * 11


def test_an_order_counts_in_the_month_of_the_shops_clock(app):
    with_settings(time_zone="America/New_York")
    order = sell(placed_at=datetime(2026, 12, 1, 4, 59, tzinfo=UTC))
    names = [line.name for line in report(Environment.STAGING, Month(2026, 11), By.ORDER)]
    assert names == [order.number]


def test_orders_of_the_other_server_and_own_products_are_not_in_it(app):
    an_order(own=True)
    order = sell()
    order.environment = Environment.PRODUCTION
    db.session.commit()
    assert this_month(By.ORDER) == []


def test_the_page_says_so_with_a_bar(admin):
    loss = sell("60.00")
    sell()
    page = admin.get("/admin/margins/").text
    assert page.index(loss.number) < page.index("$9.84")
    assert "1 at a loss" in page
    assert "-$3.20" in page
    bars = re.findall(r'rect class="(\w+)" x="([\d.]+)" y="0" width="([\d.]+)"', page)
    assert bars == [("bar__loss", "0.00", "24.54"), ("bar__gain", "24.54", "75.46")]
    assert "style=" not in page.partition("<main")[2]


@pytest.mark.parametrize(
    ("least", "most", "value", "bar"),
    [
        ("-5", "15", "-5", ("0.00", "25.00")),
        ("-5", "15", "15", ("25.00", "75.00")),
        ("5", "20", "5", ("0.00", "25.00")),
        ("-20", "-5", "-5", ("75.00", "25.00")),
        ("0", "0", "0", ("0.00", "0.00")),
    ],
)
def test_a_bar_begins_where_nothing_is(least, most, value, bar):
    assert Scale(Decimal(least), Decimal(most)).bar(Decimal(value)) == tuple(map(Decimal, bar))


def test_the_same_as_a_file(admin):
    order = sell("60.00")
    file = admin.get("/admin/margins/margins.csv?by=order")
    (row,) = csv.DictReader(io.StringIO(file.text.lstrip("\ufeff")))
    assert (row["order"], row["sales"], row["cost charged"]) == (order.number, "56.80", "60.00")
    assert (row["cost quoted"], row["margin"], row["margin %"]) == ("44.00", "-3.20", "-5.63")
    name = f"margins-product-group-{month_of(today())}.csv"
    file = admin.get("/admin/margins/margins.csv?by=product+group")
    assert file.headers["Content-Disposition"].endswith(name)


def test_staff_who_are_no_admins_do_not_read_it(staff):
    assert staff.get("/admin/margins/").status_code == 403
    assert staff.get("/admin/margins/margins.csv").status_code == 403
