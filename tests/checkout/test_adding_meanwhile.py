"""Somebody adds to a cart in one window while it is ordered in another: nothing gets lost."""

import pytest
from flask import session

from storefront.cart import adding
from storefront.cart.current import cart_for_adding
from storefront.cart.models import Cart, CartItem, CartStatus
from storefront.cart.saving import save_for_later
from storefront.checkout.models import Checkout
from storefront.checkout.placing import place_order
from storefront.checkout.totals import bill_for
from storefront.database import db
from storefront.orders.models import Order
from storefront.quotes.models import Quote
from tests.checkout.conftest import confirm_form, walk_to_confirm
from tests.factories import a_quote
from tests.neighbors import mine


@pytest.fixture
def ready(browser, cart, queue):
    walk_to_confirm(browser, cart)
    return cart


def add(app, token, quote_id, meanwhile=lambda: None):
    with app.test_request_context("/cart/items", method="POST"):
        session["cart"] = token
        adding.add(cart_for_adding(), db.session.get_one(Quote, quote_id), (), "rules")
        db.session.flush()
        meanwhile()
        db.session.commit()


def in_open_carts():
    return mine(CartItem).join(Cart).filter(Cart.status == CartStatus.OPEN).count()


def test_what_was_added_first_is_seen_before_the_order(app, browser, ready, other_window):
    form = confirm_form(browser.get("/checkout/confirm"))
    token, quote_id, answers = ready.token, a_quote().id, []

    def place():
        return browser.post("/checkout/confirm", data=form)

    db.session.rollback()
    add(app, token, quote_id, meanwhile=lambda: answers.append(other_window(place)))

    assert answers[0].result().location in ("/cart/", "/checkout/delivery")
    assert mine(Order).count() == 0
    assert in_open_carts() == 2


def test_what_is_added_after_the_order_is_in_a_cart_of_its_own(app, ready, other_window):
    token, quote_id = ready.token, a_quote().id
    checkout = db.session.get_one(Checkout, ready.id)
    place_order(ready, checkout, agreed=bill_for(ready, checkout).seal, noted=0)

    added = other_window(add, app, token, quote_id)
    db.session.commit()
    added.result()

    assert len(mine(Order).one().items) == 1
    assert in_open_carts() == 1


def test_an_ordered_cart_is_not_kept_for_later(app, ready, other_window):
    cart_id = ready.id
    checkout = db.session.get_one(Checkout, cart_id)
    place_order(ready, checkout, agreed=bill_for(ready, checkout).seal, noted=0)

    def save():
        save_for_later(db.session.get_one(Cart, cart_id))
        db.session.commit()

    saved = other_window(save)
    db.session.commit()
    saved.result()

    assert db.session.get_one(Cart, cart_id).status == CartStatus.ORDERED
