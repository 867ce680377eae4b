"""Runsizes by turnarounds: our total for everything that is printed in the chosen colors."""

import hashlib
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from storefront.catalog.spec import BasePrice, ProductSpec, Turnaround
from storefront.fourover.payloads import Choice
from storefront.money import round_to_cent
from storefront.quotes.markup import Markup
from storefront.quotes.price import price_of
from storefront.quotes.selection import Picks, finishing

TEN_CENTS = Decimal("0.10")
# what 4Over said lately of a choice, without asking it
Known = Callable[[Choice], Decimal | None]


class Cell(NamedTuple):
    value: str  # of its radio button: runsize and turnaround
    total: Decimal | None  # None where only 4Over knows
    unit: str
    column: str  # the turnaround
    asked: bool = False  # 4Over's word counts here, as our copy of the prices has none


class PriceTable(NamedTuple):
    columns: list[str]  # turnarounds
    rows: list[tuple[str, list[Cell | None]]]  # runsizes, smallest first; None is not printed


def price_table(
    spec: ProductSpec, picks: Picks, markup: Markup, known: Known = lambda _: None
) -> PriceTable:
    """By our own copy of the prices, the picked finishing included; where that has none, by what
    is `known`. No SQL, and nobody is asked."""
    colorspecs = [choice.uuid for choice in spec.offered_colorspecs]
    color = picks.colorspec if picks.colorspec in colorspecs else next(iter(colorspecs), "")
    printed: dict[str, dict[str, Turnaround]] = {}
    columns: dict[str, str] = {}
    for row in spec.orderable:
        if row.colorspec_uuid == color:
            printed.setdefault(row.runsize_uuid, {})[row.uuid] = row
            columns[row.uuid] = row.label
    priced = [row for by_column in printed.values() for row in by_column.values()]
    chosen = finishing(spec, picks)
    costs = dict(zip(map(_place, priced), spec.costs(priced, chosen), strict=True))
    options = tuple(option.uuid for option in chosen)

    def cell(base: BasePrice, row: Turnaround) -> Cell:
        value, cost = cell_value(base.runsize_uuid, row.uuid), costs[_place(row)]
        asked = cost is None
        if cost is None:
            cost = known(Choice(spec.uuid, base.runsize_uuid, color, row.uuid, options))
        if cost is None:
            return Cell(value, None, "", row.label, asked)
        total = price_of(cost, markup).price
        return Cell(value, total, unit_words(total, base.runsize), row.label, asked)

    rows = []
    for base in spec.runsizes_for(color):
        orderable = (printed[base.runsize_uuid].get(uuid) for uuid in columns)
        cells = [cell(base, row) if row else None for row in orderable]
        rows.append((f"{base.runsize:,}", cells))
    return PriceTable(list(columns.values()), rows)


def seal_of(spec_hash: str, spec: ProductSpec, picks: Picks, markup: Markup) -> str:
    """Stands for all prices of a table: what they are made of, a dot, and what was picked."""
    prices = spec_hash, markup.percent, markup.fixed, markup.minimum
    options = sorted(option.uuid for option in finishing(spec, picks))
    return f"{_hash(*prices)}.{_hash(picks.colorspec, *options)}"


def same_prices(seal: str, other: str) -> bool:
    """Whether the tables differ by nothing but what was picked."""
    return seal.partition(".")[0] == other.partition(".")[0]


def _hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def cell_value(runsize_uuid: str, turnaround_uuid: str) -> str:
    return f"{runsize_uuid}:{turnaround_uuid}"


def unit_words(total: Decimal, runsize: int) -> str:
    """What one piece comes to, in words: in cents, below ten of them with one place more. Nothing
    for a single piece."""
    if runsize < 2:
        return ""
    each = total / runsize
    shown = round_to_cent(each)
    if shown < TEN_CENTS:
        shown = each.quantize(Decimal("0.001"))
    return f"${shown:,} each"


def _place(row: Turnaround) -> tuple[str, str]:
    return row.runsize_uuid, row.uuid
