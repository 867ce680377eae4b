"""Requests that no browser sends: each gets a page saying no, and none is an error of ours."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storefront.accounts.models import Role
from storefront.database import db
from tests.factories import a_user, an_account
from tests.refusals import refusal

HUGE = 10**20


@pytest.mark.parametrize("number", [2**31, HUGE])
@pytest.mark.parametrize("path", ["artwork", "options", "artwork/1/file"])
def test_a_number_that_no_row_has_is_not_found(browser, number, path):
    assert refusal(browser.login(a_user()).get(f"/cart/items/{number}/{path}")) == 404


def test_nor_in_a_form(browser):
    browser.login(a_user())
    assert refusal(browser.post(f"/cart/items/{HUGE}/removal")) == 404
    assert refusal(browser.post(f"/cart/saved/{HUGE}/reopening")) == 404
    gone = browser.post("/cart/quoted-items", data={"item": HUGE})
    assert refusal(gone, "This price is no longer on offer") == 404


@pytest.mark.parametrize(
    "address",
    [
        "/orders/%00",
        "/products/a%00b/",
        "/catalog/%00/",
        "/own/%00",
        "/search?q=%00",
        "/orders/1?key=%00",
        "/search?%00=cards",
    ],
)
def test_nul_in_an_address_is_refused(browser, address):
    an_account()
    page = browser.get(address)
    assert page.status_code == 400
    assert "read that request" in page.text


@pytest.mark.parametrize("form", [{"product": "a\0b"}, {"pro\0duct": "ab"}])
def test_nul_in_a_form_is_refused(browser, form):
    an_account()
    assert refusal(browser.post("/cart/items", data=form)) == 400


def test_nul_in_a_form_with_files_is_no_error_of_ours(browser):
    an_account()
    form = {"product": "a\0b"}
    page = browser.post("/cart/items", data=form, content_type="multipart/form-data")
    assert refusal(page) in (400, 404)  # by the database


def test_staff_are_refused_it_too(browser):
    browser.login(a_user(Role.STAFF))
    assert refusal(browser.get("/admin/orders/?q=%00")) == 400
    assert "No order fits these filters." in browser.get("/admin/orders/?q=zeppelin").text


def test_what_people_told_us_is_not_in_an_error_that_the_log_gets(app):
    with pytest.raises(DBAPIError, match="no_such_table") as trouble:
        db.session.execute(text("SELECT :name FROM no_such_table"), {"name": "Robin"})
    assert "Robin" not in str(trouble.value)
