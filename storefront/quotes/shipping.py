"""How one item can travel and what the customer pays for it, as 4Over quotes it (API 7)."""

from decimal import Decimal

import msgspec

from storefront.accounts.address import PostalAddress
from storefront.fourover.client import FourOver
from storefront.fourover.payloads import Address, Choice
from storefront.fourover.replies import ShippingReply
from storefront.quotes import words
from storefront.quotes.price import charged
from storefront.settings import shop_settings
from storefront.times import weekday


class AddressDoubtful(Exception):
    """4Over does not know the address for certain."""


class Service(msgspec.Struct, frozen=True):
    """One way to send an item: what it costs us, and the customer."""

    key: str  # names it in our forms
    code: str
    name: str
    facility: str  # "" where 4Over does not say
    cost: Decimal
    price: Decimal  # in whole cents
    in_hand: str = ""  # the day it arrives, such as 2026-12-04; "" where 4Over does not say
    days: int | None = None  # under way
    tax: Decimal | None = None  # that 4Over adds to the goods; None where it does not say

    @property
    def arrival(self) -> str:
        """ "Estimated delivery Fri, Dec 4", or the days it takes; "" where 4Over says neither."""
        if self.in_hand:
            return words.delivered_on(weekday(self.in_hand))
        if self.days:
            return words.in_transit(self.days)
        return ""


def ask_services(
    client: FourOver, choice: Choice, address: PostalAddress, *, bypass: bool
) -> list[Service]:
    """The services for one item, the least costly first. Call it with no transaction open.

    `bypass` has 4Over take an address that it does not know. Raises AddressDoubtful, Refused,
    Unreachable or Unclear.
    """
    percent = shop_settings().shipping_markup_percent
    where = Address(**address.to_json())
    reply = client.shipping_quote(choice, where, bypass_address_validation=bypass)
    if reply.ambiguous:
        raise AddressDoubtful("the address is ambiguous")
    return _services(reply, percent)


def may_lose() -> bool:
    """Whether an admin said yes to the markup on shipping, although it is below zero."""
    settings = shop_settings()
    return settings.shipping_markup_percent == settings.shipping_loss_agreed < 0


def _services(reply: ShippingReply, percent: Decimal) -> list[Service]:
    """Each service once, from the plant that sends it for least: an order names no plant."""
    cheapest: dict[str, Service] = {}
    for facility in reply.facilities:
        for services in facility.services:
            service = Service(
                key=services.code,
                code=services.code,
                name=services.name,
                facility=facility.code,
                cost=services.price,
                price=charged(services.price, services.price * percent / 100),
                in_hand=services.in_hand.isoformat() if services.in_hand else "",
                days=services.days,
                tax=facility.tax,
            )
            known = cheapest.get(services.code)
            if known is None or service.cost < known.cost:
                cheapest[services.code] = service
    return sorted(cheapest.values(), key=lambda service: (service.price, service.code))
