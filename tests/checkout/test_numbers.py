"""Whose number is taken meanwhile gets the next one."""

from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from storefront.checkout.placing import TRIES
from storefront.database import db
from storefront.orders.models import ItemEvent, Order, OrderItem
from tests.checkout.conftest import confirm_form, place, walk_to_confirm
from tests.factories import ADDRESS, a_cart, an_order
from tests.neighbors import mine

SUMS = {
    "email": "kim@customer.example",
    "environment": "staging",
    "ship_to": ADDRESS,
    "payment_method": "on_account",
    **dict.fromkeys(("goods", "shipping", "tax", "total"), Decimal("9.00")),
}


@pytest.fixture
def ready(browser, cart, queue):
    walk_to_confirm(browser, cart)
    return cart


@pytest.mark.alone  # whose order is the last is what it is about
def test_two_who_place_at_the_same_moment_get_two_numbers(browser, ready, other_window):
    """On PostgreSQL both read the same last number, and one of the two is refused."""
    form = confirm_form(browser.get("/checkout/confirm"))
    theirs = a_cart(status="ordered")
    db.session.add(Order(number="1042", cart_id=theirs.id, **SUMS))
    db.session.flush()  # placed, and not yet committed

    placing = other_window(lambda: browser.post("/checkout/confirm", data=form))
    db.session.commit()

    assert placing.result().location == "/orders/1043"
    assert [order.number for order in orders()] == ["1042", "1043"]


def orders():
    return mine(Order).order_by(Order.id).all()


def test_a_number_that_an_older_order_has_is_passed_over_and_all_of_the_order_is_kept(
    browser, ready
):
    an_order(number="1043")
    an_order(number="1042")

    assert place(browser).location == "/orders/1044"

    order = mine(Order).filter_by(number="1044").one()
    assert [item.reference for item in order.items] == ["1044-1"]
    assert [slot.file.original_name for slot in order.items[0].slots] == ["front.pdf"]
    assert db.session.query(ItemEvent).filter_by(item_id=order.items[0].id).count() > 0
    assert mine(OrderItem).count() == 3


def test_who_finds_no_free_number_is_asked_to_try_again_and_keeps_the_cart(browser, ready):
    for taken in range(TRIES):
        an_order(number=str(1043 + taken))
    last = an_order(number="1042")

    answer = place(browser)

    assert answer.location == "/cart/"
    page = browser.get("/cart/").text
    assert "place the order just now. Nothing was ordered. Please try again." in page
    assert "$44.80" in page
    assert ready.status == "open"
    assert orders()[-1].id == last.id


def test_the_control_no_two_orders_can_have_one_number(app, partner):
    an_order(number="1042")
    with pytest.raises(IntegrityError):
        an_order(number="1042")


def test_what_else_the_database_refuses_is_not_taken_for_a_number(browser, ready):
    """Here that a cart becomes an order once, however it came to be open again."""
    db.session.add(Order(number="7777", cart_id=ready.id, **SUMS))
    db.session.commit()
    assert place(browser).status_code == 500
    db.session.expire_all()
    assert ready.status == "open"
