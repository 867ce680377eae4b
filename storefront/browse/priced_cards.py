"""Cards of products with the price for who is asking."""

from decimal import Decimal
from typing import NamedTuple

from flask_login import current_user

from storefront.browse.listings import Card
from storefront.browse.product_page import way_to_product
from storefront.browse.visitor import markup_rules
from storefront.catalog.pictures import image_url
from storefront.catalog.presentation import title_of
from storefront.quotes.price import price_of


class PricedCard(NamedTuple):
    url: str
    title: str
    image: str
    price: Decimal | None  # the lowest; None where only 4Over knows it


def priced_cards(cards: list[Card]) -> list[PricedCard]:
    rules, way = markup_rules(), way_to_product()
    visitor = current_user._get_current_object()  # once: a page asks two dozen times
    return [
        PricedCard(
            way(card.slug),
            title_of(card),
            image_url(card),
            price_of(card.lowest_cost, rules.markup_for(card, visitor)).price
            if card.lowest_cost
            else None,
        )
        for card in cards
    ]
