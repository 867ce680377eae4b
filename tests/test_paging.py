"""A long list has pages, the same everywhere: none beyond the last, and each knows the others."""

import pytest
from werkzeug.exceptions import HTTPException

from storefront.accounts.models import Role
from storefront.config import ROOT
from storefront.paging import Page
from tests.factories import a_category, a_user, with_settings


def test_the_filters_stay_when_the_page_is_turned(app):
    with app.test_request_context("/admin/users/?q=a+b&role=staff&page=2"):
        page = Page([], 2, 120)
        assert page.url(3) == "/admin/users/?q=a+b&role=staff&page=3"
        assert page.url(1) == "/admin/users/?q=a+b&role=staff"  # the first is where it began
    with app.test_request_context("/orders/?page=2"):
        assert Page([], 2, 120).url(1) == "/orders/"


def test_a_filter_may_have_any_name(app):
    with app.test_request_context("/orders/?endpoint=x&_external=1&number=%22"):
        assert Page([], 1, 60).url(2) == "/orders/?endpoint=x&_external=1&number=%22&page=2"


@pytest.mark.parametrize(("total", "last"), [(120, "/orders/?q=a&page=3"), (0, "/orders/?q=a")])
def test_who_asks_for_more_than_the_last_page_is_led_to_it(app, total, last):
    with app.test_request_context("/orders/?q=a&page=9"):
        with pytest.raises(HTTPException) as led:
            Page([], 9, total)
        assert led.value.response.location == last
        assert Page([], 9, 450).pages == 9  # the control


ASKS = 'request.args.get("page"'
LISTS = {
    "accounts/files.html": "/account/files/",
    "admin/charges.html": "/admin/charges/",
    "admin/completeness.html": "/admin/completeness/",
    "admin/invoices.html": "/admin/invoices/",
    "admin/margins.html": "/admin/margins/",
    "admin/orders.html": "/admin/orders/",
    "admin/products.html": "/admin/products/",
    "admin/refunds.html": "/admin/refunds/",
    "admin/stopped.html": "/admin/stopped/",
    "admin/unpaid.html": "/admin/unpaid/",
    "admin/users.html": "/admin/users/",
    "browse/category.html": "/catalog/{category}/",
    "browse/search.html": "/search",
    "orders/index.html": "/orders/",
}


@pytest.mark.parametrize("address", LISTS.values())
def test_every_list_leads_there(app, address):
    with_settings(active=True)
    address = address.format(category=a_category().slug)
    person = app.test_client().login(a_user(Role.ADMIN))
    assert person.get(address).status_code == 200
    assert person.get(f"{address}?page=9").location == address


def test_these_are_all_the_lists_with_pages():
    """And none of them counts its pages by itself."""
    templates = {str(path.relative_to(ROOT / "templates")): path.read_text()
                 for path in (ROOT / "templates").rglob("*.html")}  # fmt: skip
    assert {name for name, text in templates.items() if "{{ pagination(" in text} == LISTS.keys()
    asking = [path.name for path in (ROOT / "storefront").rglob("*.py") if ASKS in path.read_text()]
    assert asking == ["paging.py"]
