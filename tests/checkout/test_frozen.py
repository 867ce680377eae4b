"""An order of several items: each with its own sums, files and service, and nobody else's."""

from decimal import Decimal

import pytest

from storefront.artwork.models import ArtworkSlot
from storefront.cart.models import Cart, CartItem, CartStatus
from storefront.catalog.models import OwnProduct
from storefront.catalog.presentation import title_of
from storefront.database import db
from storefront.orders.models import ItemStatus, Order
from storefront.quotes.models import TaxRule
from tests.checkout.conftest import (
    GROUND,
    NEXT_DAY,
    choose_payment,
    give_address,
    in_the_hands_of,
    place,
    walk_to_confirm,
)
from tests.factories import (
    R1000,
    ROUND,
    a_cart,
    a_file,
    a_product,
    a_quote,
    a_user,
    with_settings,
)
from tests.neighbors import NEXT_NUMBER, mine


def the_order():
    return mine(Order).one()


@pytest.fixture
def two(browser, partner, queue):
    """Cheap by ground, dear by the next day, with tax on both; somebody else's cart beside it."""
    db.session.add(TaxRule(state="NY", rate=Decimal("8.875"), name="NY tax", on_shipping=True))
    theirs = a_cart(a_quote(price="70.00"), user=a_user())
    dear = a_quote(
        cost="64.00", price="89.60", rule="Markup for everything: 40%", runsize=1000,
        runsize_uuid=R1000, option_uuids=[ROUND], described_uuids=["o-portrait"], loss_agreed=True,
    )  # fmt: skip
    cart = in_the_hands_of(browser, a_cart(a_quote(), dear))
    give_address(browser)
    keys = zip(cart.items, (GROUND, NEXT_DAY), strict=True)
    browser.post("/checkout/delivery", data={f"service-{item.id}": key for item, key in keys})
    choose_payment(browser)
    return cart, theirs


def test_each_item_has_its_own_price_shipping_and_part_of_the_tax(browser, two):
    place(browser)

    order = the_order()
    assert [(i.reference, i.price, i.shipping, i.tax) for i in order.items] == [
        (f"{NEXT_NUMBER}-1", Decimal("44.80"), Decimal("12.00"), Decimal("5.04")),
        (f"{NEXT_NUMBER}-2", Decimal("89.60"), Decimal("30.50"), Decimal("10.66")),
    ]
    assert (order.goods, order.shipping, order.tax) == (
        Decimal("134.40"), Decimal("42.50"), Decimal("15.70"),
    )  # fmt: skip
    assert order.total == sum(item.total for item in order.items) == Decimal("192.60")
    assert order.tax_name == "NY tax"
    page = browser.get(f"/orders/{NEXT_NUMBER}").text
    for fact in ("$134.40", "$42.50", "$15.70", "$192.60", "NY tax"):
        assert fact in page


def test_each_item_is_what_was_quoted_and_goes_as_was_chosen(browser, two):
    place(browser)

    one, other = the_order().items
    assert (one.service_code, one.in_hand) == (GROUND, "2026-12-04")
    assert (other.service_code, other.in_hand) == (NEXT_DAY, "2026-12-02")
    assert (one.choice.option_uuids, one.choice.described_uuids, one.loss_agreed) == ((), (), False)
    assert (other.choice.option_uuids, other.choice.described_uuids) == ((ROUND,), ("o-portrait",))
    assert (other.runsize, other.choice.runsize_uuid, other.cost) == (1000, R1000, Decimal("64.00"))
    assert (other.rule, other.loss_agreed) == ("Markup for everything: 40%", True)
    assert [event.note for event in other.events] == ["Placed"]
    assert {item.status for item in (one, other)} == {ItemStatus.WAITING}


def test_each_item_takes_its_files_along_set_by_set(browser, two):
    cart, _ = two
    again = ArtworkSlot(
        code="fr", label="Front, second set", set_number=2, position=3, file_id=a_file().id
    )
    cart.items[1].all_slots.append(again)
    db.session.commit()

    place(browser)

    found = [
        [(slot.set_number, slot.code, slot.label, slot.position) for slot in item.slots]
        for item in the_order().items
    ]
    assert found == [
        [(1, "fr", "Front", 0)],
        [(1, "fr", "Front", 0), (2, "fr", "Front, second set", 3)],
    ]


def test_nobody_elses_cart_is_ordered_with_it(browser, two):
    mine, theirs = two

    place(browser)

    assert db.session.get(Cart, mine.id).status == CartStatus.ORDERED
    assert db.session.get(Cart, theirs.id).status == CartStatus.OPEN
    assert the_order().cart_id == mine.id
    assert len(theirs.items[0].slots) == 1


@pytest.mark.parametrize(("markup", "agreed"), [("0", False), ("-10", True)])
def test_whether_parcels_may_go_under_cost_is_kept_with_each_item(
    browser, partner, queue, markup, agreed
):
    with_settings(shipping_markup_percent=markup, shipping_loss_agreed=markup)
    walk_to_confirm(browser, in_the_hands_of(browser, a_cart(a_quote())))

    place(browser)

    assert the_order().items[0].shipping_loss_agreed == agreed


def test_a_title_longer_than_any_is_cut(browser, partner, queue):
    product = a_product(family="C" * 120, apart="A" * 120)
    product.stock, product.coating = "S" * 120, "T" * 120
    db.session.commit()
    walk_to_confirm(browser, in_the_hands_of(browser, a_cart(a_quote(product))))

    place(browser)

    title = the_order().items[0].title
    assert len(title) == 300
    assert title_of(product).startswith(title)


def test_what_the_shop_sells_itself_has_a_number_of_pieces_and_no_account(browser, partner, queue):
    with_settings(list_own_products=True)
    mug = OwnProduct(slug="mug", title="Mug", price=Decimal("9.00"))
    cart = a_cart()
    cart.items.append(CartItem(own_product=mug, quantity=3))
    user = a_user(email="kim@customer.example")
    cart.user_id = user.id
    in_the_hands_of(browser.login(user), cart)
    give_address(browser)
    browser.post("/checkout/delivery")
    choose_payment(browser)

    place(browser)

    order = the_order()
    assert (order.account_id, order.user_id, order.email) == (None, user.id, "kim@customer.example")
    assert [(i.title, i.quantity, i.price, i.product_id) for i in order.items] == [
        ("Mug", 3, Decimal("27.00"), None)
    ]
    assert order.total == Decimal("27.00")
