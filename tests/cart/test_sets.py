"""Several sets in one line of the cart: each with its files and its name."""

from decimal import Decimal

import pytest

from storefront.artwork.models import ArtworkFile
from storefront.cart.adding import change
from storefront.cart.models import CartItem
from storefront.database import db
from tests.cart.test_adding import requires
from tests.factories import (
    R500,
    R1000,
    STANDARD,
    TWO_SIDES,
    a_cart,
    a_file,
    a_product,
    a_quote,
    a_user,
    an_account,
)
from tests.neighbors import mine
from tests.quotes.test_sets import a_discount, in_sets

CODES = [("fr", "Front"), ("bk", "Back")]


@pytest.fixture
def product(app):
    an_account()
    return a_product(in_sets())


@pytest.fixture
def printer(fourover, product):
    fourover.quotes("32.00", discounts=[a_discount()])
    requires(fourover, product, "fr", "bk")
    return fourover


@pytest.fixture
def shopper(app, product):
    """Somebody with one set in the cart, its two files uploaded."""
    user = a_user()
    quote = a_quote(product, price="44.80", most_sets=25)
    cart = a_cart(quote, user=user, codes=CODES)
    browser = app.test_client().login(user)
    browser.item_id = cart.items[0].id
    return browser


def the_item(browser):
    return db.session.get_one(CartItem, browser.item_id)


def change_to(browser, sets):
    return browser.post(f"/cart/items/{browser.item_id}/sets", data={"sets": sets})


def test_what_is_added_in_five_sets_is_one_line_at_the_price_of_five(browser, product, printer):
    picks = {"colorspec": TWO_SIDES, "runsize": R500, "turnaround": STANDARD, "sets": "5"}
    said = browser.post("/cart/items", data=picks | {"product": product.slug})
    confirming = browser.get(said.location).text
    token = said.location.split("quote=")[1].split("&")[0]
    browser.post("/cart/quoted-items", data={"quote": token})

    (item,) = mine(CartItem).all()
    cost = 5 * (Decimal("32.00") - Decimal("2.24"))
    assert "500 each of 5 versions" in confirming
    assert (item.sets, item.quote.sets, item.quote.cost) == (5, 5, cost)
    assert item.price == cost * Decimal("1.4")
    assert [(slot.set_number, slot.code) for slot in item.slots] == [
        (number, code) for number in range(1, 6) for code in ("fr", "bk")
    ]


def test_the_page_asks_4over_what_several_come_to(browser, product, printer):
    page = browser.get(f"/products/{product.slug}/?sets=5&runsize={R500}&colorspec={TWO_SIDES}")
    assert 'name="sets"' in page.text
    assert 'value="5"' in page.text
    assert "Confirming the price" in page.text
    picks = {"colorspec": TWO_SIDES, "cell": f"{R500}:{STANDARD}", "sets": "5"}
    box = browser.post(
        f"/products/{product.slug}/confirmed-price",
        data=picks,
        headers={"HX-Request": "true", "HX-Target": "total"},
    ).text
    assert "$208.32" in box
    assert "5 versions, 500 of each" in box


def test_a_product_of_one_set_alone_has_no_such_question(browser):
    an_account()
    page = browser.get(f"/products/{a_product().slug}/").text
    assert 'name="cell"' in page
    assert 'name="sets"' not in page


def test_more_sets_keep_the_files_that_are_there_and_get_slots_of_their_own(shopper, printer):
    before = [slot.file_id for slot in the_item(shopper).slots]

    said = change_to(shopper, "3")

    item = the_item(shopper)
    assert said.location == "/cart/"
    assert [slot.file_id for slot in item.slots] == [*before, None, None, None, None]
    assert item.missing_for == ["Version 2", "Version 3"]
    assert item.price == Decimal("134.40")
    assert "Files needed: Version 2, Version 3" in shopper.get("/cart/").text


