"""Some products are for the members of one user group only: nobody else comes across them."""

import pytest

from storefront.accounts.models import Role, UserGroup
from storefront.browse import search_views
from storefront.browse.search import all_words
from storefront.catalog.models import Category, Product, ProductGroup
from storefront.catalog.search_words import index_ids
from storefront.database import db
from tests.factories import a_user
from tests.neighbors import mine
from tests.quotes.counting import statements
from tests.sync.conftest import CARDS, spec, synced

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
    return mine(Product).filter_by(code=code).one()


def pages():
    """Every page that shows products, and the address that leads to the private one from it."""
    category = mine(Category).filter_by(uuid=CARDS.uuid).one()
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
    slug = mine(Category).filter_by(uuid=CARDS.uuid).one().slug

    assert "2 products" in app.test_client().get(f"/catalog/{slug}/").text
    assert "3 products" in member.get(f"/catalog/{slug}/").text


def test_one_index_serves_all_and_none_finds_a_word_of_what_is_kept_from_him(app, groups):
    resellers, schools = groups
    hidden = product(SECRET)
    hidden.title = "Holographic Widgets"
    hidden.family = "Widgets"
    index_ids([hidden.id])
    db.session.commit()
    member = app.test_client().login(a_user(group_id=resellers.id))
    others = [app.test_client(), app.test_client().login(a_user(group_id=schools.id))]
    address = f"/products/{hidden.slug}/"

    with statements() as asked:
        for question in ("holographic", "widgets cards", "holografic"):  # the last by mistake
            assert address in member.get("/search", query_string={"q": question}).text
        for other in others:
            page = other.get("/search?q=holografic+card").text
            assert address not in page
            assert "Holographic" not in page
            assert "holographic" not in page  # nor as what may have been meant
            assert f"/products/{product(OPEN).slug}/" in page

    assert len([sql for sql in asked if "product_search" in sql]) == 1
    words = all_words()
    theirs = words.without(frozenset([hidden.group_id]))
    assert words.knows("holographic")
    assert words.is_kind(("widget",))
    assert not theirs.knows("holographic")
    assert not theirs.is_kind(("widget",))
    assert theirs.knows("card")
    shared = [at is words.all.places[word] for word, at in theirs.all.places.items()]
    assert len(shared) > 5
    assert all(shared)  # nothing is made again


def test_who_finds_the_index_there_waits_for_nobody(app, groups):
    stranger = app.test_client()
    stranger.get("/search?q=card")

    with search_views._one_reads:  # somebody reads one anew
        answer = stranger.get("/search?q=card")

    assert answer.status_code == 200
    assert f"/products/{product(OPEN).slug}/" in answer.text


def test_made_public_it_is_there_for_all_at_once(app, groups):
    stranger = app.test_client()
    assert where_it_shows(stranger) == []

    mine(ProductGroup).filter_by(name="For resellers").one().seen_by_id = None
    db.session.commit()

    assert len(where_it_shows(stranger)) == 4
