"""A cart's items as the pages of checkout list them."""

from dataclasses import dataclass

from storefront.cart.models import Cart, CartItem
from storefront.cart.titles import title_of_item
from storefront.catalog.pictures import image_url, own_image_url
from storefront.checkout import words
from storefront.checkout.delivering import delivery_of
from storefront.checkout.models import Checkout
from storefront.quotes.shipping import Service


@dataclass(frozen=True)
class CheckoutRow:
    item: CartItem
    title: str
    picture: str
    choices: tuple[str, ...]
    note: str  # how it is shipped
    services: tuple[Service, ...] = ()
    chosen: Service | None = None  # the least costly, until another is
    problem: str = ""


def delivery_rows(cart: Cart, checkout: Checkout) -> list[CheckoutRow]:
    return [_row(item, checkout) for item in cart.items]


def _row(item: CartItem, checkout: Checkout) -> CheckoutRow:
    title = title_of_item(item)
    if item.own_product:
        pieces = (words.quantity(item.quantity),) if item.quantity > 1 else ()
        return CheckoutRow(
            item, title, own_image_url(item.own_product), pieces, words.SHIPPED_BY_US
        )
    assert item.quote
    picture = image_url(item.quote.product)
    choices = tuple(item.quote.brief)
    delivery = delivery_of(checkout, item)
    if delivery is None:
        return CheckoutRow(item, title, picture, choices, "")
    services, problem = delivery.services, delivery.problem
    chosen = delivery.service or next(iter(services), None)
    note = ". ".join(filter(None, (chosen.name, chosen.arrival))) if chosen else ""
    return CheckoutRow(item, title, picture, choices, note, services, chosen, problem)
