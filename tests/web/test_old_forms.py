"""A form that lay open while somebody signed in or out in another tab is no dead end."""

import io
import re

import pytest

from storefront.database import db
from tests.artwork.files import a_pdf
from tests.checkout.conftest import ADDRESS, in_the_hands_of, knows_the_address, ships
from tests.factories import a_cart, a_quote, an_account
from tests.refusals import refusal

OURS = {"Origin": "http://localhost"}


@pytest.fixture
def cart(app, browser, fourover):
    app.config["WTF_CSRF_ENABLED"] = True
    an_account()
    knows_the_address(fourover)
    ships(fourover)
    return in_the_hands_of(browser, a_cart(a_quote()))


def send(browser, page, path, data, headers=OURS, **how):
    """From `page` of ours, with the token of a session that has ended."""
    headers = {"Referer": f"http://localhost{page}", **headers}
    old = dict(data, csrf_token="of-before")
    return browser.post(path, data=old, headers=headers, **how)


def token_in(text):
    return re.search(r'name="csrf_token" [^>]*value="([^"]+)"', text)[1]


def test_what_was_typed_at_the_address_is_kept_and_the_second_press_counts(browser, cart):
    page = send(browser, "/checkout/address", "/checkout/address", ADDRESS)

    assert page.status_code == 400
    assert "nothing was saved yet" in page.text
    assert "signed in or out" not in page.text
    assert 'value="350 Fifth Avenue"' in page.text

    again = dict(ADDRESS, csrf_token=token_in(page.text))
    done = browser.post("/checkout/address", data=again)
    assert done.location == "/checkout/delivery"


@pytest.mark.parametrize(
    "path", ["/checkout/delivery", "/checkout/payment", "/checkout/confirm", "/account/name"]
)
def test_other_forms_lead_back_to_their_page_with_a_sentence(browser, cart, path):
    page = "/account/" if path.startswith("/account") else path
    answer = send(browser, page, path, {})

    assert (answer.status_code, answer.location) == (303, page)
    with browser.session_transaction() as session:
        said = session["_flashes"][0][1]
    assert "nothing was done yet" in said
    assert "signed" not in said  # a browser that was closed has only lost its cookie


def test_so_does_a_button_in_the_cart_and_nothing_is_done(browser, cart):
    item = cart.items[0].id

    assert send(browser, "/cart/", f"/cart/items/{item}/removal", {}).location == "/cart/"

    db.session.expire_all()
    assert len(cart.items) == 1


def test_an_upload_is_asked_for_again_beside_its_slot(browser, cart):
    item = cart.items[0]
    page = f"/cart/items/{item.id}/artwork"
    data = {"slot": item.slots[0].id, "file": (io.BytesIO(a_pdf()), "new.pdf")}

    answer = send(browser, page, page, data, content_type="multipart/form-data")

    assert answer.status_code == 400
    assert "nothing was uploaded yet" in answer.text
    assert "signed in or out" not in answer.text
    assert item.slots[0].file.original_name != "new.pdf"


@pytest.mark.parametrize(
    ("page", "headers"),
    [
        ("/cart/", {"Origin": "http://evil.example"}),
        ("/cart/", {"Origin": "null"}),
        ("/cart/", {"Origin": ""}),
        ("/cart/items", OURS),  # cannot be opened: what a POST was answered with
        ("/cart/", OURS | {"HX-Request": "true"}),
    ],
)
def test_a_form_from_anywhere_else_is_an_error(browser, cart, page, headers):
    answer = send(browser, page, f"/cart/items/{cart.items[0].id}/removal", {}, headers)
    assert refusal(answer) == 400
    assert len(cart.items) == 1
