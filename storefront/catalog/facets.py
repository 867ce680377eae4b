"""A category page: the choices of size, stock and coating, how many each leaves, and the cards."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import func, select

from storefront.catalog.finding import A_PAGE, CARD, Card, on_offer
from storefront.catalog.measures import by_area, by_weight, inches, size_word
from storefront.catalog.models import Category, Product, product_category
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


class Choice(NamedTuple):
    key: str  # as it stands in an address
    label: str
    products: int  # that it leaves, with the other choices as they are


class Kind(NamedTuple):
    """Products of the category that are alike in all three."""

    size: str
    stock: str
    coating: str
    products: int


@dataclass(frozen=True)
class CategoryPage:
    facets: dict[str, list[Choice]]
    cards: list[Card]
    total: int
    everything: int  # products of the category, whatever is chosen


def category_page(category: Category, chosen: dict[str, str], page: int) -> CategoryPage:
    """`chosen` holds keys of choices by facet, "" for all. Two statements, whatever the size."""
    counted = db.session.execute(
        select(Product.size, Product.stock, Product.coating, func.count())
        .join(product_category, product_category.c.product_id == Product.id)
        .where(product_category.c.category_id == category.id, on_offer(category.environment))
        .group_by(Product.size, Product.stock, Product.coating)
    )
    kinds = [Kind(*row) for row in counted]
    total = sum(kind.products for kind in kinds if _fits(kind, chosen))
    cards = _cards(category, kinds, chosen, page) if total else []
    facets = {facet: _choices(facet, kinds, chosen) for facet in FACETS}
    return CategoryPage(facets, cards, total, sum(kind.products for kind in kinds))


def key_of(facet: str, value: str) -> str:
    """How a value stands in an address: 2x3.5, 14pt-c2s."""
    if facet == "size" and (sides := inches(value)):
        return size_word(sides)
    return slugify(value) if value else "none"


def _fits(kind: Kind, chosen: dict[str, str], but: str = "") -> bool:
    return all(
        key_of(facet, getattr(kind, facet)) == key
        for facet, key in chosen.items()
        if key and facet != but
    )


def _choices(facet: str, kinds: list[Kind], chosen: dict[str, str]) -> list[Choice]:
    """Those that lead somewhere, counted with the other choices as they are."""
    counts: Counter[str] = Counter()
    for kind in kinds:
        if _fits(kind, chosen, but=facet):
            counts[getattr(kind, facet)] += kind.products
    merged: dict[str, Choice] = {}
    for value in sorted(counts, key=_ORDERS[facet]):
        key = key_of(facet, value)
        label = _LABELS[facet](value) or "Not stated"
        before = merged[key].products if key in merged else 0
        merged[key] = Choice(key, label[0].upper() + label[1:], before + counts[value])
    return list(merged.values())


def _cards(category: Category, kinds: list[Kind], chosen: dict[str, str], page: int) -> list[Card]:
    found = (
        select(*CARD)
        .join(product_category, product_category.c.product_id == Product.id)
        .where(product_category.c.category_id == category.id, on_offer(category.environment))
        .order_by(Product.sort, Product.position, Product.id)
        .offset((page - 1) * A_PAGE)
        .limit(A_PAGE)
    )
    for facet in filter(chosen.get, FACETS):
        values = {getattr(kind, facet) for kind in kinds}
        fitting = [value for value in values if key_of(facet, value) == chosen[facet]]
        found = found.where(getattr(Product, facet).in_(fitting))
    return [Card(*row) for row in db.session.execute(found)]
