"""A customer with an account of his own at 4Over: asked, priced, ordered and followed with it."""

import re
from decimal import Decimal

import pytest

from storefront import jobs
from storefront.accounts.passwords import hash_password
from storefront.catalog.models import CatalogState
from storefront.checkout.models import Checkout
from storefront.checkout.placing import place_order
from storefront.checkout.readiness import CartNotReady
from storefront.checkout.totals import bill_for
from storefront.database import db
from storefront.orders.models import ItemStatus, Notice, NoticeKind, Order
from storefront.partner.models import Environment, fingerprint_of
from storefront.payments.clearing import release_unpaid
from tests.cart.test_adding import requires
from tests.cart.test_product_page import price_in
from tests.checkout.conftest import (
    in_the_hands_of,
    knows_the_address,
    place,
    ships,
    walk_to_confirm,
)
from tests.factories import (
    R500,
    STANDARD,
    TWO_SIDES,
    a_cart,
    a_category,
    a_product,
    a_quote,
    a_user,
    an_account,
)
from tests.neighbors import mine

PASSWORD = "a good long password"
PICKS = {"colorspec": TWO_SIDES, "runsize": R500, "turnaround": STANDARD}
NOTE = "Your price is confirmed in the cart."
HTMX = {"HX-Request": "true", "HX-Target": "total"}


@pytest.fixture
def product(partner):
    """Of a catalog that was fetched with the shop's account."""
    db.session.merge(
        CatalogState(
            environment=Environment.STAGING, fingerprint=fingerprint_of("staging", "public")
        )
    )
    return a_product(categories=[a_category("Calling Cards")])


@pytest.fixture
def robin(partner):
    user = a_user(email="robin@customer.example")
    user.password_hash = hash_password(PASSWORD)
    db.session.commit()
    return user


@pytest.fixture
def own(robin):
    return an_account(owner=robin, public_key="robins-key", card="amex", card_type="Amex")


def keys_used(fourover):
    """Which account's keys signed what 4Over was asked."""
    said = [
        f"{c.request.url} {c.request.headers.get('Authorization')}" for c in fourover.http.calls
    ]
    found = {re.search(r"(?:apikey=|API )([\w-]+)", words)[1] for words in said}
    fourover.http.calls.reset()
    return found


def sign_in(browser):
    browser.post("/login", data={"email": "robin@customer.example", "password": PASSWORD})


class TestHisPrices:
    def test_are_asked_live_while_he_chooses(self, browser, product, own, fourover):
        fourover.quotes("20.00")
        anybody = browser.get(f"/products/{product.slug}/", query_string=PICKS)
        assert price_in(anybody) == "$44.80"  # of the shop's copy: the control
        assert NOTE not in anybody.text

        sign_in(browser)
        page = browser.get(f"/products/{product.slug}/", query_string=PICKS).text
        assert NOTE in page
        assert "Confirming the price" in page
        assert fourover.calls == []
        url = f"/products/{product.slug}/confirmed-price"
        assert price_in(browser.post(url, data=PICKS, headers=HTMX)) == "$28.00"
        assert keys_used(fourover) == {"robins-key"}

    def test_are_marked_on_lists(self, browser, product, own):
        pages = ["/", f"/catalog/{product.categories[0].slug}/"]
        assert not [page for page in pages if NOTE in browser.get(page).text]
        sign_in(browser)
        assert [page for page in pages if NOTE in browser.get(page).text] == pages

    def test_are_those_of_his_account_in_the_cart(self, browser, product, own, fourover):
        requires(fourover, product, "fr")
        fourover.quotes("20.00")
        sign_in(browser)
        answer = browser.post(
            "/cart/items", data=PICKS | {"product": product.slug, "shown": "28.00"}
        )
        assert "/artwork" in answer.location
        assert keys_used(fourover) == {"robins-key"}
        assert "$28.00" in browser.get("/cart/").text

    def test_are_the_shops_copy_where_that_is_of_his_account(self, browser, product, own):
        state = db.session.get(CatalogState, Environment.STAGING)
        state.fingerprint = own.fingerprint
        db.session.commit()
        sign_in(browser)
        page = browser.get(f"/products/{product.slug}/", query_string=PICKS)
        assert price_in(page) == "$44.80"


