"""The way through checkout: who may be where."""

import re
from decimal import Decimal

import pytest

from storefront.cart.models import Cart, CartItem
from storefront.catalog.models import OwnProduct
from storefront.checkout.models import Checkout
from storefront.database import db
from storefront.orders.models import Order
from tests.checkout.conftest import (
    ADDRESS,
    choose_delivery,
    choose_payment,
    confirm_form,
    give_address,
    in_the_hands_of,
    place,
    walk_to_confirm,
)
from tests.factories import a_cart, a_product, a_quote, a_user, an_account, with_settings
from tests.neighbors import NEXT_NUMBER, mine

STEPS = ["address", "delivery", "payment", "confirm"]


def where(answer):
    return answer.location.rsplit("/", 1)[-1] or "cart"


@pytest.mark.parametrize("step", STEPS)
def test_an_empty_cart_leads_back_to_the_cart(browser, partner, step):
    answer = browser.get(f"/checkout/{step}")

    assert answer.status_code == 302
    with browser.session_transaction() as session:
        assert ("warn", "Your cart is empty.") in session["_flashes"]


def test_each_step_leads_back_to_the_first_unfinished_one(browser, cart):
    assert [where(browser.get(f"/checkout/{step}")) for step in STEPS[1:]] == ["address"] * 3
    give_address(browser)
    assert [where(browser.get(f"/checkout/{step}")) for step in STEPS[2:]] == ["delivery"] * 2
    choose_delivery(browser, cart)
    assert where(browser.get("/checkout/confirm")) == "payment"
    choose_payment(browser)

    for step in STEPS:
        assert browser.get(f"/checkout/{step}").status_code == 200


@pytest.mark.parametrize("step", STEPS[1:])
def test_a_step_cannot_be_posted_before_its_turn(browser, cart, step):
    assert where(browser.post(f"/checkout/{step}", data={"method": "manual"})) == "address"


def test_missing_files_lead_back_to_the_cart_which_says_which(browser, partner):
    with_settings(files_later=False)
    in_the_hands_of(browser, a_cart(a_quote(), filled=False, codes=[("fr", "Front")]))

    browser.get("/checkout/address")

    with browser.session_transaction() as session:
        assert "still needs files: Front." in session["_flashes"][0][1]


def test_guests_may_order_unless_the_owner_says_otherwise(browser, cart):
    assert 'name="email"' in browser.get("/checkout/address").text

    with_settings(guests_may_order=False)

    assert browser.get("/checkout/address").location == "/login?next=%2Fcheckout%2Faddress"


@pytest.mark.parametrize("setting", [{"taking_orders": False}, {"active": False}])
def test_a_shop_that_takes_no_orders_keeps_the_cart(browser, cart, setting):
    with_settings(**setting)

    answer = browser.get("/checkout/address")

    assert answer.status_code == 302
    assert len(db.session.get(Cart, cart.id).items) == 1


def test_a_product_that_is_gone_is_named(browser, partner):
    product = a_product()
    product.available, product.title = False, "Gone Cards"
    in_the_hands_of(browser, a_cart(a_quote(product)))

    browser.get("/checkout/address")

    with browser.session_transaction() as session:
        assert "Gone Cards is no longer available. Please remove it." in session["_flashes"][0][1]


def test_a_shop_without_an_account_takes_no_orders_for_printing(browser, app):
    account = an_account()
    in_the_hands_of(browser, a_cart(a_quote(account=account)))
    with_settings(send_orders_as_test=False)

    assert browser.get("/checkout/address").status_code == 302


def test_a_mixed_cart_is_refused_with_an_explanation(browser, cart):
    own = OwnProduct(slug="mug", title="Mug", price=Decimal("9.00"))
    cart.items.append(CartItem(own_product=own))
    db.session.commit()

    browser.get("/checkout/address")

    with browser.session_transaction() as session:
        assert "need separate orders" in session["_flashes"][0][1]


def test_a_cart_that_became_mixed_after_all_steps_is_not_ordered(browser, cart):
    """Around the guard at adding, and around the steps."""
    walk_to_confirm(browser, cart)
    form = confirm_form(browser.get("/checkout/confirm"))
    cart.items.append(CartItem(own_product=OwnProduct(slug="mug", title="Mug", price=Decimal(9))))
    db.session.commit()

    assert browser.post("/checkout/confirm", data=form).location == "/cart/"

    assert mine(Order).count() == 0
    assert "need separate orders" in browser.get("/cart/").text


