"""A sync that changes what lies in a cart: its owner is told, and the price is asked again."""

from datetime import timedelta

from storefront.cart.refreshing import stale
from storefront.clock import now
from storefront.database import db
from tests.factories import a_cart, a_quote, an_account

SAID = "This product has changed"


def a_cart_of(browser):
    cart = a_cart(a_quote())
    with browser.session_transaction() as session:
        session["cart"] = cart.token
    return cart.items[0]


def test_the_owner_is_told_at_the_next_visit(app, browser):
    an_account()
    item = a_cart_of(browser)
    page = browser.get("/cart/").text
    assert "$44.80" in page
    assert SAID not in page
    assert stale([item]) == []

    item.quote.product.changed_at = now()
    db.session.commit()

    assert SAID in browser.get("/cart/").text
    assert stale([item]) == [item]


def test_what_changed_before_it_was_quoted_is_no_news(app, browser):
    an_account()
    item = a_cart_of(browser)

    item.quote.product.changed_at = item.quote.made_at - timedelta(seconds=1)
    db.session.commit()

    page = browser.get("/cart/").text
    assert "$44.80" in page
    assert SAID not in page
    assert stale([item]) == []
