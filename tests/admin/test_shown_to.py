"""Before products vanish for somebody, the page says how many, and for whom."""

import pytest

from storefront.accounts.models import Role, User, UserGroup
from storefront.catalog.models import Product, ProductGroup
from storefront.database import db
from tests.factories import a_category, a_product, a_spec, a_user, an_account, with_settings
from tests.forms import forms_of, page_of
from tests.neighbors import mine

VANISH = "will vanish for everybody but the members of “Schools” (1 user)."


@pytest.fixture
def cards(app):
    """A group with two of the three products on sale, and a third that is hidden."""
    an_account()
    with_settings(active=True)
    members, group = UserGroup(name="Schools"), ProductGroup(name="Cards")
    db.session.add_all([members, group])
    db.session.commit()
    category = a_category("Cards")
    for number in range(3):
        product = a_product(a_spec(f"p-{number}", code=f"P{number}"), hidden=number == 2)
        product.group = group
        product.categories.append(category)
    free = a_product(a_spec("p-free", code="FREE"))
    free.categories.append(category)
    a_user(Role.CUSTOMER, "kim@school.example", group=members)
    db.session.commit()
    return group


def address(group):
    return f"/admin/groups/product-groups/{group.id}"


def schools():
    return mine(UserGroup).one().id


def fields(group, seen_by=None):
    return {"name": group.name, "seen_by_id": schools() if seen_by is None else seen_by}


def yes_in(page):
    return {"yes": page.text.split('name="yes" value="')[1].split('"')[0]}


def test_restricting_a_group_says_how_many_vanish_for_whom_and_waits_for_a_yes(admin, cards):
    asked = admin.post(address(cards), data=fields(cards))
    assert asked.status_code == 422
    assert f"2 products {VANISH}" in asked.text
    assert "Nothing else from 4Over" not in asked.text
    other = admin.post(address(cards), data=fields(cards) | {"yes": "to something else"})
    assert other.status_code == 422
    assert db.session.get(ProductGroup, cards.id).seen_by_id is None

    assert admin.post(address(cards), data=fields(cards) | yes_in(asked)).status_code == 302
    assert db.session.get(ProductGroup, cards.id).seen_by_id == schools()
    assert admin.post(address(cards), data=fields(cards)).status_code == 302  # nothing changes now


def test_opening_a_group_to_everybody_is_asked_too(admin, cards):
    cards.seen_by_id = schools()
    db.session.commit()

    asked = admin.post(address(cards), data=fields(cards, ""))

    assert "2 products will be shown to everybody." in asked.text
    assert admin.post(address(cards), data=fields(cards, "") | yes_in(asked)).status_code == 302


def test_that_nothing_is_left_for_the_others_is_said(admin, cards):
    mine(Product).update({"group_id": cards.id})
    db.session.commit()

    asked = admin.post(address(cards), data=fields(cards)).text

    assert f"3 products {VANISH}" in asked
    assert "Nothing else from 4Over is on sale" in asked


def test_moving_products_into_a_restricted_group_says_so_before(admin, cards):
    cards.seen_by_id = schools()
    db.session.commit()
    change = {"group": str(cards.id)}

    form = admin.get("/admin/products/many?q=FREE").text
    told = admin.post("/admin/products/many?q=FREE", data=change).text

    assert "Cards (shown to Schools only)" in form
    assert f"1 product {VANISH}" in told
    assert "Cards (shown to Schools only)" in admin.get("/admin/sync/").text
    theirs = mine(Product).filter_by(group_id=cards.id).first().id
    assert "Cards (shown to Schools only)" in admin.get(f"/admin/products/{theirs}").text


@pytest.mark.parametrize("page", ["/", "/catalog/"])
def test_an_empty_shop_says_what_is_so(app, cards, page):
    mine(Product).update({"group_id": cards.id})
    cards.seen_by_id = schools()
    a_user(Role.CUSTOMER, "lee@other.example")
    db.session.commit()

    def seen_by(email):
        person = app.test_client()
        if email:
            person.login(mine(User).filter_by(email=email).one())
        return person.get(page).text

    assert "Sign in to see our products" in seen_by("")
    assert "no products for your account" in seen_by("lee@other.example")
    assert "no products for your account" not in seen_by("kim@school.example")
    for said in (seen_by(""), seen_by("lee@other.example")):
        assert "setting up" not in said
        assert "opens soon" not in said

    cards.seen_by_id = None
    mine(Product).update({"hidden": True})
    db.session.commit()
    assert "no products to show at the moment" in seen_by("")


def test_the_form_that_asks_keeps_what_was_chosen(admin, cards):
    asked = admin.post(address(cards), data=fields(cards))
    forms = [dict(f.fields) for f in forms_of(page_of(asked.text), address(cards))]
    assert any(fields.get("seen_by_id") == str(schools()) for fields in forms)
