"""What an item and its way to the customer cost (API 6, 7)."""

from datetime import date
from decimal import Decimal
from typing import Any, Self

from msgspec import Struct

from storefront.fourover.replies import reading
from storefront.fourover.replies.addresses import Place, candidates_in
from storefront.fourover.replies.reading import Unreadable


class ProductQuote(Struct, frozen=True):
    """The cost of one set, without tax and shipping. Not rounded."""

    base: Decimal
    options: Decimal
    turnaround: Decimal
    total: Decimal  # zero means that there is no price

    @classmethod
    def from_json(cls, data: Any) -> Self:
        data = reading.record(data, "quote")
        nothing = Decimal(0)
        return cls(
            base=reading.money(data, "base_price", otherwise=nothing),
            options=reading.money(data, "options_price", otherwise=nothing),
            turnaround=reading.money(data, "turnaroundtime_price", otherwise=nothing),
            total=reading.money(data, "total_price"),
        )


class ShippingService(Struct, frozen=True):
    code: str
    name: str
    price: Decimal
    in_hand: date | None
    days: int | None

    @classmethod
    def from_json(cls, data: Any) -> Self:
        data = reading.record(data, "shipping option")
        try:
            days = reading.count(data, "shipping_time")
        except Unreadable:
            days = None
        return cls(
            code=reading.uuid(data, "service_code"),
            name=reading.uuid(data, "service_name"),
            price=reading.money(data, "service_price"),
            in_hand=reading.day(data, "in_hand_delivery"),
            days=days,
        )


class Facility(Struct, frozen=True):
    """A plant that can print the item in time, and how it ships."""

    code: str
    city: str
    state: str
    zipcode: str
    tax: Decimal | None  # 4Over's own on the goods; None where it does not say
    services: tuple[ShippingService, ...]

    @classmethod
    def from_json(cls, data: Any) -> Self:
        data = reading.record(data, "facility")
        address = data.get("address") if isinstance(data.get("address"), dict) else {}
        address = reading.record(address)
        return cls(
            code=reading.text(address, "code"),
            city=reading.text(address, "city"),
            state=reading.text(address, "state"),
            zipcode=reading.text(address, "zip", "zipcode"),
            tax=reading.money_if_any(data, "total_tax"),
            services=tuple(_services(data.get("shipping_options"))),
        )


class ShippingReply(Struct, frozen=True):
    """How an item can travel, or which addresses 4Over thinks were meant."""

    facilities: tuple[Facility, ...]  # only those with a service to offer
    candidates: tuple[Place, ...] = ()
    ambiguous: bool = False

    @classmethod
    def from_json(cls, data: Any) -> Self:
        data = reading.record(data, "shipping quote")
        candidates = candidates_in(data)
        if candidates is not None and "job" not in data:
            return cls(facilities=(), candidates=candidates, ambiguous=True)
        if reading.flag(data, "ambiguous_address", "ambiguosAddress"):
            return cls(facilities=(), ambiguous=True)
        job = reading.record(data.get("job"), "job")
        facilities = map(Facility.from_json, reading.records(job.get("facilities"), "facilities"))
        return cls(facilities=tuple(facility for facility in facilities if facility.services))


def _services(options: Any) -> list[ShippingService]:
    """Those that can be offered: one without a readable code, name and price cannot."""
    services = []
    for option in options if isinstance(options, list) else []:
        try:
            services.append(ShippingService.from_json(option))
        except Unreadable:
            continue
    return services
