"""Search: an index in memory of which products have which words.

It answers in a fraction of a millisecond, and the same on every database.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property, reduce
from itertools import islice
from operator import and_, or_
from typing import Any

from sqlalchemy import select

from storefront.browse.answering import SearchAnswer, answer, places_in
from storefront.browse.listings import A_PAGE, Card, CategoryCard, cards_of
from storefront.browse.question import parts_of
from storefront.browse.synonyms import Phrase, Synonyms, synonyms
from storefront.browse.usual import how_usual
from storefront.catalog.audience import ON_OFFER, Withheld
from storefront.catalog.models import Product, ProductSearch
from storefront.catalog.search_words import stem, words_in, words_of_choices
from storefront.catalog.words import wording
from storefront.database import db
from storefront.partner.account import environment

CATEGORIES, PRODUCTS = 3, 6  # of the suggestions
ALIKE = 0.78  # of 1: how much a word must resemble the one that was meant
VERY_ALIKE = 0.85  # the same for a word that people use and no title has
NOTHING = SearchAnswer()
_ALL = select(
    Product.id,
    Product.family,
    Product.size,
    Product.coating,
    Product.sort,
    Product.position,
    Product.group_id,
    ProductSearch.title,
    ProductSearch.words,
    Product.choices,
).join(ProductSearch, ProductSearch.product_id == Product.id)


@dataclass(frozen=True)
class Index:
    """For each word the set of those that have it: a number whose bits are places in a list."""

    places: dict[str, int] = field(default_factory=dict)
    hidden: int = 0  # places that do not count

    def without(self, hidden: int) -> "Index":
        """The same for somebody who does not see these places; the numbers are shared."""
        return Index({word: at for word, at in self.places.items() if at & ~hidden}, hidden)

    def add(self, words: Iterable[str], places: int) -> None:
        for word in words:
            self.places[word] = self.places.get(word, 0) | places

    @cached_property
    def words(self) -> list[str]:
        return sorted(self.places)

    @cached_property
    def vocabulary(self) -> list[str]:
        """The words without figures, as they begin."""
        plain = {word for word in self.places if word.isalpha()}
        return sorted(plain | {word[:-1] for word in plain if word.endswith("s")})

    def beginning(self, term: str) -> list[str]:
        """The words that begin so. Of a size all of it: 4x6 is not 4x60. A letter is a word."""
        if len(term) == 1 and term.isalpha():
            return [term] if term in self.places else []
        start = bisect_left(self.words, term)
        words = self.words[start : bisect_left(self.words, f"{term}\U0010ffff", start)]
        if "x" in term and term[0].isdigit():
            words = [word for word in words if word == term or word.startswith(f"{term}x")]
        return words

    def having(self, phrase: Phrase) -> int:
        """What has a word for each of the phrase's."""
        each = (map(self.places.__getitem__, self.beginning(term)) for term in phrase)
        return reduce(and_, (reduce(or_, places, 0) for places in each))

    def having_any(self, ways: Iterable[Phrase]) -> int:
        return reduce(or_, map(self.having, ways), 0) & ~self.hidden


@dataclass(frozen=True)
class ProductWords:
    """The index of all products on offer, those of private groups as well."""

    ids: list[int]  # in the order they are shown
    titles: Index
    all: Index  # the titles' words and others
    kinds: Index  # the words of families, as they begin
    synonyms: Synonyms
    of_group: dict[int, int] = field(default_factory=dict)  # places, by product group

    def without(self, withheld: Withheld) -> "ProductWords":
        """The same for somebody from whom these groups are kept."""
        hidden = reduce(or_, (self.of_group.get(group, 0) for group in withheld), 0)
        if not hidden:
            return self
        return replace(
            self,
            titles=self.titles.without(hidden),
            all=self.all.without(hidden),
            kinds=self.kinds.without(hidden),
        )

    def is_kind(self, phrase: Phrase) -> bool:
        return all(word in self.kinds.places for word in phrase)

    def knows(self, term: str) -> bool:
        return bool(self.all.beginning(term))

    def nearest(self, phrase: Phrase) -> Phrase:
        """The phrase with each word that nothing has as it may have been meant; or none."""
        close = (
            (term,) if self.knows(term)
            else get_close_matches(term, self.titles.vocabulary, 1, ALIKE)
            or get_close_matches(term, self.synonyms.words, 1, VERY_ALIKE)
            for term in phrase
        )  # fmt: skip
        return tuple(word for words in close for word in words)


