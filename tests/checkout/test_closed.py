"""A shop that takes no orders says so on every page, and refuses them wherever they are sent."""

import re

import pytest

from storefront.cart.models import CartStatus
from storefront.database import db
from storefront.orders.models import Order
from tests.checkout.conftest import in_the_hands_of
from tests.factories import (
    a_cart,
    a_category,
    a_product,
    a_quote,
    a_user,
    an_account,
    with_settings,
)
from tests.neighbors import mine

SAYS = "We are not taking orders right now"
# what is sent there takes an order, or a step towards one
TAKE_ORDERS = re.compile(r"^/(cart/items|cart/own|checkout)")


@pytest.fixture
def closed(app):
    account = an_account()
    category = a_category()
    product = a_product()
    product.categories.append(category)
    db.session.commit()
    with_settings(taking_orders=False, closed_words="We are back on Monday")
    return a_cart(a_quote(product, account))


def pages(app):
    """Every page of the shop that needs no more than its address."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in rule.methods and not rule.arguments and not rule.rule.startswith("/admin"):
                yield rule.rule


def test_every_page_says_so_before_anything_is_pressed(app, browser, closed):
    browser.login(a_user())
    seen = 0
    for page in pages(app):
        answer = browser.get(page)
        if answer.status_code == 200 and "<header" in answer.text:
            seen += 1
            assert SAYS in answer.text, page
            assert "We are back on Monday." in answer.text, page
    assert seen > 5
    with_settings(taking_orders=True)
    assert SAYS not in browser.get("/").text


def test_nothing_that_takes_an_order_does(app, browser, closed):
    in_the_hands_of(browser, closed)
    posts = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods and TAKE_ORDERS.match(rule.rule) and not rule.arguments
    ]
    assert "/checkout/confirm" in posts
    assert "/cart/items" in posts
    for url in posts:
        answer = browser.post(url, data={"product": closed.items[0].quote.product.slug})
        assert answer.status_code in (302, 404, 409), url
    assert mine(Order).count() == 0
    assert closed.status == CartStatus.OPEN
    assert len(closed.items) == 1
