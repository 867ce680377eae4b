"""What the pages with cards have in common: prices on the cards."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from flask import current_app, g
from flask_login import current_user
from sqlalchemy import select

from storefront.browse.finding import Card, Shelf
from storefront.browse.finding import shelves as all_shelves
from storefront.catalog.audience import Kept, kept_from, private_groups
from storefront.catalog.pictures import image_url
from storefront.catalog.presentation import title_of
from storefront.database import db
from storefront.page_cache import PageVersion
from storefront.partner.account import environment
from storefront.quotes.markup import Rules, all_rules
from storefront.quotes.price import price_of
from storefront.settings import shop_settings
from storefront.urls import address

T = TypeVar("T")

REMEMBERED = 1500  # things: families, lists of categories, what was said of a product

_one_at_a_time = threading.Lock()


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
    return remembered_for_all("markup rules", all_rules)


def shelves() -> dict[str, Shelf]:
    return remembered_for_all("shelves", all_shelves)


def way_to_product(**query: Any) -> Callable[[str], str]:
    """Makes addresses of products from slugs: built once, because a page has many."""
    tail = f"?{urlencode(query, doseq=True, safe='/')}" if query else ""
    way = address("browse.product", slug="SLUG") + tail
    return lambda slug: way.replace("SLUG", slug, 1)


def kept_from_visitor() -> Kept:
    """What whoever asks now may not see; found once a request."""
    kept: Kept | None = g.get("kept_from_visitor")
    if kept is None:
        private = remembered_for_all("private groups", private_groups)
        kept = g.kept_from_visitor = kept_from(current_user, private)
    return kept


def remembered(name: str, make: Callable[[Kept], T]) -> T:
    """What `make` returns for all from whom the same groups are kept; else as below."""
    kept = kept_from_visitor()
    return remembered_for_all(f"{sorted(kept)} {name}" if kept else name, lambda: make(kept))


def remembered_for_all(name: str, make: Callable[[], T]) -> T:
    """What `make` returns, kept in this process until anything that visitors see changes.

    Only so much is kept: what was not asked for the longest is dropped. The edition of words is in
    the name, as settings may have been read before the number was: words of before that are kept
    under it would stay.
    """
    number = g.get("page_number")
    if number is None:
        number = g.page_number = db.session.scalar(select(PageVersion.number)) or 0
    known: dict[str, Any] = current_app.extensions.setdefault("remembered", {})
    key = f"{environment()} {shop_settings().wording} {name}"
    kept = known.get(key)
    if kept is None or kept[0] != number:
        kept = (number, make())
    with _one_at_a_time:
        known.pop(key, None)
        known[key] = kept  # as the last one
        if len(known) > REMEMBERED:
            del known[next(iter(known))]
    found: T = kept[1]
    return found
