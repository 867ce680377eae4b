"""Everything that can be ordered of one product, and its price rows."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from storefront.sandbox.catalog import words
from storefront.sandbox.catalog.fees import Row, cents
from storefront.sandbox.catalog.finishing import FINISHING, Finishing, described
from storefront.sandbox.catalog.lines import LINES, Line
from storefront.sandbox.catalog.listing import Listing
from storefront.sandbox.catalog.oddities import oddities


@dataclass(frozen=True)
class Option:
    uuid: str
    name: str
    description: str | None
    rows: list[Row]
    needs: str = ""  # the file reason it asks for


@dataclass(frozen=True)
class Group:
    uuid: str
    name: str
    feed_name: str
    least: int
    most: int
    descriptive: bool
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Turnaround:
    """A turnaround is offered for one runsize and colorspec at a time (API 3.3)."""

    price_uuid: str
    code: str
    runsize: int
    colorspec: str
    price: str | None  # absent means 0


@dataclass(frozen=True)
class Sheet:
    listing: Listing
    line: Line
    runsizes: tuple[int, ...]
    groups: tuple[Group, ...]  # without the turnarounds
    turnarounds: tuple[Turnaround, ...]
    has_turnaround_group: bool
    base: dict[tuple[int, str], Decimal]

    def option(self, uuid: str) -> tuple[Group, Option] | None:
        for group in self.groups:
            for option in group.options:
                if option.uuid == uuid:
                    return group, option
        return None


def make_sheet(listing: Listing) -> Sheet:
    line = LINES[listing.family.line]
    odd = oddities(listing)
    runsizes = line.runsizes
    base = {
        (copies, colorspec): _base_price(listing, line, copies, colorspec)
        for copies in runsizes
        for colorspec in line.colorspecs
    }
    idle = line.colorspecs[0] if "idle colorspec" in odd else None
    turnarounds = [
        row
        for row in _turnarounds(listing, line, base, odd)
        if row.colorspec != idle and "no turnarounds" not in odd
    ]
    return Sheet(
        listing,
        line,
        runsizes,
        tuple(_groups(listing, line, odd)),
        tuple(turnarounds),
        "no turnarounds" not in odd,
        {} if "no base prices" in odd else base,
    )


def _base_price(listing: Listing, line: Line, copies: int, colorspec: str) -> Decimal:
    at_copies, at_area, dollars = line.anchor
    price = dollars * (copies / at_copies) ** line.by_copies
    price *= (listing.area / at_area) ** line.by_area
    price *= words.STOCKS[listing.stock][2]
    price *= words.COATINGS[listing.coating][3]
    price *= {"0": 0.9, "1": 0.95, "4": 1.0}[colorspec[-1]]
    price *= 1 + (listing.luck % 9 - 4) / 100
    odd_one = (listing.luck + copies) % 7
    places = {0: "0.0000000001", 1: "0.0001"}.get(odd_one, "0.01")  # as some rows really are
    return Decimal(str(round(price, 10))).quantize(Decimal(places))


def _turnarounds(
    listing: Listing, line: Line, base: dict[tuple[int, str], Decimal], odd: frozenset[str]
) -> list[Turnaround]:
    rows = []
    speeds = _every_speed(line) if "many turnarounds" in odd else line.speeds
    least = 0.08 if "no free turnaround" in odd else 0  # of the price
    for (copies, colorspec), price in base.items():
        for code, usual, most, only in speeds:
            share = max(usual, least)
            if copies > most or (only and colorspec not in only):
                continue
            extra: str | None = str(cents(float(price) * share))
            if share == 0 and listing.luck % 3 == 0:
                extra = None
            uuid = fresh_price(listing, code, str(copies), colorspec)
            rows.append(Turnaround(uuid, code, copies, colorspec, extra))
    return rows


def _every_speed(line: Line) -> list[tuple[str, float, int, str]]:
    """All turnarounds there are for all runsizes: some hundred rows."""
    usual = {code: share for code, share, *_ in line.speeds}
    return [
        (code, usual.get(code, 0.05 * place), max(line.runsizes), "")
        for place, code in enumerate(words.TURNAROUNDS)
    ]


def fresh_price(listing: Listing, *parts: str) -> str:
    return words.fresh("price", listing.uuid, *parts)


def _groups(listing: Listing, line: Line, odd: frozenset[str]) -> list[Group]:
    category = listing.category.name
    about = [FINISHING["type"], *described(listing.family.name, category)]
    finishing = [FINISHING[name] for name in line.finishing]
    finishing += [FINISHING[name] for name in ("critical", "wrapping", "empty") if name in odd]
    core = _core(listing, line)
    if "other core names" in odd:  # a group is known by its id, never by its name (API 3.3)
        names = {words.SIZE: "Finished Dimensions", words.STOCK: "Paper", words.RUNSIZE: "Run"}
        core = [
            replace(group, name=names.get(group.uuid, group.name), feed_name="") for group in core
        ]
    own = [_finishing(listing, line, group) for group in [*about, *finishing]]
    if "repeated group" in odd:
        core.append(core[-2])
        own += [group for group in own if group.name == "Product Orientation"]
    return [own[0], *core, *own[1:]]


def _finishing(listing: Listing, line: Line, group: Finishing) -> Group:
    options = tuple(
        Option(
            words.known("option", group.uuid, offer.name),
            offer.name,
            offer.name if offer.description is None else offer.description,
            _rows(listing, group.uuid, offer.name, offer.fee(line.runsizes)),
            offer.needs,
        )
        for offer in group.offers
    )
    feed_name = group.feed_name or group.name
    return Group(
        group.uuid, group.name, feed_name, group.least, group.most, group.descriptive, options
    )


def _rows(listing: Listing, group: str, name: str, rows: list[Row]) -> list[Row]:
    return [
        {
            "option_price_uuid": fresh_price(listing, group, name, str(place)),
            "option_name": name,
            **row,
        }
        for place, row in enumerate(rows)
    ]


def _core(listing: Listing, line: Line) -> list[Group]:
    """Size, stock, coating, colorspec and runsize: one of each in every order."""
    zero = {"price": "0", "price_per_qty": "0", "is_flat_fee": True, "is_percentage": False}
    everywhere: Row = {"startqty": 1, "endqty": 100000, **zero}

    def option(group: str, uuid: str, name: str, text: str, *rows: Row) -> Option:
        return Option(uuid, name, text, _rows(listing, group, name, list(rows)))

    def named(group: str, code: str, names: tuple[str, str], *rows: Row) -> Option:
        return option(group, words.core_option(group, code), *names, *rows)

    stock, coating = words.STOCKS[listing.stock][:2], words.COATINGS[listing.coating][:2]
    spot = {**everywhere, "qty": 1}
    coated = (spot, spot) if listing.coating == "SPUV" else ()  # really listed twice
    inks = [words.COLORSPECS[code] for code in line.colorspecs]
    groups = {
        words.SIZE: [named(words.SIZE, listing.size, (listing.size_name, ""))],
        words.STOCK: [named(words.STOCK, listing.stock, stock)],
        words.COATING: [named(words.COATING, listing.coating, coating, *coated)],
        words.COLORSPEC: [
            option(words.COLORSPEC, uuid, name, "", {**everywhere, "qty": 0}) for uuid, name in inks
        ],
        words.RUNSIZE: [
            option(words.RUNSIZE, words.runsize_uuid(copies), str(copies), str(copies))
            for copies in line.runsizes
        ],
    }
    return [
        Group(uuid, words.CORE[uuid][0], words.CORE[uuid][0], 1, 1, False, tuple(options))
        for uuid, options in groups.items()
    ]


def as_dict(row: Turnaround) -> dict[str, Any]:
    """A turnaround's price row, which has a shape of its own (API 4.2)."""
    uuid, text, _ = words.TURNAROUNDS[row.code]
    price = {} if row.price is None else {"price": row.price}
    return {
        "option_uuid": uuid,
        "option_name": row.code,
        "option_description": text,
        "option_price_uuid": row.price_uuid,
        **price,
        "runsize_uuid": words.runsize_uuid(row.runsize),
        "runsize": str(row.runsize),
        "colorspec_uuid": words.COLORSPECS[row.colorspec][0],
        "colorspec_name": words.COLORSPECS[row.colorspec][1],
    }
