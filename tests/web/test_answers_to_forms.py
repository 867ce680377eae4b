"""Every page that answers a form can be come back to without sending the form again.

Whatever takes a form is in it by itself.
"""

import re

import pytest
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from storefront.accounts.models import Role
from tests.factories import a_user

LINE = {"Origin": "http://localhost", "Referer": "http://localhost/cart/?from=here"}


def takers(app):
    """The address of each route that takes a form, with numbers and names made up."""
    found = {rule.rule for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    return sorted(re.sub(r"<[^>]+>", "1", rule) for rule in found)


def stands_at(answer):
    found = re.search(r'<html[^>]* data-stands-at="([^"]*)"', answer.text)
    return Markup(found[1]).unescape() if found else None


def is_page(app, address):
    try:
        app.url_map.bind("localhost").match(address.partition("?")[0], "GET")
    except HTTPException:
        return False
    return True


@pytest.mark.parametrize("role", [None, Role.CUSTOMER, Role.ADMIN])
def test_it_names_the_page_that_says_the_same_or_that_it_was_sent_from(app, role):
    browser = app.test_client()
    if role:
        browser.login(a_user(role))
    pages, lost = 0, []
    for address in takers(app):
        answer = browser.post(address, headers=LINE)
        if answer.mimetype != "text/html" or "<html" not in answer.text or answer.location:
            continue
        pages += 1
        here = stands_at(answer)
        if here is None or not is_page(app, here):
            lost.append((address, here))
        elif is_page(app, address):
            assert here == address
        else:
            assert here == "/cart/?from=here"
    assert pages > (30 if role == Role.ADMIN else 10)
    assert lost == []


def test_a_page_that_is_asked_for_stands_where_it_is(browser):
    assert stands_at(browser.get("/cart/")) is None


@pytest.mark.parametrize("sent_from", ["http://evil.example/x", "", "http://localhost/cart/items"])
def test_of_a_form_from_nowhere_the_front_page(browser, sent_from):
    assert stands_at(browser.post("/cart/items", headers={"Referer": sent_from})) == "/"


def test_what_was_typed_into_an_address_stays_in_it(browser):
    assert stands_at(browser.post("/login?next=/account/?a%3D1")) == "/login?next=/account/?a%3D1"
