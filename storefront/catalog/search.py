"""Search: which products have which words, held in memory.

A question is answered in a fraction of a millisecond, and every database finds the same.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from sqlalchemy import select

from storefront.catalog.finding import A_PAGE, ON_OFFER, Card, CategoryCard, cards_of
from storefront.catalog.models import Product, ProductSearch
from storefront.catalog.search_words import terms_in, words_in
from storefront.extensions import db
from storefront.partner.account import environment

CATEGORIES, PRODUCTS = 3, 6  # of the suggestions
ALIKE = 0.7  # of 1: how much a word must resemble the one that was meant


@dataclass(frozen=True)
class Index:
    """For each word, the places of what has it, in a list that is kept elsewhere."""

    places: dict[str, "array[int]"] = field(default_factory=dict)

    def add(self, line: str, place: int) -> None:
        for word in line.split():
            self.places.setdefault(word, array("L")).append(place)

    @cached_property
    def words(self) -> list[str]:
        return sorted(self.places)

    @cached_property
    def vocabulary(self) -> list[str]:
        """The words without figures, as they begin."""
        plain = {word for word in self.places if word.isalpha()}
        return sorted(plain | {word[:-1] for word in plain if word.endswith("s")})

    def beginning(self, term: str) -> list[str]:
        """The words that begin so. Of a size all of it: 4x6 is not 4x60."""
        start = bisect_left(self.words, term)
        found = self.words[start : bisect_left(self.words, f"{term}\U0010ffff", start)]
        if "x" in term and term[0].isdigit():
            found = [word for word in found if word == term or word.startswith(f"{term}x")]
        return found

    def having_all(self, terms: list[str]) -> set[int]:
        each = [
            set[int]().union(*(self.places[word] for word in self.beginning(term)))
            for term in terms
        ]
        return set.intersection(*each)


@dataclass(frozen=True)
class Words:
    """What every product on offer is found by."""

    ids: list[int]  # in the order they are shown
    titles: Index
    all: Index  # the titles' words and others


@dataclass(frozen=True)
class Found:
    """A page of what a search found."""

    cards: list[Card]
    total: int
    instead_of: str = ""  # what was asked, where something much like it was searched


@dataclass(frozen=True)
class Suggestions:
    categories: list[CategoryCard]
    products: list[Card]


def all_words() -> Words:
    """One statement. Worth remembering until the catalog changes."""
    rows = db.session.execute(
        select(Product.id, ProductSearch.title, ProductSearch.words)
        .join(ProductSearch, ProductSearch.product_id == Product.id)
        .where(ProductSearch.environment == environment(), ON_OFFER)
        .order_by(Product.sort, Product.position, Product.id)
    )
    words = Words([], Index(), Index())
    for place, (id_, title, line) in enumerate(rows):
        words.ids.append(id_)
        words.titles.add(title, place)
        words.all.add(line, place)
    return words


def search(words: Words, question: str, page: int = 1) -> Found:
    """Products that have all the words asked for, those that are called so first. One statement.

    Where nothing has them, words that are spelled much alike are tried.
    """
    ids, forgiven = _ids(words, terms_in(question))
    cards = cards_of(ids[(page - 1) * A_PAGE : page * A_PAGE]) if ids else []
    return Found(cards, len(ids), question if forgiven else "")


def suggest(words: Words, categories: Iterable[CategoryCard], question: str) -> Suggestions:
    """The first few of what is found so far, while somebody is typing."""
    terms = terms_in(question)
    if not terms:
        return Suggestions([], [])
    named = [c for c in categories if _begin(words_in(c.name), terms)]
    named.sort(key=lambda category: not category.name.lower().startswith(terms[0]))
    ids, _ = _ids(words, terms)
    return Suggestions(named[:CATEGORIES], cards_of(ids[:PRODUCTS]) if ids else [])


def _ids(words: Words, terms: list[str]) -> tuple[list[int], bool]:
    """What has all these words, and whether mistakes in them had to be forgiven."""
    if not terms:
        return [], False
    if found := _with_all(words, terms):
        return found, False
    meant = [term if words.all.beginning(term) else _nearest(words, term) for term in terms]
    found = _with_all(words, meant) if meant != terms else []
    return found, bool(found)


def _with_all(words: Words, terms: list[str]) -> list[int]:
    """Those that are called so first."""
    places = words.all.having_all(terms)
    called_so = words.titles.having_all(terms)
    ordered = [*sorted(places & called_so), *sorted(places - called_so)]
    return [words.ids[place] for place in ordered]


def _begin(said: Iterable[str], terms: list[str]) -> bool:
    return all(any(word.startswith(term) for word in said) for term in terms)


def _nearest(words: Words, term: str) -> str:
    return next(iter(get_close_matches(term, words.titles.vocabulary, 1, ALIKE)), term)
