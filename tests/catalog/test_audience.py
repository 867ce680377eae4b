"""Some products are for the members of one user group only: nobody else comes across them."""

import pytest

from storefront.accounts.models import Role, UserGroup
from storefront.catalog.models import Category, Product, ProductGroup
from storefront.extensions import db
from tests.catalog.conftest import CARDS, spec, synced
from tests.factories import a_user

pytestmark = pytest.mark.usefixtures("account")
SECRET, OPEN = "CODE-2", "CODE-1"


@pytest.fixture
def groups(account):
    synced([spec(n, category_uuids=(CARDS.uuid,), code=f"CODE-{n}") for n in (1, 2, 3)])
    resellers, schools = UserGroup(name="Resellers"), UserGroup(name="Schools")
    db.session.add_all([resellers, schools])
    db.session.flush()
    private = ProductGroup(name="For resellers", seen_by_id=resellers.id)
    db.session.add_all([private, ProductGroup(name="For all")])
    db.session.flush()
    product(SECRET).group_id = private.id
    product(OPEN).group_id = private.id + 1
    db.session.commit()
    return resellers, schools


def product(code):
    return db.session.query(Product).filter_by(code=code).one()


def pages():
    """Every page that shows products, and the address that leads to the private one from it."""
    category = db.session.query(Category).filter_by(uuid=CARDS.uuid).one()
    others = product(OPEN)
    return [
        "/",
        f"/catalog/{category.slug}/",
        "/search?q=card",
        "/search/suggestions?q=card",
        f"/products/{others.slug}/",
        "/sitemap-1.xml",
    ]


def where_it_shows(browser):
    slug = product(SECRET).slug
    return [page for page in pages() if f"/products/{slug}" in browser.get(page).text]


def test_strangers_and_others_come_across_it_nowhere_and_members_do(app, groups):
    resellers, schools = groups
    stranger = app.test_client()
    other = app.test_client().login(a_user(group_id=schools.id))
    alone = app.test_client().login(a_user())
    member = app.test_client().login(a_user(group_id=resellers.id))
    address = f"/products/{product(SECRET).slug}/"

    for somebody in (stranger, other, alone, member, stranger):  # what is remembered does not mix
        shown = where_it_shows(somebody)
        status = somebody.get(address).status_code
        if somebody is member:
            assert status == 200
            assert len(shown) == 4  # its category, found, suggested, and their sitemap
        else:
            assert (status, shown) == (404, [])
            # the control: what is for everybody is there
            open_one = f"/products/{product(OPEN).slug}"
            assert open_one in somebody.get("/search?q=card").text


def test_staff_see_it(app, groups):
    staff = app.test_client().login(a_user(role=Role.STAFF))
    assert staff.get(f"/products/{product(SECRET).slug}/").status_code == 200


def test_how_many_there_are_is_counted_for_who_asks(app, groups):
    resellers, _ = groups
    member = app.test_client().login(a_user(group_id=resellers.id))
    slug = db.session.query(Category).filter_by(uuid=CARDS.uuid).one().slug

    assert "2 products" in app.test_client().get(f"/catalog/{slug}/").text
    assert "3 products" in member.get(f"/catalog/{slug}/").text


def test_made_public_it_is_there_for_all_at_once(app, groups):
    stranger = app.test_client()
    assert where_it_shows(stranger) == []

    db.session.query(ProductGroup).filter_by(name="For resellers").one().seen_by_id = None
    db.session.commit()

    assert len(where_it_shows(stranger)) == 4
