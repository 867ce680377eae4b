"""A category page: the choices of size, stock and coating, how many each leaves, and the cards."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import select

from storefront.catalog.finding import A_PAGE, ON_OFFER, Card, cards_of
from storefront.catalog.measures import by_area, by_weight, inches, size_word
from storefront.catalog.models import Product, product_category
from storefront.catalog.naming import size_in_words
from storefront.catalog.words import short_words_for
from storefront.extensions import db
from storefront.text import slugify

FACETS = ("size", "stock", "coating")

_LABELS: dict[str, Callable[[str], str]] = {
    "size": size_in_words,
    "stock": short_words_for,
    "coating": short_words_for,
}
_ORDERS: dict[str, Callable[[str], Any]] = {"size": by_area, "stock": by_weight, "coating": str}


Kind = tuple[str, str, str]  # size, stock, coating


class Choice(NamedTuple):
    key: str  # as it stands in an address
    label: str
    products: int  # that it leaves, with the other choices as they are


class Member(NamedTuple):
    """A product of the category."""

    id: int
    size: str
    stock: str
    coating: str


@dataclass(frozen=True)
class Listing:
    """All products of a category on offer, in the order they are shown."""

    members: list[Member]

    @cached_property
    def ids(self) -> list[int]:
        return [member.id for member in self.members]

    @cached_property
    def kinds(self) -> list[Kind]:
        """What each is, by the keys of its size, stock and coating."""
        return [
            (key_of("size", size), key_of("stock", stock), key_of("coating", coating))
            for _, size, stock, coating in self.members
        ]

    @cached_property
    def counts(self) -> Counter[Kind]:
        return Counter(self.kinds)

    @cached_property
    def totals(self) -> tuple[Counter[str], ...]:
        """By facet: how many there are of each, while nothing is chosen."""
        return tuple(Counter(kind[at] for kind in self.kinds) for at in range(len(FACETS)))

    @cached_property
    def values(self) -> dict[str, dict[str, str]]:
        """By facet: a value for each key, in the order they are offered."""
        found: dict[str, dict[str, str]] = {}
        for facet in FACETS:
            said = sorted({getattr(member, facet) for member in self.members}, key=_ORDERS[facet])
            keys = found.setdefault(facet, {})
            for value in said:
                keys.setdefault(key_of(facet, value), value)
        return found


@dataclass(frozen=True)
class CategoryPage:
    facets: dict[str, list[Choice]]
    cards: list[Card]
    total: int
    everything: int  # products of the category, whatever is chosen


def listing_of(category_id: int) -> Listing:
    """One statement. Worth remembering until the catalog changes."""
    rows = db.session.execute(
        select(Product.id, Product.size, Product.stock, Product.coating)
        .join(product_category, product_category.c.product_id == Product.id)
        .where(product_category.c.category_id == category_id, ON_OFFER)
        .order_by(Product.sort, Product.position, Product.id)
    )
    return Listing([Member(*row) for row in rows])


def category_page(listing: Listing, chosen: dict[str, str], page: int) -> CategoryPage:
    """`chosen` holds keys of choices by facet, "" for all. One statement, whatever the size."""
    wanted = tuple(chosen.get(facet, "") for facet in FACETS)
    ids = _fitting(listing, wanted)
    return CategoryPage(
        facets=_choices(listing, wanted),
        cards=cards_of(ids[(page - 1) * A_PAGE : page * A_PAGE]),
        total=len(ids),
        everything=len(listing.members),
    )


def _fitting(listing: Listing, wanted: tuple[str, ...]) -> list[int]:
    if not any(wanted):
        return listing.ids
    return [
        id_
        for id_, kind in zip(listing.ids, listing.kinds, strict=True)
        if all(not key or key == own for key, own in zip(wanted, kind, strict=True))
    ]


@lru_cache(maxsize=4096)
def key_of(facet: str, value: str) -> str:
    """How a value stands in an address: 2x3.5, 14pt-c2s."""
    if facet == "size" and (sides := inches(value)):
        return size_word(sides)
    return slugify(value) if value else "none"


def label_of(facet: str, value: str) -> str:
    """The value for people: 2" x 3.5", 14 pt, Aqueous."""
    label = _LABELS[facet](value) or "Not stated"
    return label[0].upper() + label[1:]


def order_of(facet: str, value: str) -> Any:
    """A key that sorts values: sizes by area, stocks by weight."""
    return _ORDERS[facet](value)


def _choices(listing: Listing, wanted: tuple[str, ...]) -> dict[str, list[Choice]]:
    """Those that lead somewhere, counted with the other choices as they are."""
    left = _left(listing, wanted) if any(wanted) else listing.totals
    return {
        facet: [
            Choice(key, label_of(facet, value), left[at][key])
            for key, value in listing.values[facet].items()
            if left[at][key]
        ]
        for at, facet in enumerate(FACETS)
    }


def _left(listing: Listing, wanted: tuple[str, ...]) -> tuple[Counter[str], ...]:
    left: tuple[Counter[str], ...] = tuple(Counter() for _ in FACETS)
    for kind, products in listing.counts.items():
        amiss = [at for at, key in enumerate(wanted) if key and key != kind[at]]
        if not amiss:
            for at, key in enumerate(kind):
                left[at][key] += products
        elif len(amiss) == 1:  # it would fit with another choice of this facet
            left[amiss[0]][kind[amiss[0]]] += products
    return left
