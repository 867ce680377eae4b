"""What the pages with cards have in common: prices on the cards."""

from collections.abc import Callable, Hashable
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from flask_login import current_user

from storefront.browse.finding import Card, Shelf
from storefront.browse.finding import shelves as all_shelves
from storefront.catalog.audience import Kept, kept_from, private_groups
from storefront.catalog.pictures import image_url
from storefront.catalog.presentation import title_of
from storefront.page_cache import remembered
from storefront.quotes.markup import Rules, all_rules
from storefront.quotes.price import price_of
from storefront.urls import address

T = TypeVar("T")


class ShownCard(NamedTuple):
    url: str
    title: str
    image: str
    price: Decimal | None  # from which it can be had


def shown(cards: list[Card]) -> list[ShownCard]:
    """The cards with our prices."""
    rules, way = markup_rules(), way_to_product()
    visitor = current_user._get_current_object()  # once: a page asks two dozen times
    return [
        ShownCard(
            way(card.slug),
            title_of(card),
            image_url(card),
            price_of(card.lowest_cost, rules.markup_for(card, visitor)).price
            if card.lowest_cost
            else None,
        )
        for card in cards
    ]


def markup_rules() -> Rules:
    return remembered("markup rules", all_rules)


def shelves() -> dict[str, Shelf]:
    return remembered("shelves", all_shelves)


def way_to_product(**query: Any) -> Callable[[str], str]:
    """Makes addresses of products from slugs: built once, because a page has many."""
    tail = f"?{urlencode(query, doseq=True, safe='/')}" if query else ""
    way = address("browse.product", slug="SLUG") + tail
    return lambda slug: way.replace("SLUG", slug, 1)


def kept_from_visitor() -> Kept:
    """What whoever asks now may not see."""
    return kept_from(current_user, remembered("private groups", private_groups))


def for_visitor(name: Hashable, make: Callable[[Kept], T]) -> T:
    """What `make` returns for all from whom the same groups are kept."""
    kept = kept_from_visitor()
    return remembered((name, kept), lambda: make(kept))
