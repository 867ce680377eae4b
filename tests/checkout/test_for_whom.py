"""Whoever a cart is for, now, decides its prices: on the page, in the cart and in the order."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from storefront.accounts.models import UserGroup
from storefront.accounts.passwords import hash_password
from storefront.cart.current import ALL_OF_IT
from storefront.cart.models import Cart, CartStatus
from storefront.catalog.models import ProductGroup
from storefront.checkout.models import Checkout
from storefront.checkout.placing import place_order
from storefront.checkout.readiness import CartNotReady, check_cart
from storefront.checkout.totals import bill_for
from storefront.database import db
from storefront.orders.models import Order
from storefront.quotes.models import MarkupRule
from tests.checkout.conftest import (
    confirm_form,
    give_address,
    in_the_hands_of,
    place,
    walk_to_confirm,
)
from tests.factories import (
    R500,
    STANDARD,
    TWO_SIDES,
    a_cart,
    a_product,
    a_quote,
    a_user,
    with_settings,
)
from tests.neighbors import mine
from tests.quotes.counting import statements

PASSWORD = "a good long password"
ANYBODYS, RESELLERS = "$44.80", "$35.20"  # 32.00 and 40 %, or 10 %
PICKS = {"colorspec": TWO_SIDES, "runsize": R500, "turnaround": STANDARD}


@pytest.fixture
def trade(app):
    group = UserGroup(name="Trade")
    db.session.add_all([group, UserGroup(name="Schools")])
    db.session.flush()
    db.session.add(MarkupRule(user_group_id=group.id, percent=Decimal(10)))
    db.session.commit()
    return group


@pytest.fixture
def customer(app):
    user = a_user(email="robin@customer.example")
    user.password_hash = hash_password(PASSWORD)
    db.session.commit()
    return user


@pytest.fixture
def reseller(customer, trade):
    customer.group_id = trade.id
    db.session.commit()
    return customer


@pytest.fixture
def filled(browser, partner, queue):
    """A visitor's cart; somebody else has one of the same product."""
    partner.quotes("32.00")
    product = a_product()
    a_cart(a_quote(product), user=a_user())
    return in_the_hands_of(browser, a_cart(a_quote(product)))


def sign_in(browser):
    browser.post("/login", data={"email": "robin@customer.example", "password": PASSWORD})


def page_price(browser, cart):
    slug = cart.items[0].quote.product.slug
    return browser.post(f"/products/{slug}/price", data=PICKS).text


def shown_words(page):
    return page.text.replace("<wbr>", "").replace("\u2060", "")


def orders():
    return mine(Order).all()


def agrees(browser, cart):
    """Both prices on cart and last page, the reseller's on the product's page; then the order."""
    assert RESELLERS in page_price(browser, cart)
    shown = browser.get("/cart/").text
    assert f"For you it is {RESELLERS} instead of {ANYBODYS}" in shown
    assert shown.count(RESELLERS) == 3  # the line, the sentence, the subtotal
    walk_to_confirm(browser, cart)
    last = browser.get("/checkout/confirm").text
    assert "A price has changed" in last
    assert f"<del>{ANYBODYS}</del>" in last
    assert "Place the order at these prices" in last

    place(browser)

    order = mine(Order).one()
    item = order.items[0]
    assert (item.price, order.goods) == (Decimal("35.20"), Decimal("35.20"))
    assert item.cost == Decimal("32.00")
    assert item.rule == "Markup for customers of Trade: 10%"


def test_a_cart_that_was_filled_before_signing_in(browser, filled, reseller):
    assert ANYBODYS in page_price(browser, filled)
    assert ANYBODYS in browser.get("/cart/").text
    sign_in(browser)
    agrees(browser, filled)


def test_a_cart_whose_owner_was_given_a_group(browser, filled, customer, trade):
    sign_in(browser)
    assert RESELLERS not in browser.get("/cart/").text
    customer.group_id = trade.id
    db.session.commit()
    agrees(browser, filled)


