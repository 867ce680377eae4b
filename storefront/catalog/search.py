"""Search: all that is on offer as lines of words, held in memory and read for each question.

Ten thousand lines are read in about a millisecond, and every database finds the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
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
class Words:
    """What every product on offer is found by, in the order they are shown."""

    ids: list[int]
    titles: list[str]  # words in lower case, each with a space before and after
    lines: list[str]  # the title's and all others

    @cached_property
    def vocabulary(self) -> list[str]:
        """The plain words of all titles, as they begin."""
        said = {word for title in set(self.titles) for word in title.split() if word.isalpha()}
        return sorted(said | {word[:-1] for word in said if word.endswith("s")})


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
    words = Words([], [], [])
    for id_, title, line in rows:
        words.ids.append(id_)
        words.titles.append(title)
        words.lines.append(line)
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
    named = [c for c in categories if _has_all(f" {' '.join(words_in(c.name))} ", terms)]
    ids, _ = _ids(words, terms)
    return Suggestions(named[:CATEGORIES], cards_of(ids[:PRODUCTS]) if ids else [])


def _ids(words: Words, terms: list[str]) -> tuple[list[int], bool]:
    """What has all these words, and whether mistakes in them had to be forgiven."""
    if not terms:
        return [], False
    if found := _with_all(words, terms):
        return found, False
    meant = [term if _known(words, term) else _nearest(words, term) for term in terms]
    found = _with_all(words, meant) if meant != terms else []
    return found, bool(found)


def _with_all(words: Words, terms: list[str]) -> list[int]:
    places: Iterable[int] = range(len(words.lines))
    for term in sorted(terms, key=len, reverse=True):
        begins, lines = f" {term}", words.lines
        places = [place for place in places if begins in lines[place]]
    if any(map(_is_size, terms)):
        places = [place for place in places if _has_all(words.lines[place], terms)]
    called_so = [place for place in places if _has_all(words.titles[place], terms)]
    first = set(called_so)
    ordered = called_so + [place for place in places if place not in first]
    return [words.ids[place] for place in ordered]


def _has_all(line: str, terms: list[str]) -> bool:
    """Words that begin so. Of a size all of it: 4x6 is not 4x60."""
    return all(
        f" {term} " in line or f" {term}x" in line if _is_size(term) else f" {term}" in line
        for term in terms
    )


def _is_size(term: str) -> bool:
    return term[0].isdigit() and "x" in term


def _known(words: Words, term: str) -> bool:
    begins = f" {term}"
    return any(begins in line for line in words.lines)


def _nearest(words: Words, term: str) -> str:
    return next(iter(get_close_matches(term, words.vocabulary, 1, ALIKE)), term)