def test_all_of_his_order_goes_by_his_account_and_card(
    browser, product, own, robin, fourover, queue, tmp_path
):
    sign_in(browser)
    fourover.quotes("32.00")
    cart = in_the_hands_of(browser, a_cart(a_quote(product, own), user=robin))
    walk_to_confirm(browser, cart)
    twice = "charges its own price to the card of your own account there: Amex ending in"
    for step in ("payment", "confirm"):
        assert twice in " ".join(browser.get(f"/checkout/{step}").text.split())
    place(browser)
    order = mine(Order).one()
    assert twice in browser.get(f"/orders/{order.number}").text
    queue.run(jobs.send_notice, mine(Notice).filter_by(kind=NoticeKind.PLACED).one().id)
    (mail,) = (tmp_path / "mail").iterdir()
    assert twice in " ".join(mail.read_text().replace("=\n", "").split())

    assert (order.account, order.card) == (own, own.card)
    assert order.charge_because == "because of the user's setting"
    release_unpaid(order, by="ada@shop.test", reason="A regular")
    db.session.commit()
    fourover.has_cards({"profile_token": "amex", "last_four": "4242", "type": "Amex"})
    fourover.takes_orders("Z100-001")
    queue.run(jobs.push_order_item, order.items[0].id)
    fourover.has_history("Z100-001", "On Press")
    fourover.has_tracking("Z100-001", "")
    queue.run(jobs.track_order_item, order.items[0].id)

    assert order.items[0].status == ItemStatus.IN_PRODUCTION
    assert order.items[0].attempts[0].card == "Amex ending in 4242"
    assert fourover.count("POST /addressvalidation") == fourover.count("POST /orders") == 1
    assert keys_used(fourover) == {"robins-key"}


class TestACartOfTheShopsPrices:
    @pytest.fixture
    def cart(self, browser, product, robin, fourover):
        fourover.quotes("32.00")
        return in_the_hands_of(browser, a_cart(a_quote(product)))

    def test_is_asked_anew_with_his_account_once_he_signs_in(self, browser, cart, own, fourover):
        sign_in(browser)
        fourover.http.reset()
        self.answers(fourover, "20.00")
        walk_to_confirm(browser, cart)
        place(browser)
        assert mine(Order).count() == 0
        assert "A price has changed" in browser.get("/checkout/confirm").text
        place(browser)

        order = mine(Order).one()
        assert (order.account, order.items[0].cost) == (own, Decimal("20.00"))
        assert keys_used(fourover) == {"robins-key"}

    def answers(self, fourover, cost):
        knows_the_address(fourover)
        ships(fourover)
        fourover.quotes(cost)

    def test_is_asked_anew_when_his_setting_changes_before_the_order(
        self, browser, cart, robin, fourover
    ):
        """Also for what shipping costs: both were asked with the shop's keys."""
        sign_in(browser)
        walk_to_confirm(browser, cart)
        browser.get("/checkout/confirm")
        assert keys_used(fourover) == {"public"}
        own = an_account(owner=robin, public_key="robins-key")

        bill = bill_for(cart, db.session.get(Checkout, cart.id))
        with pytest.raises(CartNotReady):  # whoever is still on the last page
            place_order(cart, db.session.get(Checkout, cart.id), agreed=bill.seal, noted=0)
        db.session.rollback()
        place(browser)

        assert mine(Order).one().account is own
        assert keys_used(fourover) == {"robins-key"}
        assert cart.items[0].quote.account is own
        (delivery,) = db.session.get(Checkout, cart.id).deliveries
        assert delivery.quote.account is own

    def test_the_control_nobody_else_is_asked_again(self, browser, cart, fourover):
        walk_to_confirm(browser, cart)
        place(browser)
        assert fourover.count("POST /shippingquote") == 1
        assert fourover.count("GET /printproducts/productquote") == 0
