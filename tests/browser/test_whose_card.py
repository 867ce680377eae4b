"""Whose card pays 4Over: set on a customer's page, asked and ordered so, and read in 4Over's own
book."""

import re

import pytest
from playwright.sync_api import expect

from storefront.accounts.registering import create_user
from storefront.database import db
from tests.browser import buying
from tests.browser.shop import PASSWORD, eventually

OWN_KEYS = "customer_public", "customer-private-key"


@pytest.fixture
def buyer(visit, shop):
    """Makes a customer, signed in; the answer is his browser and the address of his page."""

    def make(email):
        with shop.inside():
            user = create_user(email, PASSWORD)
            db.session.commit()
            page = f"/admin/users/{user.id}"
        person = visit(shop.url)
        person.goes_to("/login")
        person.fills(email=email, password=PASSWORD)
        person.presses("Sign in", within=person.page.locator("main"))
        return person, page

    return make


def charged(shop, number):
    """What 4Over's book says of the order's item: account and card."""
    reference = f"{number}-1"

    def entry():
        those = [one for one in shop._sandbox("GET", "orders") if one["order_id"] == reference]
        return those and those[0]["status"] == "Success" and those[0]

    found = eventually(entry, f"{reference} is in the book")
    return found["account"], found["card"]


def test_a_customer_is_charged_to_the_card_that_is_set_for_him(admin, buyer, shop, tmp_path):
    shops, page = buyer("pays-by-check@customer.example")
    admin.goes_to(page)
    admin.reads("An order now will charge Visa ending in 4242 of the shop's 4Over account")
    admin.follows("Card of the shop's account", within=admin.page.locator("#charge"))
    admin.page.locator("label", has_text="E-Check ending in 6789").click()
    admin.presses("Charge this card")
    admin.reads("E-Check ending in 6789 of the shop's 4Over account, because of the user's setting")

    number = buying.orders(shops, shop, tmp_path)

    assert charged(shop, number) == ("Practice Print Shop", "E-Check ending in 6789")


def test_a_customer_with_his_own_account_pays_its_prices_with_its_card(
    admin, buyer, shop, tmp_path, guest
):
    own, page = buyer("own-account@customer.example")
    admin.goes_to(page)
    admin.follows("Connect own account", within=admin.page.locator("#charge"))
    admin.fills(public_key=OWN_KEYS[0], private_key="a typo")
    admin.presses("Test and save", status=422)
    admin.reads("has keys of its own")
    admin.fills(public_key=OWN_KEYS[0], private_key=OWN_KEYS[1])
    admin.presses("Test and save")
    admin.reads("These keys work")
    assert OWN_KEYS[1] not in admin.page.content()
    admin.page.locator("#card").select_option(label="Amex ending in 0005, valid thru 2031 09")
    admin.presses("Save keys and card")
    admin.reads("Amex ending in 0005 of the customer's own account, because of the user's setting")

    buying.comes_to_a_product(guest)
    buying.comes_to_a_product(own)
    own.reads("Your price is confirmed in the cart.")
    expect(own.page.locator("#price")).to_contain_text("Price confirmed")
    assert dollars(buying.price_shown(own)) < dollars(buying.price_shown(guest))

    number = buying.orders(own, shop, tmp_path)

    assert charged(shop, number) == ("Sample Bakery", "Amex ending in 0005")
    admin.goes_to(f"/admin/orders/{number}")
    admin.reads("Amex ending in 0005")

    gone_and_back(admin, own, shop, tmp_path)


def gone_and_back(admin, own, shop, tmp_path):
    """His card is taken off the account; the order waits, and goes on by one button."""
    shop.trouble("lose_card", value="0005")
    number = buying.orders(own, shop, tmp_path)
    admin.goes_to("/admin/held/")

    def held():
        admin.page.reload()
        return f"{number}-1" in admin.page.locator("main").inner_text()

    eventually(held, f"{number}-1 is held")
    admin.reads("The chosen card is not on the 4Over account any more.")
    shop.calm()
    admin.presses(re.compile("Send again the item that waited"))
    assert charged(shop, number) == ("Sample Bakery", "Amex ending in 0005")


def dollars(words):
    return float(words.replace("$", "").replace(",", ""))


def test_the_sandbox_shows_the_book(visit, shop):
    page = visit(shop.sandbox).page
    page.goto("/sandbox/#charges")
    expect(page.locator("#charges")).to_contain_text("customer-private-key")
    expect(page.locator("#charges")).to_contain_text("Sample Bakery")
