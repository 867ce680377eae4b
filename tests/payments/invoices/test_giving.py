"""Invoices and credit notes are given once, with numbers without gaps, and never change."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import update

from storefront import jobs
from storefront.config import ROOT
from storefront.database import db
from storefront.orders.models import Cleared, ItemStatus, Notice
from storefront.payments.invoices.giving import give_invoice, invoices_of
from storefront.payments.invoices.models import NeverChanged
from storefront.settings import save_setting
from storefront.times import today
from tests.factories import an_order, with_settings
from tests.neighbors import mine
from tests.payments.invoices.conftest import cancelled, given, notes


def test_it_says_what_was_ordered_and_from_whom(order):
    with_settings(shop_name="Fine Print", shop_street="1 Press St", shop_city="Springfield, IL")
    order.purchase_order, order.terms_days = "PO-77", 30
    order.cleared_how = Cleared.ON_ACCOUNT
    order.cleared_at = datetime(2026, 12, 1, 3, tzinfo=UTC)  # Nov 30 in New York

    document = given(order).document

    assert document.number == f"INV-{today().year}-0001"
    assert (document.goods, document.shipping, document.tax) == (
        Decimal("89.60"), Decimal("24.00"), Decimal("9.98"),
    )  # fmt: skip
    assert document.total == order.total == Decimal("123.58")
    assert document.rows[-1] == ("NY sales tax", Decimal("9.98"))
    assert document.lines[0].quantity == 500
    assert document.lines[0].details == "Colors: 4/4; Quantity: 500"
    assert document.seller.lines == ("1 Press St", "Springfield, IL")
    assert document.buyer.lines[0] == "Robin Sample, Sample Bakery"
    assert dict(document.facts)["Purchase order"] == "PO-77"
    assert dict(document.facts)["Payment due"] == "Dec 30, 2026"


def test_it_is_given_once(order, invoice):
    assert give_invoice(order) is None
    assert list(invoices_of(order)) == [invoice]


def test_what_was_cancelled_before_is_not_on_it_and_never_credited(order):
    order.items[0].status = ItemStatus.CANCELLED

    document = given(order).document
    jobs.open_refunds()

    assert [line.total for line in document.lines] == [Decimal("61.79")]
    assert notes() == []


@pytest.mark.parametrize("why", ["free", "all cancelled"])
def test_what_costs_nothing_is_not_invoiced(app, why):
    nothing = {"goods": Decimal("0.00"), "shipping": Decimal("0.00"), "total": Decimal("0.00")}
    order = an_order(**nothing if why == "free" else {"status": ItemStatus.CANCELLED})
    assert give_invoice(order) is None


def test_what_costs_little_is(app):
    little = {"goods": Decimal("0.50"), "shipping": Decimal("0.00"), "total": Decimal("0.50")}
    order = an_order(item={"price": Decimal("0.50"), "shipping": Decimal("0.00")}, **little)
    assert given(order).total == Decimal("0.50")


def test_the_settings_of_later_do_not_change_it(order, invoice):
    with_settings(shop_name="Another name")
    order.items[0].title = order.email = "changed"
    db.session.commit()
    db.session.expire_all()
    assert invoice.document.seller.name == "Print Shop"
    assert "changed" not in (invoice.document.lines[0].title, invoice.document.buyer.email)


@pytest.mark.parametrize("act", ["change", "delete"])
def test_nobody_changes_or_deletes_one(invoice, act):
    if act == "change":
        invoice.total = Decimal("1.00")
    else:
        db.session.delete(invoice)
    with pytest.raises(NeverChanged):
        db.session.commit()
    db.session.rollback()


def test_no_statement_writes_over_one():
    """The guard above sees only rows that the session holds."""
    around = re.compile(r"(update|delete)\(\s*Invoice\s*[),.]|query\(Invoice\).*(update|delete)")
    assert around.search(f"{update.__name__}(Invoice).where")  # the control
    files = (ROOT / "storefront").rglob("*.py")
    assert [path.name for path in files if around.search(path.read_text())] == []


def test_the_customer_is_told_of_each(order, invoice):
    cancelled(order.items[0])
    told = mine(Notice).filter_by(order_id=order.id).order_by(Notice.id).all()
    assert [(one.kind, one.which) for one in told] == [
        ("invoice", invoice.number),
        ("credit_note", notes()[0].number),
    ]


class TestNumbers:
    def test_they_follow_each_other_without_a_gap(self, app):
        numbers = [given(an_order()).number for _ in range(3)]
        assert numbers == [f"INV-{today().year}-000{n}" for n in (1, 2, 3)]

    def test_what_is_rolled_back_gives_its_number_back(self, app):
        orders = [an_order(), an_order()]
        give_invoice(orders[0])
        db.session.rollback()
        assert given(orders[1]).number.endswith("-0001")

    def test_each_year_begins_anew_in_the_shops_zone(self, app):
        for hour, year in ((4, 2030), (6, 2031)):  # 11 PM of Dec 31 in New York, then 1 AM
            with time_machine.travel(datetime(2031, 1, 1, hour, tzinfo=UTC), tick=False):
                assert given(an_order()).number == f"INV-{year}-0001"

    def test_another_prefix_is_another_series(self, app):
        given(an_order())
        save_setting("invoice_prefix", "A-")
        assert [given(an_order()).number for _ in range(2)] == ["A-0001", "A-0002"]