def test_a_cart_that_was_saved_before_signing_in(browser, filled, reseller):
    browser.post("/cart/saved")
    sign_in(browser)
    browser.post(f"/cart/saved/{filled.id}/reopening")
    agrees(browser, filled)


def test_a_cart_that_was_saved_in_another_group(browser, filled, customer, trade):
    sign_in(browser)
    browser.post("/cart/saved")
    customer.group_id = trade.id
    db.session.commit()
    browser.post(f"/cart/saved/{filled.id}/reopening")
    agrees(browser, filled)


def test_a_group_that_changes_while_the_last_page_is_read_needs_a_second_yes(
    browser, filled, customer, trade
):
    sign_in(browser)
    walk_to_confirm(browser, filled)
    old = confirm_form(browser.get("/checkout/confirm"))
    customer.group_id = trade.id
    db.session.commit()

    answer = browser.post("/checkout/confirm", data=old)

    assert answer.status_code == 409
    assert f"<del>{ANYBODYS}</del>" in answer.text
    assert RESELLERS in answer.text
    assert orders() == []
    browser.post("/checkout/confirm", data=confirm_form(answer))
    assert [order.goods for order in orders()] == [Decimal("35.20")]


@pytest.mark.parametrize("given", ["addr@customer.example", "robin@customer.example"])
def test_signing_in_while_the_last_page_is_read_shows_where_the_order_goes(
    browser, filled, customer, given
):
    """The order is the customer's then, with all that their account decides."""
    walk_to_confirm(browser, filled)
    give_address(browser, email=given)
    page = browser.get("/checkout/confirm")
    assert f"Email: {given}" in shown_words(page)
    old = confirm_form(page)
    sign_in(browser)

    answer = browser.post("/checkout/confirm", data=old)

    assert answer.status_code == 409
    assert "Email: robin@customer.example" in shown_words(answer)
    assert orders() == []
    browser.post("/checkout/confirm", data=confirm_form(answer))
    assert [(order.email, order.user_id) for order in orders()] == [(customer.email, customer.id)]


def test_a_guest_s_order_goes_to_the_email_on_the_last_page(browser, filled):
    """The control."""
    walk_to_confirm(browser, filled)
    give_address(browser, email="addr@customer.example")
    assert "Email: addr@customer.example" in shown_words(browser.get("/checkout/confirm"))
    place(browser)
    assert [(order.email, order.user_id) for order in orders()] == [("addr@customer.example", None)]


def test_a_group_that_changes_after_the_price_was_asked_again_stops_the_order(
    browser, filled, customer, trade
):
    """The last look, behind the one at checkout."""
    sign_in(browser)
    walk_to_confirm(browser, filled)
    cart = db.session.get_one(Cart, filled.id)
    checkout = db.session.get_one(Checkout, cart.id)
    seal = bill_for(cart, checkout).seal
    assert place_order(cart, checkout, agreed=seal, noted=0)  # the control
    db.session.rollback()

    customer.group_id = trade.id
    db.session.commit()
    seal = bill_for(cart, checkout).seal
    with pytest.raises(CartNotReady):
        place_order(cart, checkout, agreed=seal, noted=0)


def test_a_dearer_price_after_leaving_a_group_is_asked_about_too(browser, filled, reseller):
    sign_in(browser)
    item = filled.items[0]
    item.quote = a_quote(item.quote.product, price="35.20", user_group_id=reseller.group_id)
    db.session.commit()
    assert "For you it is" not in browser.get("/cart/").text
    reseller.group_id = None
    db.session.commit()

    shown = browser.get("/cart/").text

    assert f"For you it is {ANYBODYS} instead of {RESELLERS}" in shown
    assert item.quote.price == Decimal("35.20")  # looking changes nothing


