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
    def kinds(self) -> Counter[Kind]:
        """How many there are of each size, stock and coating."""
        return Counter(member[1:] for member in self.members)


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
    fitting = {kind for kind in listing.kinds if _fits(kind, chosen)}
    ids = [member.id for member in listing.members if member[1:] in fitting]
    return CategoryPage(
        facets={facet: _choices(facet, listing.kinds, chosen) for facet in FACETS},
        cards=cards_of(ids[(page - 1) * A_PAGE : page * A_PAGE]),
        total=len(ids),
        everything=len(listing.members),
    )


@lru_cache(maxsize=4096)
def key_of(facet: str, value: str) -> str:
    """How a value stands in an address: 2x3.5, 14pt-c2s."""
    if facet == "size" and (sides := inches(value)):
        return size_word(sides)
    return slugify(value) if value else "none"


def _fits(kind: Kind, chosen: dict[str, str], but: str = "") -> bool:
    return all(
        key_of(facet, value) == chosen[facet]
        for facet, value in zip(FACETS, kind, strict=True)
        if facet != but and chosen.get(facet)
    )


def _choices(facet: str, kinds: Counter[Kind], chosen: dict[str, str]) -> list[Choice]:
    """Those that lead somewhere, counted with the other choices as they are."""
    place = FACETS.index(facet)
    counts: Counter[str] = Counter()
    for kind, products in kinds.items():
        if _fits(kind, chosen, but=facet):
            counts[kind[place]] += products
    merged: dict[str, Choice] = {}
    for value in sorted(counts, key=_ORDERS[facet]):
        key = key_of(facet, value)
        label = _LABELS[facet](value) or "Not stated"
        before = merged[key].products if key in merged else 0
        merged[key] = Choice(key, label[0].upper() + label[1:], before + counts[value])
    return list(merged.values())
