"""One price from the box to the order, whatever is picked and whoever asks."""

from decimal import Decimal
from itertools import product as all_of
from json import dumps
from random import Random

import pytest

from storefront.accounts.models import UserGroup
from storefront.cart.models import Cart
from storefront.catalog.spec import Option, OptionGroup, PriceRow
from storefront.database import db
from storefront.money import format_money
from storefront.orders.models import Order
from storefront.quotes.models import MarkupRule
from tests.cart.test_product_page import price_in
from tests.checkout.conftest import place, walk_to_confirm
from tests.factories import (
    NEXT_DAY,
    ONE_SIDE,
    R500,
    R1000,
    STANDARD,
    TWO_SIDES,
    a_file,
    a_product,
    a_spec,
    a_user,
)
from tests.neighbors import mine

BASE = {(R500, ONE_SIDE): "30.005", (R1000, ONE_SIDE): "60.01"} | {
    (R500, TWO_SIDES): "32.005",
    (R1000, TWO_SIDES): "64.01",
}
FEES = {"o-a": "5.333", "o-b": "0.005", "o-always": "7.125"}
PIECES = {R500: 500, R1000: 1000}


@pytest.fixture
def printed(app):
    """One finishing for a fee, one by the piece, one always taken, one for a share of the price."""
    fee = PriceRow(1, 100000, Decimal(FEES["o-a"]))
    each = PriceRow(1, 100000, Decimal(0), Decimal(FEES["o-b"]), Decimal(1), flat=False)
    always = PriceRow(1, 100000, Decimal(FEES["o-always"]))
    share = PriceRow(1, 100000, Decimal("0.07"), flat=False, percentage=True)
    groups = [
        OptionGroup("g-a", "Fold", 0, 1, (Option("o-a", "Half", "", (fee,)),)),
        OptionGroup("g-b", "Bundling", 0, 1, (Option("o-b", "In 100s", "", (each,)),)),
        OptionGroup("g-c", "Spot UV", 1, 1, (Option("o-always", "Back", "", (always,)),)),
        OptionGroup("g-d", "Color", 0, 1, (Option("o-share", "Critical", "", (share,)),)),
    ]
    return a_product(a_spec(cost="30.005", groups=groups))


def as_4over_sums_it(query):
    """By hand, so that this is another sum than ours (API 4.2)."""
    runsize, color = query["runsize_uuid"], query["colorspec_uuid"]
    base = Decimal(BASE[runsize, color])
    options = query.get("options[]", [])
    options = [options] if isinstance(options, str) else options
    total = base + (10 if query["turnaroundtime_uuid"] == NEXT_DAY else 0)
    for option in options:
        if option == "o-share":
            total += base * Decimal("0.07")
        else:
            total += Decimal(FEES[option]) * (PIECES[runsize] if option == "o-b" else 1)
    return total


@pytest.fixture
def printer(partner):
    def answer(request):
        return 200, {}, dumps({"total_price": float(as_4over_sums_it(request.params))})

    url = f"{partner.url}/printproducts/productquote"
    partner.http.add_callback("GET", url, answer)
    partner.answers("POST", "/requirements/products", json={"entities": []})
    return partner


@pytest.fixture
def buyer(app, browser):
    """A customer with a markup of her own."""
    group = UserGroup(name="Trade")
    db.session.add(group)
    db.session.flush()
    db.session.add(
        MarkupRule(user_group_id=group.id, percent=Decimal("12.5"), fixed=Decimal("1.10"))
    )
    db.session.commit()
    return browser.login(a_user(group_id=group.id))


def some_picks(count):
    every = [
        {"colorspec": color, "runsize": runsize, "turnaround": speed}
        | {f"group-{g}": o for g, o in (("g-a", a), ("g-b", b), ("g-d", d)) if o}
        for (color, runsize), speed, a, b, d in all_of(
            [(c, r) for r, c in BASE],
            [STANDARD, NEXT_DAY],
            ["", "o-a"],
            ["", "o-b"],
            ["", "o-share"],
        )
        if speed == STANDARD or (color, runsize) == (TWO_SIDES, R500)
    ]
    return Random(4).sample(every, count)


def test_box_and_cart_and_last_page_and_order_agree_to_the_cent(buyer, printer, printed, queue):
    shown = []
    for picks in some_picks(12):
        page = buyer.get(f"/products/{printed.slug}/", query_string=picks)
        known = "" if "group-g-d" in picks else price_in(page)
        asked = price_in(buyer.post(f"/products/{printed.slug}/confirmed-price", data=picks))
        assert known in ("", asked)
        shown.append(asked)
        added = buyer.post(
            "/cart/items", data=picks | {"product": printed.slug, "shown": asked.lstrip("$")}
        )
        assert added.status_code == 302
    assert any("group-g-d" in picks for picks in some_picks(12))
    assert len(set(shown)) > 6

    cart = mine(Cart).one()
    file_id = a_file().id
    for item in cart.items:
        for slot in item.slots:
            slot.file_id = file_id
    db.session.commit()
    assert [format_money(item.price) for item in cart.items] == shown
    in_cart = buyer.get("/cart/").text
    walk_to_confirm(buyer, cart)
    last = buyer.get("/checkout/confirm").text
    place(buyer)

    order = mine(Order).one()
    assert [format_money(item.price) for item in order.items] == shown
    for price in [*shown, format_money(order.goods)]:
        assert price in in_cart
        assert price in last
    assert order.goods == sum(item.price for item in order.items)
