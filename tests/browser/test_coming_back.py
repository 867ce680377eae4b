"""Back never asks whether to send something once more, and shows what is so.

Of somebody who is signed in: their pages are kept by no browser, so each is asked for again.
"""

import re

import pytest
from playwright.sync_api import Error, expect

from tests.browser import buying


def comes_to_another_price(person):
    """The page showed another price than the one that counts."""
    buying.comes_to_a_product(person)
    person.page.locator("[name=shown]").evaluate("e => { e.value = '1.00' }")
    person.presses("Add to cart")
    assert person.heading == "Confirm the price"


def test_after_a_price_was_confirmed_back_shows_it_again(customer):
    customer.goes_to("/cart/")
    before = customer.page.locator(".line").count()
    comes_to_another_price(customer)
    price = buying.price_shown(customer)
    customer.presses(re.compile("Add to cart at"))
    customer.page.go_back()
    assert customer.heading == "Confirm the price"
    assert buying.price_shown(customer) == price
    customer.page.reload()
    customer.looks()
    customer.presses(re.compile("Add to cart at"))  # and a second yes adds no second item
    customer.goes_to("/cart/")
    expect(customer.page.locator(".line")).to_have_count(before + 1)


def sends_a_wrong_address(person, tmp_path):
    buying.comes_to_a_product(person)
    buying.puts_into_cart(person)
    buying.uploads(person, tmp_path)
    person.goes_to("/checkout/address")
    person.presses("Continue to shipping", status=422)


def test_back_to_a_form_that_was_shown_again_asks_for_its_page(customer, tmp_path):
    sends_a_wrong_address(customer, tmp_path)
    customer.goes_to("/cart/")
    customer.page.go_back()
    assert customer.heading == "Shipping address"
    customer.looks()


def test_the_control_without_scripts_a_browser_asks_whether_to_send_it_again(
    customer, visit, shop, tmp_path
):
    state = customer.page.context.storage_state()
    plain = visit(shop.url, state=state, script=False)
    sends_a_wrong_address(plain, tmp_path)
    plain.goes_to("/cart/")
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        plain.page.go_back()


def test_back_to_what_was_not_added_is_the_product_with_its_options(customer):
    buying.comes_to_a_product(customer)
    page = customer.page
    before = page.url
    page.locator("[name=cell]").last.check()
    expect(page).not_to_have_url(before)
    chosen = page.url
    page.locator("#choices [name=csrf_token]").first.evaluate("e => { e.value = 'old' }")
    customer.presses("Add to cart", status=400)
    assert page.url == chosen
    customer.goes_to("/cart/")
    page.go_back()
    assert page.url == chosen
    customer.looks()
