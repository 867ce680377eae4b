"""A cart's items as the pages of checkout list them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from storefront.cart.models import Cart, CartItem
from storefront.cart.titles import title_of_item
from storefront.catalog.pictures import image_url, own_image_url
from storefront.checkout.delivering import delivery_of
from storefront.checkout.models import Checkout
from storefront.times import weekday


@dataclass(frozen=True)
class ServiceOffered:
    key: str
    name: str
    price: Decimal
    words: str  # when it arrives, as far as it is known
    checked: bool


@dataclass(frozen=True)
class CheckoutRow:
    item: CartItem
    title: str
    picture: str
    choices: tuple[str, ...]
    note: str  # how it is shipped
    services: tuple[ServiceOffered, ...] = ()
    problem: str = ""


def delivery_rows(cart: Cart, checkout: Checkout) -> list[CheckoutRow]:
    return [_row(item, checkout) for item in cart.items]


def arrival(in_hand: str, days: int | None = None) -> str:
    """ "Estimated delivery Fri, Dec 4", from the day as it is stored; or the days it takes."""
    if in_hand:
        return f"Estimated delivery {weekday(in_hand)}"
    if days:
        return f"{days} {'day' if days == 1 else 'days'} in transit"
    return ""


def _row(item: CartItem, checkout: Checkout) -> CheckoutRow:
    title = title_of_item(item)
    if item.own_product:
        pieces = (f"Quantity {item.quantity}",) if item.quantity > 1 else ()
        return CheckoutRow(
            item, title, own_image_url(item.own_product), pieces, "We ship this ourselves."
        )
    assert item.quote
    picture = image_url(item.quote.product)
    choices = tuple(item.quote.brief)
    delivery = delivery_of(checkout, item)
    if delivery is None:
        return CheckoutRow(item, title, picture, choices, "")
    # the least costly comes first, and is the one until another is chosen
    chosen = delivery.chosen or next((s["key"] for s in delivery.services), "")
    services = tuple(_service(service, chosen) for service in delivery.services)
    note = ". ".join(filter(None, next(((s.name, s.words) for s in services if s.checked), ())))
    return CheckoutRow(item, title, picture, choices, note, services, delivery.problem)


def _service(service: dict[str, Any], chosen: str) -> ServiceOffered:
    words = arrival(service["in_hand"], service["days"])
    price, key = Decimal(service["price"]), service["key"]
    return ServiceOffered(key, service["name"], price, words, checked=key == chosen)
