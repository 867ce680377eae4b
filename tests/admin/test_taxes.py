"""What goes to the tax office, as staff read it."""

from decimal import Decimal

import pytest

from storefront.database import db
from storefront.payments.invoices.giving import give_invoice
from storefront.times import month_of, today
from tests.factories import an_order


@pytest.fixture
def invoiced(app):
    order = an_order(tax=Decimal("4.25"), total=Decimal("61.05"), tax_name="Sales tax")
    order.items[0].tax = Decimal("4.25")
    give_invoice(order)
    db.session.commit()


def test_the_month_is_shown_with_its_sum(staff, invoiced):
    page = staff.get("/admin/invoices/taxes").text
    assert f"Tax collected, {month_of(today()).words}" in page
    assert "Sales tax" in page
    assert page.count("$4.25") == 2
    assert "No invoices" in staff.get("/admin/invoices/taxes?month=2001-01").text


def test_and_as_a_file(staff, invoiced):
    file = staff.get("/admin/invoices/taxes.csv")
    assert file.text.splitlines()[1:] == ["NY,Sales tax,44.80,12.00,4.25"]
    assert file.headers["Content-Disposition"].endswith(f"taxes-{month_of(today())}.csv")


def test_the_invoices_lead_there(staff, app):
    assert 'href="/admin/invoices/taxes?month=' in staff.get("/admin/invoices/").text
