"""What an item and its way to the customer cost (API 6, 7)."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Self

from msgspec import Struct

from storefront.fourover.payloads import Choice
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


_SETS = re.compile(r"(\d{1,4})(?:\s*-\s*(\d{1,4})|\s*\+)?", re.ASCII)


class QuantityDiscount(Struct, frozen=True):
    """What is taken off each of so many sets, for all that share a runsize and a colorspec."""

    least: int  # sets
    most: int | None  # None: there is no end to it
    share: Decimal  # 0.07 is seven percent

    def is_for(self, sets: int) -> bool:
        return self.least <= sets and (self.most is None or sets <= self.most)

    @classmethod
    def those_of(cls, choice: Choice, rows: Iterable[Any]) -> tuple[Self, ...]:
        """Of 4Over's rows those about this choice. One that cannot be read, or that takes off all
        or nothing, is left out: without it the cost is higher, never too low."""
        found = []
        for row in rows:
            try:
                if discount := cls._of(choice, reading.record(row, "a quantity discount")):
                    found.append(discount)
            except Unreadable:
                continue
        return tuple(found)

    @classmethod
    def _of(cls, choice: Choice, row: dict[str, Any]) -> Self | None:
        runsize = reading.text(row, "runsizeid", "runsize_uuid")  # the first is theirs, sic
        about = (runsize, reading.text(row, "colorspec_uuid"))
        share = reading.money(row, "quantity_discount_percentage")
        sets = _SETS.fullmatch(reading.text(row, "quantity"))
        if about != (choice.runsize_uuid, choice.colorspec_uuid) or sets is None:
            return None
        least, open_end = int(sets[1]), sets[0].endswith("+")
        most = None if open_end else int(sets[2] or sets[1])
        return cls(least, most, share) if 0 < share < 1 else None


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
