"""Ways to send an item: what 4Over quotes, with the shop's markup."""

from decimal import Decimal

import pytest

from storefront.accounts.address import PostalAddress
from storefront.extensions import db
from storefront.fourover.errors import Refused
from storefront.partner.account import client_for, shop_account
from storefront.quotes.shipping import AddressDoubtful, ask_services, choice_of
from tests.factories import ADDRESS, a_quote, with_settings


@pytest.fixture
def ask(fourover):
    def ask(answer, status=200, markup="0"):
        fourover.answers("POST", "/shippingquote", json=answer, status=status)
        choice, client = choice_of(a_quote()), client_for(shop_account())
        with_settings(shipping_markup_percent=markup)
        db.session.rollback()
        return ask_services(client, choice, PostalAddress.from_json(ADDRESS))

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


def test_free_shipping_is_offered_for_nothing(ask):
    (service,) = ask({"job": {"facilities": [a_facility("GLN", ("03f", "0", {}))]}})
    assert service.price == 0


def test_a_doubtful_address_has_no_services(ask):
    with pytest.raises(AddressDoubtful):
        ask({"ambiguous_address": "true", "Candidates": []})


def test_a_refusal_is_a_refusal(ask):
    with pytest.raises(Refused, match="Invalid combination"):
        ask({"status": "error", "status_code": 409, "message": "Invalid combination"}, 409)