def test_whoever_has_the_same_price_is_asked_nothing(browser, filled, customer):
    schools = mine(UserGroup).first() or UserGroup(name="Clubs")
    db.session.add(schools)
    db.session.flush()
    customer.group_id = schools.id
    db.session.commit()
    sign_in(browser)
    assert "For you it is" not in browser.get("/cart/").text
    walk_to_confirm(browser, filled)
    assert "A price has changed" not in browser.get("/checkout/confirm").text
    place(browser)
    assert [order.goods for order in orders()] == [Decimal("44.80")]


def test_a_rule_that_changes_leaves_what_was_quoted_for_the_same_person(browser, filled):
    """The control: a quote is a promise, and its customer is still the same."""
    with_settings(markup_percent=90)
    assert "For you it is" not in browser.get("/cart/").text
    walk_to_confirm(browser, filled)
    place(browser)
    assert [order.goods for order in orders()] == [Decimal("44.80")]


def test_a_price_offered_before_signing_in_is_not_taken_after_it(browser, filled, reseller):
    offered = a_quote(filled.items[0].quote.product)
    with browser.session_transaction() as session:
        session["offers"] = [offered.token]
    sign_in(browser)
    with browser.session_transaction() as session:
        session["offers"] = [offered.token]

    answer = browser.post("/cart/quoted-items", data={"quote": offered.token})

    assert answer.status_code == 302
    assert "/products/" in answer.location
    assert "This price has expired" in browser.get(answer.location).text


def test_a_new_price_that_was_made_for_another_is_not_the_one_shown(browser, filled, reseller):
    item = filled.items[0]
    item.new_quote = a_quote(item.quote.product, cost="40.00", price="56.00")
    db.session.commit()
    sign_in(browser)

    shown = browser.get("/cart/").text

    assert "For you it is $44.00 instead of $44.80" in shown
    assert "$56.00" not in shown


def test_what_was_given_away_before_is_asked_about_again(browser, filled):
    filled.items[0].quote = a_quote(filled.items[0].quote.product, price="0.00")
    db.session.commit()
    walk_to_confirm(browser, filled)

    answer = browser.post("/checkout/confirm", data=confirm_form(browser.get("/checkout/confirm")))

    assert answer.status_code == 409
    assert "<del>$0.00</del>" in answer.text
    assert ANYBODYS in answer.text
    assert orders() == []


def private(owner, items):
    """A cart of products that only this customer's group sees; another group has one of its own."""
    groups = UserGroup(name="Members"), UserGroup(name="Others")
    db.session.add_all(groups)
    db.session.flush()
    kept = [ProductGroup(name=f"For {group.name}", seen_by_id=group.id) for group in groups]
    db.session.add_all(kept)
    db.session.flush()
    owner.group_id = groups[0].id
    quotes = [a_quote(a_product(group_id=kept[0].id)) for _ in range(items)]
    return a_cart(*quotes, user=owner).id


def checked(cart_id):
    """The same as the pages do: a cart with all that is in it. Nobody is signed in here."""
    db.session.expire_all()
    whole = select(Cart).where(Cart.id == cart_id).options(*ALL_OF_IT)
    cart = db.session.scalars(whole).unique().one()
    with statements() as ran:
        check_cart(cart)
    return ran


def test_what_a_cart_may_hold_is_asked_of_whose_it_is_not_of_who_asks(customer, partner):
    cart_id = private(customer, 1)
    checked(cart_id)
    customer.group_id = None
    db.session.commit()
    with pytest.raises(CartNotReady, match="not available to you"):
        checked(cart_id)


def test_many_private_products_take_no_more_statements_than_one(customer, partner):
    one = private(customer, 1)
    checked(one)  # reads the settings once
    few = checked(one)
    cart = db.session.get(Cart, one)
    group_id = cart.items[0].quote.product.group_id
    cart.status = CartStatus.SAVED
    eight = a_cart(*(a_quote(a_product(group_id=group_id)) for _ in range(8)), user=customer).id
    checked(eight)  # and again, as there are new products
    assert len(few) == len(checked(eight)) > 0