@dataclass(frozen=True)
class SearchPage:
    """One page of a search's results."""

    cards: list[Card]
    answer: SearchAnswer = NOTHING

    @property
    def total(self) -> int:
        return self.answer.total


@dataclass(frozen=True)
class Suggestions:
    categories: list[CategoryCard]
    products: list[Card]


def all_words(ordered: Mapping[int, int] | None = None) -> ProductWords:
    """The index, by two statements. To be remembered until the catalog changes, once for all
    visitors: `without` takes out what one may not see.

    `ordered` says how often each product was ordered lately. What an admin put first comes first,
    then what is often ordered, then the usual sizes and plain kinds.
    """
    here = _ALL.where(ProductSearch.environment == environment(), ON_OFFER)
    rows: Sequence[Any] = db.session.execute(here).all()
    words = ProductWords([], Index(), Index(), Index(), synonyms())
    alike: dict[str, int] = {}  # hundreds of products have the same choices
    families: dict[str, int] = {}
    for place, row in enumerate(_in_order(rows, ordered or {})):
        id_, family, *_, group, title, line, choices = row
        words.ids.append(id_)
        bit = 1 << place
        families[family] = families.get(family, 0) | bit
        if group:
            words.of_group[group] = words.of_group.get(group, 0) | bit
        words.titles.add(title.split(), bit)
        words.all.add(line.split(), bit)
        alike[choices] = alike.get(choices, 0) | bit
    said = wording()
    for choices, places in alike.items():
        words.all.add(words_of_choices(said, choices), places)
    for family, places in families.items():
        words.kinds.add(map(stem, words_in(family)), places)
    return words


def _in_order(results: Sequence[Any], ordered: Mapping[int, int]) -> Iterator[Any]:
    """The sort keys are strings: unlike thousands of tuples, the garbage collector skips them."""
    keys = [
        f"{sort + 2**31:010} {99 - ordered.get(id_, 0).bit_length() // 2} "
        f"{how_usual(family, size, coating)} {position} {id_:010}"
        for id_, family, size, coating, sort, position, *_ in results
    ]
    for place in sorted(range(len(results)), key=keys.__getitem__):
        yield results[place]


def search(words: ProductWords, question: str, page: int = 1) -> SearchPage:
    """Products that have what is asked, those that are called so first. One statement."""
    result = _answer(words, question)
    return SearchPage(_cards(words, result, (page - 1) * A_PAGE, page * A_PAGE), result)


def suggest(words: ProductWords, categories: Sequence[CategoryCard], question: str) -> Suggestions:
    """The first few of what is found so far, while somebody is typing."""
    result = _answer(words, question)
    if not result.asked:
        return Suggestions([], [])
    names = Index()
    for place, category in enumerate(categories):
        names.add(words_in(category.name), 1 << place)
    called_so = reduce(and_, (names.having_any(part.ways) for part in result.asked))
    named = [categories[place] for place in places_in(called_so)]
    first = result.asked[0].ways[0][0]
    named.sort(key=lambda category: not category.name.lower().startswith(first))
    return Suggestions(named[:CATEGORIES], _cards(words, result, 0, PRODUCTS))


def _cards(words: ProductWords, result: SearchAnswer, start: int, end: int) -> list[Card]:
    ids = [words.ids[place] for place in islice(result.places(), start, end)]
    return cards_of(ids) if ids else []


def _answer(words: ProductWords, question: str) -> SearchAnswer:
    parts = parts_of(question, words.synonyms, words.knows)
    return answer(words, parts) if parts else NOTHING
