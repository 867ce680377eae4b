"""The cart's page: lines, problems, changes, and carts kept for later."""

import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest

from storefront.accounts.models import User
from storefront.artwork.models import ArtworkSlot
from storefront.cart.models import Cart, CartItem, CartStatus
from storefront.clock import now
from storefront.database import db
from tests.artwork.files import a_pdf
from tests.cart.test_adding import QUOTE, requires
from tests.factories import (
    NEXT_DAY,
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
    with_settings,
)
from tests.neighbors import mine
from tests.quotes.counting import statements
from tests.refusals import NOT_IN_CART, refusal


@pytest.fixture
def cart(app):
    an_account()
    return a_cart(a_quote(a_product()), user=a_user(), codes=(("fr", "Front"), ("bk", "Back")))


@pytest.fixture
def owner(app, cart):
    return app.test_client().login(db.session.get(User, cart.user_id))


def test_an_empty_cart_leads_to_the_catalog(browser, app):
    page = browser.get("/cart/")
    assert page.status_code == 200
    assert "Your cart is empty" in page.text


def test_a_line_shows_what_was_chosen_its_files_and_its_price(owner, cart):
    page = owner.get("/cart/").text
    assert "Colors 4/4 · Quantity 500 · 2-4 Business Days" in page
    assert "All files received" in page
    assert "$44.80" in page
    assert "32.00" not in page


def test_missing_files_are_named(owner, cart):
    cart.items[0].slots[1].file_id = None
    db.session.commit()
    assert "Files needed: Back" in owner.get("/cart/").text


def test_many_lines_take_no_more_questions_than_one(owner, cart):
    def asked():
        owner.get("/cart/")  # settings and words are remembered
        with statements() as asked:
            assert owner.get("/cart/").status_code == 200
        return len(asked)

    one = asked()
    for _ in range(5):
        quote = a_quote(a_product())
        db.session.add(CartItem(cart_id=cart.id, quote_id=quote.id))
    db.session.commit()
    assert asked() == one <= 6


def test_what_is_wrong_is_listed_at_the_top(owner, cart):
    cart.items[0].quote.product.available = False
    db.session.commit()
    assert "no longer available" in owner.get("/cart/").text


def test_an_expired_price_is_said(owner, cart):
    cart.items[0].quote.valid_until = now() - timedelta(seconds=1)
    db.session.commit()
    assert "This price has expired" in owner.get("/cart/").text


def test_a_changed_price_stands_beside_the_old_one_until_the_customer_says_yes(owner, cart):
    item = cart.items[0]
    item.new_quote = a_quote(item.quote.product, price="50.00")
    db.session.commit()
    page = owner.get("/cart/").text
    assert "$50.00" in page
    assert "$44.80" in page

    owner.post(f"/cart/items/{item.id}/new-price")

    assert (item.quote.price, item.new_quote) == (Decimal("50.00"), None)


def test_an_item_is_taken_out(owner, cart):
    page = owner.post(f"/cart/items/{cart.items[0].id}/removal")
    assert page.location == "/cart/"
    assert cart.items == []
    assert "was removed" in owner.get("/cart/").text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "removal"), ("POST", "new-price"), ("GET", "options"), ("POST", "options"),
        ("GET", "artwork"),
    ],
)  # fmt: skip
def test_somebody_elses_item_is_not_found(app, browser, cart, method, path):
    url = f"/cart/items/{cart.items[0].id}/{path}"
    for stranger in (browser, app.test_client().login(a_user())):
        assert refusal(stranger.open(url, method=method), NOT_IN_CART) == 404
    assert len(cart.items) == 1


def test_an_item_of_the_other_environment_is_not_found(owner, cart):
    with_settings(send_orders_as_test=False)
    assert owner.get(f"/cart/items/{cart.items[0].id}/artwork").status_code == 404
    assert "Your cart is empty" in owner.get("/cart/").text


def change(owner, item, **more):
    data = {"colorspec": TWO_SIDES, "runsize": R500, "turnaround": STANDARD}
    return owner.post(f"/cart/items/{item.id}/options", data=data | more)


def test_changed_options_are_quoted_again_and_files_still_needed_stay(owner, cart, fourover):
    item = cart.items[0]
    front, product = item.slots[0].file_id, item.quote.product
    fourover.quotes("42.00")
    requires(fourover, product, "fr", "fm")
    assert f':{STANDARD}" checked' in owner.get(f"/cart/items/{item.id}/options").text

    page = change(owner, item, turnaround=NEXT_DAY)

    assert page.status_code == 302
    assert item.quote.price == Decimal("58.80")
    assert [(s.code, s.file_id) for s in item.slots] == [("fr", front), ("fm", None)]
    assert len(cart.items) == 1


def test_colors_that_go_to_one_side_and_back_again_lose_no_file(owner, cart, fourover):
    item = cart.items[0]
    product = item.quote.product
    fourover.quotes("32.00")
    requires(fourover, product, "fr", "bk")
    change(owner, item)
    back = a_file(original_name="back.pdf")
    item.slots[1].file_id = back.id
    db.session.commit()

    requires(fourover, product, "fr")
    change(owner, item)
    assert [slot.code for slot in item.slots] == ["fr"]
    assert item.missing == []
    page = owner.get(f"/cart/items/{item.id}/artwork").text
    assert "We keep back.pdf until you order" in page

    requires(fourover, product, "fr", "bk")
    change(owner, item)
    assert [(slot.code, slot.file_id) for slot in item.slots][1:] == [("bk", back.id)]
    assert "back.pdf" in owner.get(f"/cart/items/{item.id}/artwork").text


