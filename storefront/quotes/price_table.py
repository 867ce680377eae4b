"""Runsizes by turnarounds: our total for everything that is printed in the chosen colors."""

from decimal import Decimal
from typing import NamedTuple

from storefront.catalog.spec import BasePrice, Option, ProductSpec, Turnaround
from storefront.money import round_to_cent
from storefront.quotes.markup import Markup
from storefront.quotes.price import price_of
from storefront.quotes.selection import Picks


class Cell(NamedTuple):
    value: str  # of its radio button: runsize and turnaround
    total: Decimal | None  # None where only 4Over knows
    unit: str
    column: str  # the turnaround


class PriceTable(NamedTuple):
    columns: list[str]  # turnarounds
    rows: list[tuple[str, list[Cell | None]]]  # runsizes, smallest first; None is not printed


def price_table(spec: ProductSpec, picks: Picks, markup: Markup) -> PriceTable:
    """By our own copy of the prices, the picked finishing included. No SQL."""
    colorspecs = [choice.uuid for choice in spec.offered_colorspecs]
    color = picks.colorspec if picks.colorspec in colorspecs else next(iter(colorspecs), "")
    printed: dict[str, dict[str, Turnaround]] = {}
    columns: dict[str, str] = {}
    for row in spec.orderable:
        if row.colorspec_uuid == color:
            printed.setdefault(row.runsize_uuid, {})[row.uuid] = row
            columns[row.uuid] = row.label
    options = _finishing(spec, picks)
    rows = []
    for base in spec.runsizes_for(color):
        extra = _extra(options, base.runsize)
        found = (printed[base.runsize_uuid].get(uuid) for uuid in columns)
        cells = [_cell(base, row, extra, markup) if row else None for row in found]
        rows.append((f"{base.runsize:,}", cells))
    return PriceTable(list(columns.values()), rows)


def cell_value(runsize_uuid: str, turnaround_uuid: str) -> str:
    return f"{runsize_uuid}:{turnaround_uuid}"


def unit_words(total: Decimal, runsize: int) -> str:
    """What one piece comes to, in words; nothing for a single piece."""
    if runsize < 2:
        return ""
    each = total / runsize
    shown = round_to_cent(each) if each >= 1 else each.quantize(Decimal("0.001"))
    return f"${shown:,} each"


def _cell(base: BasePrice, row: Turnaround, extra: Decimal | None, markup: Markup) -> Cell:
    value = cell_value(base.runsize_uuid, row.uuid)
    cost = None if extra is None else base.cost + row.cost + extra
    if not cost:
        return Cell(value, None, "", row.label)
    total = price_of(cost, markup).price
    return Cell(value, total, unit_words(total, base.runsize), row.label)


def _finishing(spec: ProductSpec, picks: Picks) -> list[Option]:
    """What was picked of it, or is taken where nobody chose. Whether it goes together is not asked
    here: the selection says what is wrong."""
    found: list[Option] = []
    for group in spec.finishing:
        picked = picks.options.get(group.uuid, ())
        found += [option for option in group.options if option.uuid in picked] or group.filled
    return [option for option in found if not option.free]


def _extra(options: list[Option], runsize: int) -> Decimal | None:
    costs = [option.cost_for(runsize) for option in options]
    known = [cost for cost in costs if cost is not None]
    return sum(known, Decimal(0)) if len(known) == len(costs) else None
