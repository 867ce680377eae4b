"""The bill: what the customer pays, line by line. The order copies it."""

import hashlib
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from msgspec.json import encode

from storefront.cart.models import Cart, CartItem
from storefront.cart.refreshing import owner_of, prices_now
from storefront.checkout.delivering import delivery_of
from storefront.checkout.models import Checkout
from storefront.money import NOTHING
from storefront.quotes.shipping import Service
from storefront.quotes.tax import Tax, tax_for


@dataclass(frozen=True)
class BillLine:
    item: CartItem
    price: Decimal
    price_was: Decimal  # what the customer last said yes to
    service: Service | None  # None: the shop delivers this itself
    shipping: Decimal
    shipping_was: Decimal

    @property
    def changed(self) -> bool:
        return self.price != self.price_was or self.shipping != self.shipping_was

    @property
    def terms(self) -> tuple[Any, ...]:
        """What exactly is made, how it is sent, and for how much."""
        quote = self.item.latest
        what = quote.choice.priced if quote else self.item.quantity
        sent_by = self.service and self.service.key
        return self.item.id, what, sent_by, self.price, self.shipping


@dataclass(frozen=True)
class Bill:
    lines: tuple[BillLine, ...]
    taxed: Tax
    email: str  # the customer's own; a guest's is the one they gave
    terms: tuple[Any, ...]  # where it goes, who orders it, and how it is paid

    @property
    def tax(self) -> Decimal:
        return self.taxed.amount

    @property
    def tax_name(self) -> str:
        return self.taxed.name

    @property
    def taxes(self) -> list[Decimal]:
        """Each line's part of the tax."""
        return self.taxed.split([(line.price, line.shipping) for line in self.lines])

    @property
    def goods(self) -> Decimal:
        return sum((line.price for line in self.lines), NOTHING)

    @property
    def shipping(self) -> Decimal:
        return sum((line.shipping for line in self.lines), NOTHING)

    @property
    def total(self) -> Decimal:
        return self.goods + self.shipping + self.tax

    @property
    def rows(self) -> list[tuple[str, Decimal]]:
        """What adds up to the total, with its words."""
        tax = (self.tax_name or "Tax", self.tax)
        return [("Subtotal", self.goods), ("Shipping", self.shipping), tax]

    @property
    def changed(self) -> tuple[BillLine, ...]:
        return tuple(line for line in self.lines if line.changed)

    @property
    def seal(self) -> str:
        """Stands for all that is on the last page: the customer's yes is for this and no other."""
        agreed = self.terms, self.tax, [line.terms for line in self.lines]
        return hashlib.sha256(encode(agreed, order="deterministic")).hexdigest()[:32]


def bill_for(cart: Cart, checkout: Checkout) -> Bill:
    """By the newest quotes and for the present owner of the cart, also where the customer has not
    yet agreed to these prices."""
    assert checkout.address  # asked for in the step before any bill is shown
    prices = prices_now(cart)
    lines = tuple(_line(item, prices[item.id], checkout) for item in cart.items)
    owner = owner_of(cart)
    email = owner.email if owner else checkout.email
    terms = checkout.ship_to, email, cart.user_id, checkout.payment_method, checkout.purchase_order
    untaxed = Bill(lines, Tax(NOTHING), email, terms)
    return replace(untaxed, taxed=tax_for(checkout.address, untaxed.goods, untaxed.shipping))


def _line(item: CartItem, price: Decimal, checkout: Checkout) -> BillLine:
    delivery = delivery_of(checkout, item)
    service = delivery.service if delivery else None
    shipping = service.price if service else NOTHING
    agreed = delivery.price if delivery and delivery.price is not None else shipping
    return BillLine(item, price, item.price, service, shipping, agreed)
