"""Search and facets: what people type, and choices that always lead somewhere."""

import msgspec
import pytest

from storefront.browse import facets, listings, search
from storefront.catalog.models import Category
from storefront.catalog.spec import COATING, SIZE, STOCK, Option, OptionGroup
from storefront.database import db
from tests.neighbors import mine
from tests.sync.conftest import CARDS, POSTCARDS, spec, synced

FOR_ALL = frozenset()
pytestmark = pytest.mark.usefixtures("account")


def a(number, family, size, stock="14PT C2S", coating="UV", category=CARDS, **more):
    named = ((SIZE, "Size", size), (STOCK, "Stock", stock), (COATING, "Coating", coating))
    core = tuple(
        OptionGroup(uuid, kind, 1, 1, (Option(f"{kind}-{name}", name),))
        for uuid, kind, name in named
    )
    made = spec(number, category_uuids=(category.uuid,), description=f"{size} {family}", **more)
    return msgspec.structs.replace(made, groups=core)


@pytest.fixture(autouse=True)
def catalog(account):
    synced(
        [
            a(1, "Business Cards", '2" x 3.5"', code="14PT-BCUV-2X3.5"),
            a(2, "Business Cards", '2" x 3.5"', "16PT C2S", "Matte", code="16PT-BCM-2X3.5"),
            a(3, "Business Cards", '1.5" x 3.5"', code="14PT-BCUV-1.5X3.5"),
            a(4, "Postcards", '4" x 6"', category=POSTCARDS, code="14PT-PCUV-4X6"),
            a(5, "Postcards", '4" x 60"', category=POSTCARDS, code="14PT-PCUV-4X60"),
            a(6, "Greeting Cards", '5" x 7"', "100LB Gloss Cover", "AQ", category=POSTCARDS),
        ]
    )


def ask(question):
    return search.search(search.all_words(), question)


def found(question):
    return [finding_id(card) for card in ask(question).cards]


def finding_id(card):
    return int(db.session.get(listings.Product, card.id).uuid.removeprefix("p-"))


@pytest.mark.parametrize(
    ("question", "products"),
    [
        ("business cards", [3, 1, 2]),
        ("BUSINESS CARD 16pt", [2]),
        ("16 pt business cards", [2]),
        ("14PT-PCUV-4X6", [4]),
        ("4x6", [4]),
        ('4" x 6"', [4]),
        ("4 by 6 postcards", [4]),
        ("6x4", [4]),
        ("aqueous", [6]),
        ("AQ", [6]),
        ("matte", [2]),
        ("post cards 4x6", [4]),
        ("4 x 6 in postcards", [4]),
        ("", []),
        ("%", []),
        ("_", []),
        ("'; drop table product --", []),
    ],
)
def test_what_people_type_finds_what_they_mean(question, products):
    assert sorted(found(question)) == sorted(products)


def test_what_is_called_so_comes_before_what_only_belongs_there():
    assert found("postcards")[:2] == [4, 5]
    assert 6 in found("postcards")  # a greeting card, but of the category Postcards


def test_a_typing_mistake_is_forgiven():
    answer = ask("postcrads")

    assert answer.answer.misspelled == [("postcrads", "postcard")]
    assert {finding_id(card) for card in answer.cards} >= {4, 5}


def test_words_that_resemble_nothing_find_nothing():
    assert ask("qwertyuiop").total == 0


def test_only_the_mistaken_word_is_replaced():
    assert sorted(found("busines crads matte")) == [2]
    assert found("4x6 postcrads") == [4]


def test_suggestions_are_categories_and_products_that_begin_so():
    suggested = search.suggest(search.all_words(), listings.categories(FOR_ALL), "post")

    assert [category.name for category in suggested.categories] == ["Postcards"]
    assert {finding_id(card) for card in suggested.products} >= {4, 5}
    assert search.suggest(
        search.all_words(), listings.categories(FOR_ALL), ""
    ) == search.Suggestions([], [])


def test_the_front_page_shows_what_has_most_unless_an_admin_sorts():
    def first():
        return [
            category.name for category in listings.main_categories(listings.categories(FOR_ALL), 1)
        ]

    postcards = mine(Category).filter_by(partner_name="Postcards").one()
    assert first() == ["Business Cards"]  # three of each: by name
    card = mine(listings.Product).filter_by(uuid="p-1").one()
    card.hidden = True
    db.session.commit()
    assert first() == ["Postcards"]
    postcards.sort = 5
    db.session.commit()
    assert first() == ["Business Cards"]


def test_what_is_hidden_withdrawn_or_kept_aside_is_not_found():
    for number, change in (
        (1, {"hidden": True}),
        (2, {"available": False}),
        (3, {"quarantine": "x"}),
    ):
        row = mine(listings.Product).filter_by(uuid=f"p-{number}").one()
        for name, value in change.items():
            setattr(row, name, value)
    db.session.commit()

    assert found("business cards") == found("cards")  # others, and said so
    assert not {1, 2, 3} & set(found("cards"))
    assert ask("business cards").answer.unknown == ["business"]
    assert [category.name for category in listings.categories(FOR_ALL)] == ["Postcards"]


def page(category="business-cards", number=1, **chosen):
    row = listings.public_categories()[category]
    chosen = {facet: chosen.get(facet, "") for facet in facets.FACETS}
    return facets.category_page(facets.listing_of(row.id, frozenset()), chosen, number)


def choices(page, facet):
    return [(choice.key, choice.products) for choice in page.facets[facet]]


def test_counts_follow_the_other_choices():
    everything = page()
    assert choices(everything, "size") == [("1.5x3.5", 1), ("2x3.5", 2)]
    assert choices(everything, "stock") == [("14pt-c2s", 2), ("16pt-c2s", 1)]

    small = page(size="1.5x3.5")
    assert choices(small, "size") == [("1.5x3.5", 1), ("2x3.5", 2)]  # others can be switched to
    assert choices(small, "stock") == [("14pt-c2s", 1)]
    assert (small.total, small.everything) == (1, 3)


def test_choices_combine():
    both = page(size="2x3.5", stock="16pt-c2s")

    assert [finding_id(card) for card in both.cards] == [2]
    assert page(size="1.5x3.5", stock="16pt-c2s").cards == []
    assert page(size="nonsense").cards == []


def test_products_come_from_small_to_large_and_light_to_heavy():
    assert [finding_id(card) for card in page().cards] == [3, 1, 2]


def test_words_of_choices_are_plain():
    labels = [choice.label for choice in page("postcards").facets["coating"]]

    assert labels == ["Aqueous", "UV gloss"]