def test_what_no_option_needed_any_more_goes_with_its_item(owner, cart, fourover):
    item = cart.items[0]
    item.slots[0].needed = False
    db.session.commit()

    owner.post(f"/cart/items/{item.id}/removal")

    assert mine(CartItem).count() == 0
    assert mine(ArtworkSlot).count() == 0


def test_a_change_to_another_price_than_shown_is_confirmed_first(owner, cart, fourover):
    item = cart.items[0]
    fourover.quotes("99.00")
    requires(fourover, item.quote.product, "fr", "bk")

    page = owner.get(change(owner, item, turnaround=NEXT_DAY).location)
    assert item.quote.price == Decimal("44.80")
    token = page.text.split('name="quote" value="')[1].split('"')[0]
    owner.post("/cart/quoted-items", data={"quote": token, "item": item.id})

    assert item.quote.price == Decimal("138.60")
    assert len(cart.items) == 1


def test_an_item_never_becomes_another_product(owner, cart, fourover):
    item = cart.items[0]
    other = a_quote()
    requires(fourover, other.product, "fr")
    with owner.session_transaction() as session:
        session["offers"] = [other.token]

    page = owner.post("/cart/quoted-items", data={"quote": other.token, "item": item.id})

    assert refusal(page) == 409
    assert item.quote_id != other.id


def test_a_change_to_what_is_not_printed_changes_nothing(owner, cart, fourover):
    item = cart.items[0]
    page = change(owner, item, runsize=R1000, turnaround=NEXT_DAY)
    assert page.status_code == 422
    assert "Save the changes" in page.text
    assert item.quote.choice.turnaround_uuid == STANDARD
    assert fourover.count(QUOTE) == 0


def test_while_4over_is_away_a_change_changes_nothing_and_says_so(owner, cart, fourover):
    item = cart.items[0]
    fourover.is_down()
    page = change(owner, item, turnaround=NEXT_DAY)
    assert page.status_code == 503
    assert "Save the changes" in page.text
    assert item.quote.choice.turnaround_uuid == STANDARD


def test_a_kept_cart_is_taken_up_again_and_the_present_one_kept_in_its_place(owner, cart):
    first = cart.id
    owner.post("/cart/saved")
    assert "Saved for later" in owner.get("/cart/").text
    second = a_cart(a_quote(), user=db.session.get(User, cart.user_id)).id

    owner.post(f"/cart/saved/{first}/reopening")

    assert db.session.get(Cart, first).status == CartStatus.OPEN
    assert db.session.get(Cart, second).status == CartStatus.SAVED


def test_a_kept_cart_of_somebody_else_is_not_found(app, owner, cart):
    owner.post("/cart/saved")
    for stranger in (app.test_client(), app.test_client().login(a_user())):
        assert (
            refusal(
                stranger.post(f"/cart/saved/{cart.id}/reopening"),
                "This saved cart is not here any more",
            )
            == 404
        )
    assert cart.status == CartStatus.SAVED


def test_a_page_of_the_cart_before_keeps_nothing_of_the_present_one(owner, cart):
    token = re.search(r'name="cart" value="([^"]+)"', owner.get("/cart/").text)[1]
    owner.post("/cart/saved", data={"cart": token})
    other = a_cart(a_quote(), user=db.session.get(User, cart.user_id))

    again = owner.post("/cart/saved", data={"cart": token})

    assert again.status_code == 409
    assert "about another cart, so nothing was done" in again.text
    assert (cart.status, other.status) == (CartStatus.SAVED, CartStatus.OPEN)


def test_a_yes_is_to_the_price_that_was_shown(owner, cart):
    item = cart.items[0]
    item.new_quote = a_quote(item.quote.product, price="50.00")
    db.session.commit()
    shown = re.search(r'name="quote" value="([^"]+)"', owner.get("/cart/").text)[1]
    item.new_quote = a_quote(item.quote.product, price="99.00")
    db.session.commit()

    owner.post(f"/cart/items/{item.id}/new-price", data={"quote": shown})
    assert item.new_quote.price == 99  # still asked
    owner.post(f"/cart/items/{item.id}/new-price", data={"quote": item.new_quote.token})
    assert (item.quote.price, item.new_quote) == (99, None)


def test_a_file_uploaded_by_a_visitor_is_his_alone(app, browser, fourover):
    """The whole way of a guest, whose cart is known by the session alone."""
    an_account()
    product = a_product()
    fourover.quotes("32.00")
    requires(fourover, product, "fr")
    data = {
        "colorspec": TWO_SIDES,
        "runsize": R500,
        "turnaround": STANDARD,
        "product": product.slug,
    }
    artwork = browser.post("/cart/items", data=data).location
    slot = mine(CartItem).one().slots[0].id
    content = a_pdf()

    file = {"slot": slot, "file": (io.BytesIO(content), "front.pdf")}
    browser.post(artwork, data=file, content_type="multipart/form-data")

    assert browser.get(f"{artwork}/{slot}/file").data == content
    assert refusal(app.test_client().get(f"{artwork}/{slot}/file"), NOT_IN_CART) == 404
