"""Back never asks whether to send something once more, and shows what is so.

Of somebody who is signed in: their pages are kept by no browser, so each is asked for again.
"""

import re

import pytest
from playwright.sync_api import Error, expect

from tests.browser import buying
from tests.browser.conftest import FLAGS, program
from tests.browser.person import Person


@pytest.fixture
def customer(customer):
    """With nothing in the cart that another test left there."""
    customer.goes_to("/cart/")
    while customer.page.get_by_role("button", name=re.compile("^Remove")).count():
        customer.presses(re.compile("^Remove"))
    return customer


def comes_to_another_price(person):
    """The page showed another price than the one that counts."""
    buying.comes_to_a_product(person)
    person.page.locator("[name=shown]").evaluate("e => { e.value = '1.00' }")
    person.presses("Add to cart")
    assert person.heading == "Confirm the price"


def test_after_a_price_was_confirmed_back_shows_it_again(customer):
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
    expect(customer.page.locator(".line")).to_have_count(1)


def sends_a_wrong_address(person, tmp_path):
    buying.comes_to_a_product(person)
    buying.puts_into_cart(person)
    buying.uploads(person, tmp_path)
    buying.approves(person)
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


@pytest.fixture
def keeping(chromium, shop):
    """A browser that keeps whole pages to go back to, as people's do. (A test's forgets them.)"""
    usual = chromium.browser_type.launch(
        executable_path=program(), args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield usual.new_context(base_url=shop.url)
    usual.close()


def test_a_cart_that_a_browser_kept_is_shown_as_it_is_now(keeping):
    guest = Person(keeping)
    page = guest.page
    buying.comes_to_a_product(guest)
    buying.puts_into_cart(guest)
    page.goto("/cart/")
    expect(page.locator(".line")).to_have_count(1)
    page.goto("/catalog/")
    other = keeping.new_page()
    other.goto("/cart/")
    other.get_by_role("button", name=re.compile("^Remove")).click()
    expect(other.locator(".line")).to_have_count(0)
    page.evaluate("history.back()")
    expect(page.locator("h1")).to_have_text("Your cart")
    expect(page.locator(".line")).to_have_count(0)
    expect(page.get_by_role("navigation").first).not_to_contain_text("1 item")
