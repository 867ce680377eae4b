"""What a browser may keep to go back to: never a page that was somebody's own."""

import pytest

from storefront.accounts.models import Role
from storefront.extensions import network_address
from tests.factories import a_user, an_account, an_order


@pytest.mark.parametrize("path", ["/", "/admin/", "/admin/orders/{number}", "/orders/{number}"])
def test_what_somebody_signed_in_sees_is_not_kept(browser, path):
    an_account()
    user = a_user(Role.STAFF)
    order = an_order(user=user)
    page = browser.login(user).get(path.format(number=order.number))
    assert "Sign out" in page.text
    assert order.number in page.text or "number" not in path
    assert page.headers["Cache-Control"] == "no-store"


def test_nor_is_what_the_guest_of_an_order_sees(browser):
    order = an_order()
    with browser.session_transaction() as session:
        session["guest_orders"] = [order.secret]
    page = browser.get(f"/orders/{order.number}")
    assert "Business Cards" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_a_strangers_page_is_and_is_asked_for_again(browser):
    an_account()
    assert browser.get("/").headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::"),  # the same household
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_limits_count_a_household_and_not_each_of_its_addresses(app, address, counted):
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert network_address() == counted