def test_fewer_sets_keep_the_files_of_those_taken_out_and_give_them_back(shopper, printer):
    change_to(shopper, "2")
    second = the_item(shopper).slots[2]
    kept = second.file_id = a_file().id
    db.session.commit()

    change_to(shopper, "1")
    item = the_item(shopper)
    assert [(slot.set_number, slot.code) for slot in item.slots] == [(1, "fr"), (1, "bk")]
    assert [slot.file_id for slot in item.spare_slots] == [kept]
    assert db.session.get(ArtworkFile, kept) is not None
    page = shopper.get(f"/cart/items/{item.id}/artwork").text
    assert "Version 2, Front: this version is taken out. We keep front.pdf" in page

    change_to(shopper, "2")
    assert [slot.file_id for slot in the_item(shopper).slots][2] == kept


@pytest.mark.parametrize("sets", ["0", "26", "x", ""])
def test_a_number_that_cannot_be_changes_nothing(shopper, printer, sets):
    change_to(shopper, sets)
    page = shopper.get("/cart/").text
    assert "Enter a number of versions from 1 to 25." in page
    assert the_item(shopper).sets == 1
    assert printer.calls == []


def test_what_cannot_be_had_in_sets_says_so_and_stays(app, product, printer):
    user = a_user()
    quote = a_quote(product, runsize_uuid=R1000, runsize=1000, most_sets=1)
    item = a_cart(quote, user=user).items[0]
    browser = app.test_client().login(user)
    assert "Versions" not in browser.get("/cart/").text
    browser.post(f"/cart/items/{item.id}/sets", data={"sets": "2"})
    assert db.session.get_one(CartItem, item.id).sets == 1


def test_a_cart_of_before_stays_as_it_is(app, product):
    user = a_user()
    item = a_cart(a_quote(product), user=user).items[0]  # its quote says nothing of sets
    assert (item.sets, item.quote.most_sets, item.called(1)) == (1, 1, "Version 1")
    page = app.test_client().login(user).get(f"/cart/items/{item.id}/artwork").text
    assert "Front" in page
    assert "Version 1" not in page


def test_each_set_has_a_name_that_pages_call_it_by(shopper, printer):
    change_to(shopper, "2")
    url = f"/cart/items/{shopper.item_id}"
    shopper.post(f"{url}/sets/2/name", data={"name": "  Ann\u202e  <b>Lee</b>  "})

    item = the_item(shopper)
    assert item.set_names == ("", "Ann <b>Lee</b>")
    assert item.missing_for == ["Ann <b>Lee</b>"]
    page = shopper.get(f"{url}/artwork").text
    assert "Ann &lt;b&gt;Lee&lt;/b&gt;, Front" in page
    assert "<b>Lee" not in page
    assert "Version 1" in page

    part = shopper.post(f"{url}/sets/2/name", data={"name": ""}, headers={"HX-Request": "true"})
    assert part.status_code == 204
    assert the_item(shopper).set_names == ()


@pytest.mark.parametrize("number", [0, 3, 99])
def test_a_set_that_is_not_there_has_no_name(shopper, printer, number):
    change_to(shopper, "2")
    url = f"/cart/items/{shopper.item_id}/sets/{number}/name"
    assert shopper.post(url, data={"name": "Ann"}).status_code == 404
    assert the_item(shopper).set_names == ()


def test_nobody_names_the_sets_of_another(app, shopper):
    other = app.test_client().login(a_user())
    url = f"/cart/items/{shopper.item_id}/sets/1/name"
    assert other.post(url, data={"name": "Ann"}).status_code == 404
    assert the_item(shopper).set_names == ()


def test_other_options_keep_the_files_of_every_set(app, product):
    quote = a_quote(product, sets=2)
    item = a_cart(quote, user=a_user()).items[0]
    change(item, quote, CODES, item.slots_from)
    for slot in item.slots:
        slot.file_id = a_file().id
    db.session.commit()
    files = {(slot.set_number, slot.code): slot.file_id for slot in item.slots}

    change(item, a_quote(product, sets=2), CODES[:1], item.slots_from)
    change(item, a_quote(product, sets=2), CODES, item.slots_from)
    db.session.commit()

    assert {(slot.set_number, slot.code): slot.file_id for slot in item.slots} == files
