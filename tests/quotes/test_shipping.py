"""Ways to send an item: what 4Over quotes, with the shop's markup."""

import json
from decimal import Decimal

import pytest

from storefront.accounts.address import PostalAddress
from storefront.database import db
from storefront.fourover.errors import Refused
from storefront.partner.account import client_for, shop_account
from storefront.quotes.shipping import AddressDoubtful, ask_services, may_lose
from tests.factories import ADDRESS, a_quote, with_settings


@pytest.fixture
def ask(fourover):
    def ask(answer, status=200, markup="0", bypass=False):
        fourover.answers("POST", "/shippingquote", json=answer, status=status)
        choice, client = a_quote().choice, client_for(shop_account())
        with_settings(shipping_markup_percent=markup)
        db.session.rollback()
        return ask_services(client, choice, PostalAddress.from_json(ADDRESS), bypass=bypass)

    return ask


def a_facility(code, *services):
    options = [
        {"service_code": s, "service_name": f"Service {s}", "service_price": price, **more}
        for s, price, more in services
    ]
    return {"address": {"code": code, "zip": "90039"}, "shipping_options": options}


def test_each_service_comes_once_from_where_it_costs_least_and_the_least_costly_first(ask):
    far = a_facility("DAY", ("03", "12.00", {}), ("01", "60", {}))
    near = a_facility(
        "GLN",
        ("02", "20.80", {}),
        ("03", "9.995", {"in_hand_delivery": "08/28/2026", "shipping_time": 1}),
    )
    nothing = {"address": {"code": "X"}, "turnaround_times": []}

    services = ask({"job": {"facilities": [far, near, nothing]}}, markup="10")

    assert [(s.code, s.facility, s.price) for s in services] == [
        ("03", "GLN", Decimal("10.99")),
        ("02", "GLN", Decimal("22.88")),
        ("01", "DAY", Decimal("66.00")),
    ]
    assert (services[0].cost, services[0].in_hand, services[0].days) == (
        Decimal("9.995"), "2026-08-28", 1,
    )  # fmt: skip


def test_of_two_plants_that_ask_the_same_the_one_that_4over_names_first_sends_it(ask):
    near, far = a_facility("GLN", ("03", "12.00", {})), a_facility("DAY", ("03", "12.00", {}))
    (service,) = ask({"job": {"facilities": [near, far]}})
    assert service.facility == "GLN"


def test_ways_at_the_same_price_stand_in_the_order_of_their_codes(ask):
    plant = a_facility("GLN", ("13", "12.00", {}), ("03", "12.00", {}), ("02", "9.00", {}))
    services = ask({"job": {"facilities": [plant]}})
    assert [service.code for service in services] == ["02", "03", "13"]


@pytest.mark.parametrize("bypass", [True, False])
def test_an_address_is_taken_unseen_only_where_somebody_says_so(ask, fourover, bypass):
    ask({"job": {"facilities": [a_facility("GLN", ("03", "12.00", {}))]}}, bypass=bypass)
    (call,) = fourover.http.calls
    assert json.loads(call.request.body)["bypass_address_validation"] is bypass


@pytest.mark.parametrize(
    ("markup", "agreed", "may"),
    [("-5", "-5", True), ("-6", "-5", False), ("0", "0", False), ("5", "5", False)],
)
def test_parcels_go_under_cost_only_at_the_percentage_that_was_agreed_to(app, markup, agreed, may):
    with_settings(shipping_markup_percent=markup, shipping_loss_agreed=agreed)
    assert may_lose() == may


@pytest.mark.parametrize(
    ("told", "tax"),
    [
        ({"total_tax": "26.04"}, "26.04"),
        ({"total_tax": 0}, "0"),
        ({}, None),
        ({"total_tax": ""}, None),
    ],
)
def test_the_tax_that_4over_adds_is_kept_with_it(ask, told, tax):
    facility = a_facility("GLN", ("03", "9.00", {})) | told
    (service,) = ask({"job": {"facilities": [facility]}})
    assert service.tax == (None if tax is None else Decimal(tax))


def test_free_shipping_is_offered_for_nothing(ask):
    (service,) = ask({"job": {"facilities": [a_facility("GLN", ("03f", "0", {}))]}})
    assert service.price == 0


def test_a_doubtful_address_has_no_services(ask):
    with pytest.raises(AddressDoubtful):
        ask({"ambiguous_address": "true", "Candidates": []})


def test_a_refusal_is_a_refusal(ask):
    with pytest.raises(Refused, match="Invalid combination"):
        ask({"status": "error", "status_code": 409, "message": "Invalid combination"}, 409)
