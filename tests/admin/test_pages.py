"""Every page of the staff's door, with nothing and with everything to show."""

import pytest

from storefront.extensions import db
from tests.factories import a_user

PAGES = (
    "/admin/",
    "/admin/orders/",
    "/admin/held/",
    "/admin/products/",
    "/admin/categories/",
    "/admin/own-products/",
    "/admin/own-products/new",
    "/admin/markups/",
    "/admin/markups/new",
    "/admin/tax/",
    "/admin/tax/new",
    "/admin/sync/",
    "/admin/users/",
    "/admin/users/new",
    "/admin/groups/",
    "/admin/groups/workflows/new",
    "/admin/groups/user-groups/new",
    "/admin/partner/",
    "/admin/partner/production/use",
    "/admin/settings",
    "/admin/refunds/",
    "/admin/refunds/ledger.csv",
)


@pytest.mark.parametrize("address", PAGES)
def test_an_empty_shop_has_every_page(admin, address):
    assert admin.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_a_full_shop_has_every_page(admin, everything, address):
    assert admin.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/admin/products/1",
        "/admin/categories/1",
        "/admin/own-products/1",
        "/admin/markups/1",
        "/admin/tax/1",
        "/admin/sync-runs/1",
        "/admin/users/1",
        "/admin/groups/workflows/1",
        "/admin/groups/product-groups/1",
        "/admin/refunds/1",
    ],
)
def test_each_single_thing_has_its_page(admin, everything, address):
    assert admin.get(address).status_code == 200


def test_every_order_has_its_page_whatever_it_is_held_for(staff, everything):
    for order in everything:
        assert staff.get(f"/admin/orders/{order.number}").status_code == 200


def test_the_first_page_says_what_needs_a_person(staff, everything):
    page = staff.get("/admin/").text

    for words in (
        "4Over may have it",
        "1 order waiting for approval or release by staff",
        "where a cancellation is not certain",
        "A sync needs your approval",
        "refunds are open",
        "Sending is on hold until 4Over answers again",
    ):
        assert words in page, words


def test_without_anything_to_do_the_first_page_does_not_claim_there_is(staff):
    assert "may have it" not in staff.get("/admin/").text


def test_what_4over_answered_is_shown_but_not_run(staff, everything):
    page = staff.get(f"/admin/orders/{everything[1].number}").text

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "&lt;b&gt;" in page or "\\u003cb" in page


def test_the_name_of_a_person_is_shown_but_not_run(admin):
    a_user(email="x@shop.example").name = "<i>Eve</i>"
    db.session.commit()

    assert "&lt;i&gt;Eve" in admin.get("/admin/users/").text
