"""Invoices on pages and as PDF: for whom they are, and for nobody else."""

import pytest

from storefront import jobs
from storefront.accounts.models import Role, User
from storefront.database import db
from storefront.orders.guest_link import guest_link
from storefront.orders.models import Notice
from storefront.payments.invoices.giving import give_invoice
from tests.factories import a_payment, a_user, an_order
from tests.neighbors import mine
from tests.refusals import refusal


@pytest.fixture
def invoice(app):
    given = give_invoice(an_order(user=a_user(email="kim@customer.example")))
    db.session.commit()
    return given


def address(invoice, ending=""):
    return f"/orders/{invoice.order.number}/invoices/{invoice.number}{ending}"


def test_the_customer_reads_it_and_has_it_as_pdf(invoice, browser):
    browser.login(_of(invoice))
    order = browser.get(f"/orders/{invoice.order.number}").text
    assert address(invoice) in order

    page = browser.get(address(invoice)).text
    assert f"Invoice {invoice.number}" in page
    assert "Business Cards" in page
    assert "$56.80" in page
    answer = browser.get(address(invoice, ".pdf"))
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")


def test_a_guest_has_it_by_the_link_in_the_mail(app, browser):
    invoice = give_invoice(an_order())
    db.session.commit()
    assert browser.get(address(invoice)).status_code == 404
    browser.get(guest_link(invoice.order).removeprefix("http://shop.test"))
    assert invoice.number in browser.get(address(invoice)).text


@pytest.mark.parametrize("ending", ["", ".pdf"])
def test_nobody_else_has_it(invoice, browser, ending):
    browser.login(a_user())
    assert browser.get(address(invoice, ending)).status_code == 404


def test_one_of_another_order_is_not_shown_as_of_this(invoice, browser):
    user = _of(invoice)
    other = an_order(user=user)
    browser.login(user)
    answer = browser.get(f"/orders/{other.number}/invoices/{invoice.number}")
    assert refusal(answer, "This order has no such invoice") == 404


def test_whether_it_is_paid_stands_beside_it_as_it_is_now(invoice, browser):
    browser.login(_of(invoice))
    assert "$56.80 is not paid yet." in browser.get(address(invoice)).text
    a_payment(invoice.order)
    assert "It is paid." in browser.get(address(invoice)).text


def test_the_mail_about_it_has_the_pdf(invoice, queue, tmp_path):
    queue.run(jobs.send_notice, mine(Notice.id).scalar())
    (mail,) = ((file.read_text()) for file in (tmp_path / "mail").iterdir())
    assert f"Your order {invoice.order.number} has an invoice" in mail
    assert f'filename="{invoice.number}.pdf"' in mail


def _of(invoice):
    return db.session.get(User, invoice.order.user_id)


def test_the_way_back_leads_each_to_the_orders_they_came_from(invoice, browser):
    number = invoice.order.number
    for user, way in (
        (_of(invoice), f"/orders/{number}"),
        (a_user(role=Role.STAFF), f"/admin/orders/{number}"),
    ):
        browser.login(user)
        page = browser.get(address(invoice)).text
        crumbs = page.split('aria-label="Breadcrumb', 1)[1].split("</nav>", 1)[0]
        assert f'href="{way}"' in crumbs


def test_so_many_pdfs_a_minute_and_then_it_is_enough(invoice, browser):
    browser.login(_of(invoice))
    for _ in range(20):
        assert browser.get(address(invoice, ".pdf")).status_code == 200
    assert refusal(browser.get(address(invoice, ".pdf"))) == 429
    assert browser.get(address(invoice)).status_code == 200
