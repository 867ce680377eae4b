"""A category's page: facets (size, stock, coating) with the number of products for each value."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import select

from storefront.browse.listings import A_PAGE, Card, cards_of
from storefront.catalog.audience import Withheld, on_offer
from storefront.catalog.measures import by_area, by_weight, inches, size_word
from storefront.catalog.models import Product, product_category
from storefront.catalog.naming import size_in_words
from storefront.catalog.words import short_words_for
from storefront.database import db
from storefront.text import slugify

FACETS = ("size", "stock", "coating")

_LABELS: dict[str, Callable[[str], str]] = {
    "size": size_in_words,
    "stock": short_words_for,
    "coating": short_words_for,
}
_ORDERS: dict[str, Callable[[str], Any]] = {"size": by_area, "stock": by_weight, "coating": str}


Kind = tuple[str, str, str]  # size, stock, coating


class FacetValue(NamedTuple):
    key: str  # as it stands in a URL
    label: str
    products: int  # with this value, while the other facets stay as they are


class Member(NamedTuple):
    """A product of the category."""

    id: int
    size: str
    stock: str
    coating: str


@dataclass(frozen=True)
class CategoryListing:
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
    def choices(self) -> dict[str, list[FacetValue]]:
        """By facet: all there are, as they are counted while nothing is chosen."""
        return {
            facet: _counted(self.labels[facet], Counter(kind[at] for kind in self.kinds))
            for at, facet in enumerate(FACETS)
        }

    @cached_property
    def places(self) -> tuple[dict[str, set[int]], ...]:
        """By facet and key: the places in the list of products with that value."""
        result: tuple[dict[str, set[int]], ...] = tuple({} for _ in FACETS)
        for place, kind in enumerate(self.kinds):
            for at, key in enumerate(kind):
                result[at].setdefault(key, set()).add(place)
        return result

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """By facet: what each key is called, in the order they are offered."""
        result: dict[str, dict[str, str]] = {}
        for facet in FACETS:
            said = sorted({getattr(member, facet) for member in self.members}, key=_ORDERS[facet])
            keys = result.setdefault(facet, {})
            for value in said:
                keys.setdefault(key_of(facet, value), label_of(facet, value))
        return result

    def fitting(self, wanted: tuple[str, ...], but: int | None = None) -> set[int] | None:
        """The places in the list of products with these values; None is all of them. `but` is the
        index of a facet to leave out."""
        sets = [
            self.places[at].get(key, set()) for at, key in enumerate(wanted) if key and at != but
        ]
        return set.intersection(*sets) if sets else None


@dataclass(frozen=True)
class CategoryPage:
    facets: dict[str, list[FacetValue]]
    cards: list[Card]
    total: int
    everything: int  # products of the category, whatever is chosen


def listing_of(category_id: int, withheld: Withheld) -> CategoryListing:
    """One statement. Worth remembering until the catalog changes."""
    rows = db.session.execute(
        select(Product.id, Product.size, Product.stock, Product.coating)
        .join(product_category, product_category.c.product_id == Product.id)
        .where(product_category.c.category_id == category_id, on_offer(withheld))
        .order_by(Product.sort, Product.position, Product.id)
    )
    return CategoryListing([Member(*row) for row in rows])


def category_page(listing: CategoryListing, chosen: dict[str, str], page: int) -> CategoryPage:
    """`chosen` holds keys of choices by facet, "" for all. One statement, whatever the size."""
    wanted = tuple(chosen.get(facet, "") for facet in FACETS)
    places = listing.fitting(wanted)
    ids = listing.ids if places is None else [listing.ids[place] for place in sorted(places)]
    return CategoryPage(
        facets=_choices(listing, wanted),
        cards=cards_of(ids[(page - 1) * A_PAGE : page * A_PAGE]),
        total=len(ids),
        everything=len(listing.members),
    )


@lru_cache(maxsize=4096)
def key_of(facet: str, value: str) -> str:
    """How a value stands in a URL: 2x3.5, 14pt-c2s."""
    if facet == "size" and (sides := inches(value)):
        return size_word(sides)
    return slugify(value) if value else "none"


def label_of(facet: str, value: str) -> str:
    """The value for people: 2" x 3.5", 14 pt, Aqueous."""
    label = _LABELS[facet](value) or ("No coating" if facet == "coating" else "Other")
    return label[0].upper() + label[1:]


def order_of(facet: str, value: str) -> Any:
    """A key that sorts values: sizes by area, stocks by weight."""
    return _ORDERS[facet](value)


def _choices(listing: CategoryListing, wanted: tuple[str, ...]) -> dict[str, list[FacetValue]]:
    """The values that leave at least one product, counted with the other facets as they are."""
    result, kinds = {}, listing.kinds
    for at, facet in enumerate(FACETS):
        places = listing.fitting(wanted, but=at)
        if places is None:
            result[facet] = listing.choices[facet]
        else:
            result[facet] = _counted(listing.labels[facet], Counter(kinds[p][at] for p in places))
    return result


def _counted(labels: dict[str, str], left: Counter[str]) -> list[FacetValue]:
    return [FacetValue(key, label, left[key]) for key, label in labels.items() if key in left]
