"""What is not there any more is said as what it is, with a way on. Kept carts are told apart."""

import re
from decimal import Decimal

import pytest
import time_machine

from storefront.accounts.models import User
from storefront.cart.adopting import adopt
from storefront.cart.models import Cart, CartItem, CartStatus
from storefront.clock import now
from storefront.database import db
from storefront.quotes.models import Quote
from tests.factories import a_cart, a_product, a_quote, a_spec, a_user, an_account, an_order
from tests.neighbors import mine
from tests.quotes.counting import statements

MISTYPED = "the link may have a typo"


@pytest.fixture
def cart(app):
    an_account()
    return a_cart(a_quote(a_product()), user=a_user())


@pytest.fixture
def owner(app, cart):
    return app.test_client().login(db.session.get(User, cart.user_id))


def said(page):
    """The heading, and where its button leads."""
    main = page.text.split("<main")[1]
    return (
        re.search(r"<h1>([^<]+)<", main)[1],
        re.search(r'class="button" href="([^"]+)"', main)[1],
    )


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "artwork"), ("POST", "artwork"), ("GET", "options"), ("POST", "options"),
        ("POST", "removal"), ("POST", "new-price"),
        ("GET", "artwork/1/file"), ("POST", "artwork/1/removal"),
    ],
)  # fmt: skip
def test_an_item_that_was_removed_in_another_window_is_not_a_mistyped_link(
    owner,
    cart,
    method,
    path,
):
    url = f"/cart/items/{cart.items[0].id}/"
    owner.post(f"{url}removal")
    page = owner.open(url + path, method=method)
    assert page.status_code == 404
    assert said(page) == ("This item is no longer in your cart", "/cart/")
    assert MISTYPED not in page.text


def test_an_open_page_of_an_item_that_was_removed_never_acts_on_the_one_added_after_it(owner, cart):
    (first,) = cart.items
    url = f"/cart/items/{first.id}/"
    owner.post(f"{url}removal")
    next_one = CartItem(cart_id=cart.id, quote_id=a_quote(a_product()).id, slots_from="4over")
    db.session.add(next_one)
    db.session.commit()

    assert owner.post(f"{url}removal").status_code == 404
    assert db.session.get(CartItem, next_one.id)


def test_an_address_that_never_led_anywhere_still_is_one(owner):
    """The control."""
    assert MISTYPED in owner.get("/cart/itms").text


def test_a_file_or_a_slot_that_went_leads_to_the_files(owner, cart):
    item = cart.items[0]
    base, slot = f"/cart/items/{item.id}/artwork", item.slots[0].id
    owner.post(f"{base}/{slot}/removal")
    assert said(owner.get(f"{base}/{slot}/file")) == ("This file was removed", base)
    item.slots[0].needed = False
    db.session.commit()
    assert said(owner.post(f"{base}/{slot}/removal"))[1] == base


def test_a_saved_cart_that_was_restored_elsewhere_leads_to_the_cart(owner, cart):
    owner.post("/cart/saved")
    for _ in range(2):
        page = owner.post(f"/cart/saved/{cart.id}/reopening")
    assert said(page) == ("This saved cart is not here any more", "/cart/")


@pytest.mark.parametrize("how", ["get", "post"])
def test_a_price_that_nobody_offered_leads_to_the_catalog(browser, app, how):
    where = {"query_string": {"quote": "x"}} if how == "get" else {"data": {"quote": "x"}}
    page = getattr(browser, how)("/cart/quoted-items", **where)
    assert said(page) == ("This price is no longer on offer", "/catalog/")


@pytest.mark.parametrize("key", ["x", "IjEwNDIi.aaaa.bbbb"])
def test_a_bad_key_to_an_order_is_said_and_leads_to_the_orders(browser, app, key):
    page = browser.get(f"/orders/{an_order().number}", query_string={"key": key})
    assert page.status_code == 404
    assert said(page) == ("This link doesn&#39;t open an order", "/orders/")
    assert MISTYPED not in page.text


