"""A visitor with a full cart, a 4Over that answers, and the steps as a browser takes them."""

import re

import pytest

from storefront.database import db
from tests.factories import a_cart, a_quote, an_account

ADDRESS = {
    "email": "robin@customer.example",
    "firstname": "Robin",
    "lastname": "Sample",
    "company": "",
    "phone": "(212) 555-0142",
    "address": "350 Fifth Avenue",
    "address2": "",
    "city": "New York",
    "state": "NY",
    "zipcode": "10118",
}
GROUND, NEXT_DAY = "03", "13"


@pytest.fixture
def partner(app, fourover):
    """4Over knows the address and ships two ways."""
    an_account()
    knows_the_address(fourover)
    ships(fourover)
    return fourover


@pytest.fixture
def cart(browser, partner):
    return in_the_hands_of(browser, a_cart(a_quote()))


def in_the_hands_of(browser, cart):
    cart.visitor = cart.token
    db.session.commit()
    with browser.session_transaction() as session:
        session["cart"] = session["visitor"] = cart.token
    return cart


def knows_the_address(fourover, **place):
    answer = {"isValidAddress": True, "ambiguosAddress": False}
    if place:
        answer["AddressKeyFormat"] = {
            "AddressLine": place.get("address", ADDRESS["address"]),
            "PoliticalDivision2": place.get("city", "NEW YORK"),
            "PoliticalDivision1": place.get("state", "NY"),
            "PostcodePrimaryLow": place.get("zipcode", "10118"),
            "CountryCode": "US",
        }
    fourover.http.upsert("POST", f"{fourover.url}/addressvalidation", json=answer)


def is_unsure_of_the_address(fourover, *candidates):
    answer = {"ambiguous_address": "true", "Candidates": list(candidates)}
    fourover.http.upsert("POST", f"{fourover.url}/addressvalidation", json=answer)


def ships(fourover, ground="12.00", next_day="30.50"):
    services = [
        service(NEXT_DAY, "Next Day Shipping by 5pm", next_day, "12/02/2026", 1),
        service(GROUND, "Ground Shipping", ground, "12/04/2026", 3),
    ]
    facility = {"address": {"code": "DAY"}, "shipping_options": services}
    fourover.http.upsert(
        "POST", f"{fourover.url}/shippingquote", json={"job": {"facilities": [facility]}}
    )


def service(code, name, price, in_hand, days):
    return {
        "service_code": code,
        "service_name": name,
        "service_price": price,
        "in_hand_delivery": in_hand,
        "shipping_time": days,
    }


def give_address(browser, **fields):
    return browser.post("/checkout/address", data=ADDRESS | fields)


def choose_delivery(browser, cart, key=GROUND):
    keys = {f"service-{item.id}": key for item in cart.items}
    return browser.post("/checkout/delivery", data=keys)


def choose_payment(browser, method="manual"):
    return browser.post("/checkout/payment", data={"method": method})


def walk_to_confirm(browser, cart):
    give_address(browser)
    choose_delivery(browser, cart)
    choose_payment(browser)


def confirm_form(page):
    """The hidden fields of the last step, as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="(cart|agreed)" value="([^"]+)">', page.text)
    assert len(found) == 2
    return dict(found)


def place(browser, **fields):
    form = confirm_form(browser.get("/checkout/confirm"))
    return browser.post("/checkout/confirm", data=form | fields)