def test_every_form_of_checkout_says_which_cart_it_is_about(browser, cart):
    walk_to_confirm(browser, cart)
    for step in STEPS:
        main = browser.get(f"/checkout/{step}").text.partition("<main")[2].partition("</main")[0]
        forms = re.findall(r'<form[^>]*method="post".*?</form>', main, re.S)
        assert forms, step
        for form in forms:
            assert f'name="cart" value="{cart.token}"' in form, step


@pytest.mark.parametrize("step", STEPS)
def test_a_form_of_another_cart_changes_nothing_of_this_one(browser, cart, partner, step):
    walk_to_confirm(browser, cart)
    checkout = db.session.get(Checkout, cart.id)
    before = dict(checkout.ship_to), checkout.payment_method, checkout.email
    data = {**ADDRESS, "city": "Albany", "zipcode": "12207", "method": "manual"}

    refused = browser.post(f"/checkout/{step}", data=data | {"cart": "of another"})

    assert refused.status_code == 409
    assert "That page was about another cart, so nothing was done" in refused.text
    assert (dict(checkout.ship_to), checkout.payment_method, checkout.email) == before
    assert mine(Order).count() == 0


@pytest.mark.parametrize("step", STEPS)
def test_a_form_of_the_cart_before_says_which_order_that_was(browser, cart, partner, queue, step):
    token = cart.token
    walk_to_confirm(browser, cart)
    assert place(browser).location == f"/orders/{NEXT_NUMBER}"
    in_the_hands_of(browser, a_cart(a_quote()))

    again = browser.post(f"/checkout/{step}", data={"cart": token})

    assert again.location == f"/orders/{NEXT_NUMBER}"
    page = browser.get(again.location).text
    assert f"about order {NEXT_NUMBER}, which is placed already" in page
    assert "What is in your cart now is not ordered." in page
    assert mine(Order).count() == 1


def test_looking_at_the_steps_asks_4over_nothing_and_writes_nothing(browser, cart, partner):
    walk_to_confirm(browser, cart)
    asked = list(partner.calls)

    for step in STEPS:
        assert browser.get(f"/checkout/{step}").status_code == 200

    assert partner.calls == asked


class TestTheShopsOwnProducts:
    @pytest.fixture
    def mugs(self, browser, partner):
        cart = Cart(environment="staging")
        own = OwnProduct(slug="mug", title="Mug", price=Decimal("9.00"))
        cart.items.append(CartItem(own_product=own, quantity=2))
        db.session.add(cart)
        db.session.commit()
        return in_the_hands_of(browser, cart)

    def test_they_are_ordered_without_a_word_to_4over(self, browser, mugs, partner, queue):
        give_address(browser)
        assert "We ship this ourselves" in browser.get("/checkout/delivery").text
        choose_payment(browser)

        answer = place(browser)

        assert "/orders/" in answer.location
        assert partner.calls == []
        assert [job.__name__ for job, *_ in queue.jobs] == ["send_notice"]
        page = browser.get(answer.location).text
        assert "$18.00" in page

    def test_they_can_be_ordered_without_any_account_at_4over(self, browser, app, queue):
        cart = Cart(environment="staging")
        own = OwnProduct(slug="mug", title="Mug", price=Decimal("9.00"))
        cart.items.append(CartItem(own_product=own))
        db.session.add(cart)
        db.session.commit()
        in_the_hands_of(browser, cart)

        give_address(browser)
        choose_payment(browser)

        assert "/orders/" in place(browser).location


def test_a_signed_in_customer_is_not_asked_for_an_email(browser, partner):
    user = a_user(email="kim@customer.example")
    a_cart(a_quote(), user=user)
    browser.login(user)

    page = browser.get("/checkout/address").text
    assert 'name="zipcode"' in page
    assert 'name="email"' not in page
    assert where(give_address(browser, email="")) == "delivery"


def test_the_review_shows_where_mails_go_and_promises_no_day_before_the_payment(browser, cart):
    walk_to_confirm(browser, cart)

    page = browser.get("/checkout/confirm").text

    assert "robin@customer.example" in page
    assert "Estimated delivery if your order can go to print today." in page
    assert page.lower().count("bank transfer, check or cash") == 1
    assert "We print your order once your payment has arrived." in page
