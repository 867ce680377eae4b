"""What a product costs us: one rule, for the price quote and for the order (API 4.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from storefront.sandbox.catalog import words
from storefront.sandbox.catalog.fees import Row, cents
from storefront.sandbox.catalog.sheet import Sheet, Turnaround

NO_TURNAROUND = "Invalid / Missing Turnaround Time"


DISCOUNTS = (("4-9", "0.07"), ("10-24", "0.1"))  # sets, and the share of the base price


class NotPrinted(Exception):
    """There is no such combination; says why in 4Over's words."""


@dataclass(frozen=True)
class Cost:
    """The three parts of a price, exact, in dollars."""

    base: Decimal
    options: Decimal
    turnaround: Decimal

    @property
    def total(self) -> Decimal:
        return self.base + self.options + self.turnaround

    def less(self, share: Decimal) -> "Cost":
        """With a share taken off the base price."""
        return Cost(self.base * (1 - share), self.options, self.turnaround)

    def moved(self, percent: Decimal) -> "Cost":
        factor = 1 + percent / 100
        return Cost(self.base * factor, self.options * factor, self.turnaround * factor)


def cost_of(
    sheet: Sheet, runsize: str, colorspec: str, turnaround: str | None, options: Iterable[str]
) -> Cost:
    """The cost of one set. Without a turnaround it is the quickest one that is free (API 10.1)."""
    copies, inks = numbers_of(sheet, runsize, colorspec)
    base = sheet.base.get((copies, inks))
    row = turnaround_row(sheet, copies, inks, turnaround)
    if base is None or row is None:
        raise NotPrinted(NO_TURNAROUND)
    chosen = _chosen(sheet, options)
    rows = [row for uuid in chosen for row in _rows_for(sheet, uuid, copies)]
    added = sum((_fee(row, copies, base) for row in rows), Decimal(0))
    return Cost(base, added, Decimal(row.price or 0))


def discount_on(sets: int) -> Decimal:
    """The share that is taken off the base price of each of so many sets."""
    for numbers, share in DISCOUNTS:
        least, most = map(int, numbers.split("-"))
        if least <= sets <= most:
            return Decimal(share)
    return Decimal(0)


def numbers_of(sheet: Sheet, runsize: str, colorspec: str) -> tuple[int, str]:
    copies = next((n for n in sheet.runsizes if words.runsize_uuid(n) == runsize), None)
    inks = words.COLORSPEC_OF.get(colorspec)
    if copies is None or inks not in sheet.line.colorspecs:
        raise NotPrinted("Invalid / Missing Runsize or Colorspec")
    return copies, inks


def turnaround_row(
    sheet: Sheet, copies: int, inks: str, turnaround: str | None
) -> Turnaround | None:
    rows = [row for row in sheet.turnarounds if (row.runsize, row.colorspec) == (copies, inks)]
    if turnaround:
        code = words.TURNAROUND_OF.get(turnaround)
        return next((row for row in rows if row.code == code), None)
    free = [row for row in rows if not Decimal(row.price or 0)]
    return min(free, key=lambda row: words.TURNAROUNDS[row.code][2], default=None)


def only_describes(sheet: Sheet, options: Iterable[str]) -> bool:
    """True if one of the options is of a group that only says what the product is."""
    found = [sheet.option(uuid) for uuid in options]
    return any(pair is not None and pair[0].descriptive for pair in found)


def _chosen(sheet: Sheet, options: Iterable[str]) -> list[str]:
    """The options, each once and each the product's own, no more of a group than it allows."""
    unique = list(dict.fromkeys(options))
    counts: dict[str, int] = {}
    for uuid in unique:
        found = sheet.option(uuid)
        if found is None and uuid not in words.TURNAROUND_OF and uuid != sheet.listing.uuid:
            raise NotPrinted("Invalid Option for this product")
        if found is None:
            continue
        group = found[0]
        counts[group.uuid] = counts.get(group.uuid, 0) + 1
        if counts[group.uuid] > group.most:
            raise NotPrinted(f"Too many options of {group.name}")
    return unique


def _rows_for(sheet: Sheet, uuid: str, copies: int) -> list[Row]:
    """The price rows that apply to so many copies. Of equal rows, one counts."""
    found = sheet.option(uuid)
    rows = found[1].rows if found else []
    fit = [row for row in rows if row["startqty"] <= copies <= row["endqty"]]
    different: list[Row] = []
    seen = set()
    for row in fit:
        shape = tuple((k, v) for k, v in row.items() if k != "option_price_uuid")
        if shape not in seen:
            seen.add(shape)
            different.append(row)
    return different


def _fee(row: Row, copies: int, base: Decimal) -> Decimal:
    """The fee that one price row asks (API 4.2)."""
    price = Decimal(row.get("price") or 0)
    if row.get("is_percentage"):
        return price * base
    apiece, per = Decimal(row.get("price_per_qty") or 0), row.get("qty") or 0
    if row.get("is_flat_fee") or not apiece or not per:
        return price
    return price + Decimal(copies) / per * apiece


def in_cents(cost: Cost) -> dict[str, Decimal]:
    """The parts as an order charges them: each in cents, and together the rounded total."""
    options, turnaround = cents(cost.options), cents(cost.turnaround)
    return {
        "product_price": cents(cost.total) - options - turnaround,
        "option_price": options,
        "turnaround_price": turnaround,
    }
