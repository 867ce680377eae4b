"""The delivery step: what 4Over has just quoted, and nothing else."""

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec import structs

from storefront.checkout.models import Checkout, Delivery, Services
from storefront.clock import now
from storefront.database import db
from storefront.quotes.shipping import Service
from tests.checkout.conftest import (
    GROUND,
    NEXT_DAY,
    choose_delivery,
    give_address,
    in_the_hands_of,
    ships,
)
from tests.factories import R1000, a_cart, a_quote, with_settings
from tests.neighbors import mine
from tests.refusals import refusal


def delivery():
    return mine(Delivery).one()


def test_each_way_is_shown_with_price_and_day_and_the_least_costly_is_preselected(browser, cart):
    give_address(browser)

    page = browser.get("/checkout/delivery").text

    assert "Ground Shipping" in page
    assert "Estimated delivery Fri, Dec 4" in page
    assert "$30.50" in page
    assert f'value="{GROUND}" checked' in page
    assert f'value="{NEXT_DAY}" checked' not in page


def test_the_shops_markup_on_shipping_is_in_the_price(browser, cart):
    with_settings(shipping_markup_percent=10)

    give_address(browser)

    assert "$13.20" in browser.get("/checkout/delivery").text
    assert delivery().services[0].cost == Decimal("12.00")


def test_the_chosen_way_is_kept_with_its_price(browser, cart):
    give_address(browser)

    assert choose_delivery(browser, cart, NEXT_DAY).location == "/checkout/payment"
    assert delivery().service.name == "Next Day Shipping by 5pm"
    assert delivery().price == Decimal("30.50")


@pytest.mark.parametrize("key", ["", "01", "59", "03 ", "x" * 500])
def test_a_way_that_was_not_just_quoted_is_refused(browser, cart, key):
    give_address(browser)

    answer = choose_delivery(browser, cart, key)

    assert refusal(answer, "Choose a shipping service for each item.") == 422
    assert delivery().chosen == ""


def test_a_posted_price_counts_for_nothing(browser, cart):
    give_address(browser)

    browser.post(
        "/checkout/delivery", data={f"service-{cart.items[0].id}": GROUND, "price": "0.01"}
    )

    assert delivery().price == Decimal("12.00")


def test_every_item_is_asked_for_and_chosen_by_itself(browser, partner):
    cart = in_the_hands_of(browser, a_cart(a_quote(), a_quote()))
    give_address(browser)
    first, second = cart.items

    one_only = browser.post("/checkout/delivery", data={f"service-{first.id}": GROUND})
    assert refusal(one_only, "Choose a shipping service for each item.") == 422
    browser.post(
        "/checkout/delivery",
        data={f"service-{first.id}": GROUND, f"service-{second.id}": NEXT_DAY},
    )

    chosen = {d.cart_item_id: d.chosen for d in mine(Delivery)}
    assert chosen == {first.id: GROUND, second.id: NEXT_DAY}
    assert partner.count("POST /shippingquote") == 2


def test_prices_over_an_hour_old_are_not_taken_but_asked_again(browser, cart, partner):
    give_address(browser)
    delivery().quoted_at = now() - timedelta(hours=1, seconds=1)
    db.session.commit()

    assert "Get shipping prices" in browser.get("/checkout/delivery").text
    assert choose_delivery(browser, cart).status_code == 422
    ships(partner, ground="13.00")
    browser.post("/checkout/delivery/quotes")

    assert choose_delivery(browser, cart).location == "/checkout/payment"
    assert delivery().price == Decimal("13.00")


def test_when_4over_does_not_answer_the_page_says_so_and_can_ask_again(browser, cart, partner):
    partner.http.remove("POST", f"{partner.url}/shippingquote")
    partner.answers("POST", "/shippingquote", status=503, body="down")

    assert give_address(browser).location == "/checkout/delivery"
    page = browser.get("/checkout/delivery").text
    assert "get shipping prices. Please try again" in page
    assert "Get shipping prices" in page
    assert choose_delivery(browser, cart).status_code == 422

    ships(partner)
    browser.post("/checkout/delivery/quotes")
    assert choose_delivery(browser, cart).location == "/checkout/payment"


def test_what_4over_cannot_send_is_said_in_our_words_and_logged_in_its_own(
    browser, cart, partner, caplog
):
    partner.http.upsert(
        "POST",
        f"{partner.url}/shippingquote",
        status=409,
        json={"status": "error", "message": "Invalid product combination"},
    )

    give_address(browser)

    page = browser.get("/checkout/delivery").text
    assert "ship this item to this address" in page
    assert "Invalid product combination" not in page
    assert "Invalid product combination" in caplog.text


def test_an_address_that_4over_doubts_only_when_shipping_is_asked_for_is_told(
    browser, cart, partner
):
    meant = {"address": "350 5TH AVE", "city": "NEW YORK", "state": "NY", "zipcode": "10118"}
    doubts = {"ambiguous_address": "true", "Candidates": [meant]}
    partner.http.upsert("POST", f"{partner.url}/shippingquote", json=doubts)

    give_address(browser)

    page = browser.get("/checkout/delivery").text
    assert "We couldn&#39;t verify this address. Please check it." in page
    assert 'href="/checkout/address"' in page
    assert choose_delivery(browser, cart).status_code == 422
    assert delivery().services == ()

    ships(partner)
    give_address(browser, address="350 5th Ave")
    assert choose_delivery(browser, cart).location == "/checkout/payment"


def test_an_item_that_is_changed_is_asked_for_anew(browser, cart):
    give_address(browser)
    choose_delivery(browser, cart)
    cart.items[0].quote = a_quote(cart.items[0].quote.product, runsize_uuid=R1000)
    db.session.commit()

    answer = browser.get("/checkout/payment")

    assert answer.location == "/checkout/delivery"
    assert "No price yet." in browser.get("/checkout/delivery").text


def test_a_newer_quote_of_the_same_item_changes_nothing_for_the_parcel(browser, cart):
    give_address(browser)
    choose_delivery(browser, cart)
    cart.items[0].quote = a_quote(cart.items[0].quote.product)
    db.session.commit()

    assert browser.get("/checkout/payment").status_code == 200


def test_an_item_can_be_taken_out_of_the_cart_after_delivery_was_asked(browser, partner):
    cart = in_the_hands_of(browser, a_cart(a_quote(), a_quote()))
    give_address(browser)

    db.session.delete(cart.items[0])
    db.session.commit()

    db.session.expire_all()
    assert len(mine(Checkout).one().deliveries) == 1
    assert choose_delivery(browser, cart).location == "/checkout/payment"


def test_ways_that_were_stored_before_there_was_a_tax_are_read_as_well():
    stored = {"key": "03", "code": "03", "name": "Ground", "facility": "DAY", "cost": "12.005",
              "price": "12.01", "in_hand": "2026-12-04", "days": 2}  # fmt: skip
    (way,) = Services().process_result_value([stored], None)
    assert (way.cost, way.price, way.tax) == (Decimal("12.005"), Decimal("12.01"), None)
    assert way.arrival == "Estimated delivery Fri, Dec 4"
    (written,) = Services().process_bind_param((way,), None)
    assert written == stored | {"tax": None}


def test_without_a_day_the_days_under_way_are_said_or_nothing():
    way = Service("03", "03", "Ground", "", Decimal("12.00"), Decimal("12.00"))
    assert [structs.replace(way, days=days).arrival for days in (1, 3, None)] == [
        "1 day in transit", "3 days in transit", "",
    ]  # fmt: skip