@pytest.mark.parametrize("path", ["claim", "emails", "items/1/approval"])
def test_whoever_is_signed_out_by_now_is_told_how_to_come_to_the_order(app, path):
    browser = app.test_client()
    if path == "claim":
        browser.login(a_user())
    page = browser.post(f"/orders/{an_order().number}/{path}")
    assert page.status_code == 404
    assert "find this order" in page.text
    assert MISTYPED not in page.text


class TestSavedCarts:
    def kept(self, page):
        """What each says."""
        items = page.text.split("Saved for later</h2>")[1].split("</ul>")[0].split("<li")[1:]
        return [" ".join(re.sub(r"<[^>]+>", " ", item).split()).split("> ")[-1] for item in items]

    @pytest.fixture
    def several(self, app):
        user = a_user()
        with time_machine.travel("2026-05-01 16:00"):
            quotes = [a_quote(a_product(a_spec(f"p-{n}"))) for n in (1, 2, 3)]
            one = a_cart(*quotes, user=user)
            one.status = CartStatus.SAVED
            db.session.commit()
        with time_machine.travel("2026-05-02 16:00"):
            other = a_cart(a_quote(a_product(a_spec("p-9"))), user=user)
            other.status = CartStatus.SAVED
            db.session.commit()
        return app.test_client().login(user)

    def test_say_what_is_in_them_what_it_comes_to_and_since_when(self, several):
        other, one = self.kept(several.get("/cart/"))
        assert "Business Cards" in one
        assert " and 1 more" in one
        assert "3 items, subtotal $134.40, saved May 1, 2026" in one
        assert "1 item, subtotal $44.80, saved May 2, 2026" in other
        assert " more " not in other

    def test_ask_no_more_of_the_database_for_more_of_them(self, several):
        with statements() as few:
            several.get("/cart/")
        user = mine(User).one()
        for number in (20, 21, 22):
            a_cart(a_quote(a_product(a_spec(f"p-{number}"))), user=user).status = CartStatus.SAVED
            db.session.commit()
        with statements() as many:
            several.get("/cart/")
        assert len(many) == len(few)

    def test_that_come_along_with_a_sign_in_were_saved_when_they_were(self, app):
        with time_machine.travel("2026-05-01 16:00"):
            cart = a_cart(a_quote())
            cart.status, cart.visitor = CartStatus.SAVED, "somebody"
            db.session.commit()
        user = a_user()
        adopt(user.id, None, "somebody")
        db.session.commit()
        cart = mine(Cart).one()
        assert cart.user_id == user.id
        assert cart.updated_at.isoformat().startswith("2026-05-01")
        assert now() > cart.updated_at


def test_a_line_names_what_a_bare_answer_is_about():
    quote = Quote(
        choices=[
            ["Colors", "Full color both sides (4/4)"],
            ["Quantity", "1,000"],
            ["Proof", "Yes"],
            ["Unwind", "Position 1"],
            ["Pole Pockets", 'Top and Bottom 3"'],
            ["Grommets", "Every 2 Feet"],
            ["Hemming", "No Hem"],
        ]
    )
    assert quote.brief == [
        "Full color both sides (4/4)",
        "Quantity 1,000",
        "Proof Yes",
        "Unwind Position 1",
        'Pole Pockets Top and Bottom 3"',
        "Grommets Every 2 Feet",
        "No Hem",
    ]


def test_the_button_of_a_changed_price_says_what_it_does(owner, cart):
    item = cart.items[0]
    item.new_quote = a_quote(item.quote.product, price=Decimal("50.00"))
    db.session.commit()
    page = owner.get("/cart/").text
    assert ">Keep it at $50.00</button>" in page
    owner.post(f"/cart/items/{item.id}/new-price", data={"quote": item.new_quote.token})
    assert item.price == Decimal("50.00")
