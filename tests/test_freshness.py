"""A visitor's second look is quick, and never older than the last change."""

import pytest

from storefront.catalog.listing_views import REMEMBERED, remembered
from storefront.catalog.models import Product
from storefront.extensions import db
from tests.factories import a_category, a_product, an_account, with_settings


@pytest.fixture
def category(app):
    an_account()
    category = a_category()
    product = a_product()
    product.categories.append(category)
    db.session.commit()
    return category


def look(browser, category, tag=None):
    headers = {"If-None-Match": tag} if tag else {}
    return browser.get(f"/catalog/{category.slug}/", headers=headers)


def test_nothing_new_is_said_without_the_page(browser, category):
    first = look(browser, category)

    again = look(browser, category, first.headers["ETag"])

    assert again.status_code == 304
    assert again.data == b""


@pytest.mark.parametrize(
    "change",
    [
        lambda: with_settings(markup_percent="55"),
        lambda: with_settings(shop_name="Another name"),
        a_product,
    ],
    ids=["markup", "name", "product"],
)
def test_after_a_change_the_page_is_made_anew(browser, category, change):
    tag = look(browser, category).headers["ETag"]

    change()

    assert look(browser, category, tag).status_code == 200


def test_a_price_change_is_seen_at_once(browser, category):
    before = look(browser, category)

    with_settings(markup_percent="100")

    after = look(browser, category, before.headers["ETag"])
    assert "$42.00" in before.text
    assert "$60.00" in after.text


def test_who_has_a_cart_gets_a_page_of_his_own(browser, category):
    with browser.session_transaction() as session:
        session["cart"] = "some cart"

    assert "ETag" not in look(browser, category).headers


def test_two_addresses_have_two_tags(browser, category):
    tag = look(browser, category).headers["ETag"]

    assert browser.get("/catalog/", headers={"If-None-Match": tag}).status_code == 200


def test_who_has_nothing_but_a_forms_token_is_still_a_stranger(browser, category):
    path = f"/products/{db.session.query(Product.slug).scalar()}/"
    browser.get(path)  # gives a cookie with the token of its form

    tag = browser.get(path).headers["ETag"]

    assert browser.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_a_page_that_changes_nothing_gives_no_cookie_again(browser, category):
    browser.get("/login")  # whose form needs a session
    look(browser, category)  # flask-login notes there that nobody is signed in

    assert browser.get_cookie("session")
    assert "Set-Cookie" not in look(browser, category).headers


def test_what_is_remembered_is_bounded(app):
    for number in range(REMEMBERED + 50):
        assert remembered(f"thing {number}", lambda number=number: number) == number
    remembered(f"thing {REMEMBERED}", lambda: "again")

    kept = app.extensions["remembered"]
    assert len(kept) == REMEMBERED
    assert remembered(f"thing {REMEMBERED}", lambda: "made anew") == REMEMBERED
    assert remembered("thing 0", lambda: "made anew") == "made anew"
