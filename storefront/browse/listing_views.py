"""What the pages with cards have in common: prices on the cards."""

from decimal import Decimal
from typing import NamedTuple

from flask_login import current_user

from storefront.browse.finding import Card
from storefront.browse.product_page import way_to_product
from storefront.browse.visitor import markup_rules
from storefront.catalog.pictures import image_url
from storefront.catalog.presentation import title_of
from storefront.quotes.price import price_of


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
