"""A company's own number of the order: asked for, shown again, on the order and its invoice."""

import pytest

from storefront.accounts.models import Role
from storefront.orders.models import Order
from storefront.payments.clearing import clear
from storefront.payments.invoices.giving import invoice_of
from tests.checkout.conftest import confirm_form, place, walk_to_confirm
from tests.factories import a_user
from tests.neighbors import mine
from tests.refusals import refusal

CHOSEN = {"method": "manual"}


@pytest.fixture
def at_the_end(browser, cart, queue):
    """The visitor has come to the last page."""
    walk_to_confirm(browser, cart)
    return cart


def test_it_is_frozen_with_the_order_and_stands_on_the_invoice(browser, at_the_end):
    browser.post("/checkout/payment", data={**CHOSEN, "purchase_order": "PO-77 b"})
    assert "Purchase order: PO-77 b" in browser.get("/checkout/confirm").text
    assert 'value="PO-77 b"' in browser.get("/checkout/payment").text

    place(browser)

    order = mine(Order).one()
    assert order.purchase_order == "PO-77 b"
    if order.cleared_at is None:
        clear(order, "released", by="pat")
    assert invoice_of(order).document.purchase_order == "PO-77 b"
    staff = browser.login(a_user(Role.STAFF))
    assert order.number in staff.get("/admin/orders/?q=po-77+b").text


def test_it_need_not_be_given_and_is_refused_if_it_is_too_long(browser, at_the_end):
    assert browser.post("/checkout/payment", data=CHOSEN).status_code == 302
    answer = browser.post("/checkout/payment", data={**CHOSEN, "purchase_order": "7" * 41})
    assert refusal(answer, "Use at most 40 characters.") == 422


def test_another_tab_that_changes_it_asks_for_a_new_yes(browser, at_the_end):
    agreed = confirm_form(browser.get("/checkout/confirm"))
    browser.post("/checkout/payment", data={**CHOSEN, "purchase_order": "PO-78"})
    assert place(browser, **agreed).status_code == 409
    assert mine(Order).count() == 0
