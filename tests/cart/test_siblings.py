"""From a product to the same thing in another size, stock or coating."""

import re

import pytest

from storefront.browse.siblings import A_FEW, family_of, ways
from storefront.database import db
from tests.factories import (
    CORNERS,
    NEXT_DAY,
    R500,
    R1000,
    ROUND,
    TWO_SIDES,
    a_category,
    a_product,
    a_spec,
    an_account,
)
from tests.quotes.counting import statements
from tests.refusals import refusal

CARDS = {"family": "Business Cards"}


def made(size, stock, coating, **more):
    product = a_product(**CARDS, **more)
    product.size, product.stock, product.coating = size, stock, coating
    product.slug = f"{size}-{stock}-{coating}".replace('"', "").replace(" ", "").lower()
    db.session.commit()
    return product


@pytest.fixture
def card(app):
    an_account()
    made('2" x 2"', "14PT", "UV")
    made('2" x 3.5"', "16PT", "UV")
    made('2" x 3.5"', "16PT", "AQ")
    made('3" x 3"', "16PT", "Matte")
    return made('2" x 3.5"', "14PT", "UV")


def found(product):
    return {
        facet: [(way.label, way.slug, way.but) for way in some.nearest]
        for facet, some in ways(family_of(product, frozenset()), product).items()
    }


def test_the_other_two_are_kept_where_they_exist(card):
    assert found(card)["size"] == [
        ('2" x 2"', "2x2-14pt-uv", ""),
        ('2" x 3.5"', card.slug, ""),
        ('3" x 3"', "3x3-16pt-matte", "16 pt, Matte"),
    ]
    assert found(card)["stock"] == [("14 pt", card.slug, ""), ("16 pt", "2x3.5-16pt-uv", "")]


def test_where_they_do_not_exist_the_nearest_is_offered_and_says_so(card):
    assert ("Aqueous", "2x3.5-16pt-aq", "16 pt") in found(card)["coating"]


def test_what_is_hidden_withdrawn_or_of_another_kind_is_no_sibling(card):
    made('9" x 9"', "14PT", "UV", hidden=True)
    made('9" x 10"', "14PT", "UV", available=False)
    made('9" x 11"', "14PT", "UV").family = "Posters"
    db.session.commit()

    assert not [way for way in found(card)["size"] if way[0].startswith("9")]


def test_one_of_a_kind_has_no_ways(card):
    card.family = "Unique"
    db.session.commit()

    assert found(card) == {}


def test_of_many_sizes_those_beside_it_are_shown_and_where_the_others_are(card, browser):
    category = a_category()
    card.categories.append(category)
    db.session.commit()
    for side in range(4, 24):
        made(f'{side}" x {side}"', "14PT", "UV")

    some = ways(family_of(card, frozenset()), card)["size"]

    assert (len(some.nearest), some.values) == (A_FEW, 23)
    assert any(way.here for way in some.nearest)
    page = browser.get(f"/products/{card.slug}/").text
    assert "All 23 sizes" in page
    assert "stock=14pt&amp;coating=uv" in page


def test_colors_and_runsize_travel_along_by_value(card, browser):
    picks = {"colorspec": TWO_SIDES, "cell": f"{R1000}:t-standard"}
    page = browser.get(f"/products/{card.slug}/", query_string=picks)
    link = re.search(r'href="(/products/2x2-14pt-uv/[^"]+)"', page.text)[1].replace("&amp;", "&")

    assert link.endswith("?colors=4/4&copies=1000&speed=2-4+Business+Days")
    there = browser.get(link)
    assert there.status_code == 200
    assert f'value="{R1000}:t-standard" checked' in there.text
    assert f'value="{TWO_SIDES}" checked' in there.text


def test_turnaround_and_options_travel_along_too(card, browser):
    picks = {"colorspec": TWO_SIDES, "cell": f"{R500}:{NEXT_DAY}", f"group-{CORNERS}": ROUND}
    page = browser.get(f"/products/{card.slug}/", query_string=picks)
    link = re.search(r'href="(/products/2x2-14pt-uv/[^"]+)"', page.text)[1].replace("&amp;", "&")
    there = browser.get(link)
    assert f'value="{R500}:{NEXT_DAY}" checked' in there.text
    assert f'value="{ROUND}" checked' in there.text
    assert "not available for this product" not in there.text


def test_what_the_sibling_has_not_is_said(card, browser):
    made('4" x 4"', "14PT", "UV", spec=a_spec(uuid="p-plain", groups=[]))
    picks = {"colorspec": TWO_SIDES, "cell": f"{R500}:{NEXT_DAY}", f"group-{CORNERS}": ROUND}
    page = browser.get(f"/products/{card.slug}/", query_string=picks)
    link = re.search(r'href="(/products/4x4-14pt-uv/[^"]+)"', page.text)[1].replace("&amp;", "&")
    there = browser.get(link)
    assert "“Round corners” is not available for this product." in there.text
    assert f'value="{R500}:{NEXT_DAY}" checked' in there.text


def test_the_links_follow_the_choices_in_the_page(card, browser):
    data = {"colorspec": TWO_SIDES, "cell": f"{R1000}:t-standard"}
    part = browser.post(
        f"/products/{card.slug}/price", data=data, headers={"HX-Request": "true"}
    ).text

    assert 'hx-swap-oob="true"' in part
    assert "copies=1000" in part


@pytest.mark.parametrize("query", ["colors=9/9&copies=7", "copies=" + "9" * 6000])
def test_preferences_that_fit_nothing_are_a_page_all_the_same(card, browser, query):
    assert "Add to cart" in browser.get(f"/products/{card.slug}/?{query}").text


def test_a_large_family_costs_no_more_statements(card, browser):
    category = a_category()
    card.categories.append(category)
    db.session.commit()
    for side in range(4, 44):
        made(f'{side}" x {side}"', "14PT", "UV")

    url = f"/products/{card.slug}/"
    with statements() as first:
        assert browser.get(url).status_code == 200
    with statements() as again:
        browser.get(url)
    assert len(first) <= 11
    assert len(again) <= 3  # the family, the categories and the markups are remembered


def test_a_product_kept_aside_shows_its_siblings_too(card, browser):
    card.available = False
    card.packed_spec = card.packed_spec
    db.session.commit()

    assert "not available right now" in browser.get(f"/products/{card.slug}/").text


def test_a_spec_of_its_own_is_not_needed_to_be_a_sibling(card, browser):
    odd = a_product(a_spec(uuid="p-odd", turnarounds=()), **CARDS)

    answer = browser.get(f"/products/{odd.slug}/?colors=4/4&copies=500")
    assert refusal(answer, "This product can't be ordered right now.") == 422
