"""The month's invoices and what is unpaid, for staff."""

import csv
import io
import re
from decimal import Decimal
from html import unescape

import pikepdf
import pytest
from sqlalchemy import update

from storefront.database import db
from storefront.orders.models import ItemStatus, Notice, NoticeKind
from storefront.payments.invoices.correcting import correct_invoice
from storefront.payments.invoices.giving import give_invoice
from storefront.payments.invoices.models import Invoice
from storefront.payments.statement import statement_of
from storefront.times import month_of, today
from tests.factories import a_payment, a_refund, an_order
from tests.neighbors import mine

pytestmark = pytest.mark.alone


@pytest.fixture
def order(app):
    order = an_order(purchase_order="=PO-7")
    give_invoice(order)
    a_refund(order.items[0], expected=order.total / 2, goodwill="A crease")
    correct_invoice(order)
    db.session.commit()
    return order


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


def test_a_month_has_its_sums_and_each_invoice_says_whether_it_is_paid(staff, order):
    page = staff.get("/admin/invoices/").text
    assert "1 invoice: $56.80; 1 credit note: $28.40" in page
    assert ">$28.40 unpaid, $28.40 credited</span>" in page
    a_payment(order)
    assert ">paid, $28.40 credited</span>" in staff.get("/admin/invoices/").text


def test_what_is_cancelled_and_was_never_paid_is_not_called_paid(staff, order):
    order.items[0].status = ItemStatus.CANCELLED
    db.session.commit()
    page = staff.get("/admin/invoices/").text
    assert ">credited</span>" in page
    assert ">paid" not in page


def test_the_same_open_money_is_said_of_one_invoice_alone(staff, app):
    order = an_order()
    give_invoice(order)
    a_payment(order)
    order.items[0].extra = Decimal("3.45")
    correct_invoice(order)
    db.session.commit()
    page = staff.get("/admin/invoices/").text
    assert page.count("$3.45 unpaid") == 1
    assert page.count(">paid</span>") == 1
    first, addition = mine(Invoice).order_by(Invoice.id)
    for paper, said in ((first, "It is paid."), (addition, "$3.45 is not paid yet.")):
        assert (
            f'<p class="notice notice--info unprinted">{said}</p>'
            in staff.get(f"/orders/{order.number}/invoices/{paper.number}").text
        )


def test_another_month_has_none(staff, order):
    before = month_of(today()).later(-1)
    assert "No invoices" in staff.get(f"/admin/invoices/?month={before}").text
    assert staff.get(f"/admin/invoices/invoices.pdf?month={before}").status_code == 404


def test_the_links_of_a_month_lead_to_its_papers(staff, order):
    before = month_of(today()).later(-1)
    db.session.execute(update(Invoice.__table__).values(given_at=before.begin))
    db.session.commit()
    page = staff.get(f"/admin/invoices/?month={before}").text
    links = [unescape(link) for link in re.findall(r'href="(/admin/invoices/[^"]*\?[^"]*)"', page)]
    assert len(links) == 3
    answers = [staff.get(link) for link in links]
    names = [answer.headers.get("Content-Disposition", "") for answer in answers]
    assert f"Tax collected, {before.words}" in answers[0].text
    assert [f"invoices-{before}" in name for name in names] == [False, True, True]


@pytest.mark.parametrize("month", ["2026", "2026&month=10", "2026-13", "0001-01", "(2026, 10)"])
def test_a_month_that_cannot_be_read_is_refused(staff, order, month):
    for page in ("", "invoices.csv", "invoices.pdf", "taxes", "taxes.csv"):
        answer = staff.get(f"/admin/invoices/{page}?month={month}")
        assert answer.status_code == 404
        assert "There is no month" in answer.text
    assert staff.get("/admin/invoices/invoices.csv?month=").status_code == 200


def test_one_is_found_by_its_number_in_whatever_month(staff, order):
    before = month_of(today()).later(-1)
    page = staff.get(f"/admin/invoices/?month={before}&q=0001").text
    assert "-0001</a>" in page
    assert "-0002</a>" not in page


def test_the_tax_office_has_a_table_whose_columns_add_up(staff, order):
    invoice, note = rows(staff.get("/admin/invoices/invoices.csv"))
    assert (invoice["kind"], invoice["total"], invoice["state"]) == ("invoice", "56.80", "NY")
    assert (note["total"], note["corrects"]) == ("-28.40", invoice["number"])
    assert invoice["purchase order"] == "'=PO-7"  # no formula


def test_the_accountant_has_one_file(staff, order):
    with pikepdf.open(io.BytesIO(staff.get("/admin/invoices/invoices.pdf").data)) as pdf:
        assert len(pdf.pages) == 2


def test_who_owes_what_is_listed_and_leads_to_the_orders(staff, order):
    page = staff.get("/admin/unpaid/").text
    assert "Robin Sample, Sample Bakery" in page
    assert "$28.40" in page
    theirs = staff.get("/admin/unpaid/?customer=robin@customer.example").text
    assert f"/admin/orders/{order.number}" in theirs
    (row,) = rows(staff.get("/admin/unpaid/unpaid.csv"))
    assert (row["order"], row["unpaid"], row["age"]) == (order.number, "28.40", "0-30")
    assert row["total"] == f"{statement_of(order).total}" != f"{order.total}"


def test_a_reminder_is_sent_by_button_and_refused_once_it_is_paid(staff, order, queue):
    send = f"/admin/unpaid/{order.number}/reminder"
    page = staff.post(send, data={"customer": order.email}, follow_redirects=True).text
    assert "There is no mail server: the email is only kept on this machine." in page
    assert mine(Notice).filter_by(kind=NoticeKind.REMINDER).count() == 1
    assert "Send a reminder" not in page
    assert "Last reminder" in page
    again = staff.post(send, data={"customer": order.email}, follow_redirects=True).text
    assert f"The last reminder of order {order.number} is of " in again
    assert mine(Notice).filter_by(kind=NoticeKind.REMINDER).count() == 1
    a_payment(order)
    page = staff.post(send, follow_redirects=True).text
    assert f"Nothing is owed on order {order.number}." in page
