"""The first page for staff, and what their pages make of odd rows."""

from storefront.admin.labels import label
from storefront.database import db
from storefront.orders.models import Hold
from tests.factories import a_user
from tests.neighbors.values import OWED


def test_every_order_says_what_it_is_held_for(staff, everything):
    for order, hold in zip(everything, Hold, strict=True):
        page = staff.get(f"/admin/orders/{order.number}").text
        assert label(hold) in page, hold
        assert order.number in page


def test_the_first_page_says_what_needs_a_person(staff, everything):
    page = staff.get("/admin/").text

    for words in (
        "4Over may have it",
        "1 order waiting for approval or release by staff",
        "where a cancellation is not certain",
        "A sync needs your approval",
        f"{1 + len(OWED)} refunds are open",
        "Sending is on hold until 4Over answers again",
    ):
        assert words in page, words


def test_staff_are_shown_no_way_to_pages_that_are_not_for_them(staff, admin, everything):
    """They read what is wrong all the same."""
    shown = staff.get("/admin/").text
    assert "A sync needs your approval" in shown
    assert 'href="/admin/held/"' in shown
    assert 'href="/admin/sync/"' not in shown
    assert 'href="/admin/sync/"' in admin.get("/admin/").text


def test_without_anything_to_do_the_first_page_does_not_claim_there_is(staff):
    page = staff.get("/admin/").text
    assert "4Over is not active" in page
    assert "may have it" not in page


def test_what_4over_answered_is_shown_but_not_run(staff, everything):
    page = staff.get(f"/admin/orders/{everything[1].number}").text

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "&lt;b&gt;" in page or "\\u003cb" in page


def test_the_name_of_a_person_is_shown_but_not_run(admin):
    a_user(email="x@shop.example").name = "<i>Eve</i>"
    db.session.commit()

    page = admin.get("/admin/users/").text
    assert "&lt;i&gt;Eve" in page
    assert "<i>Eve" not in page
