"""Other colors may leave a customer's cell of the price table empty: then the nearest one is taken.

Only for looking at prices. What goes into the cart is what was picked, or it is refused.
"""

from dataclasses import replace

from storefront.catalog.spec import BasePrice, ProductSpec, Turnaround
from storefront.quotes.selection import NotOffered, Picks, Selection, choose


def choose_nearest(spec: ProductSpec, picks: Picks) -> tuple[Selection, str]:
    """What was picked, or the nearest to it, and a sentence that says what was changed.

    Only the cell of the table gives way, and only if it is made of this product's own runsizes and
    turnarounds. Raises NotOffered for everything else, as `choose` does.
    """
    try:
        return choose(spec, picks), ""
    except NotOffered:
        near = _near(spec, picks) if picks.by_cell else None
        if near is None:
            raise
        selection = choose(spec, replace(picks, runsize=near.runsize_uuid, turnaround=near.uuid))
        return selection, _what_changed(spec, picks, selection)


def _near(spec: ProductSpec, picks: Picks) -> Turnaround | None:
    """The same runsize or the closest one; in that the same turnaround or the least costly one."""
    runsize, turnaround = _runsize(spec, picks), _turnaround(spec, picks)
    offered = spec.runsizes_for(picks.colorspec)
    if runsize is None or turnaround is None or not offered:
        return None
    far = {row.runsize_uuid: abs(row.runsize - runsize.runsize) for row in offered}
    far[picks.runsize] = -1  # before another of the same number
    base = min(offered, key=lambda row: far[row.runsize_uuid])
    rows = spec.turnarounds_for(base.runsize_uuid, base.colorspec_uuid)
    return min(rows, key=lambda row: (row.uuid != picks.turnaround, row.cost))


def _what_changed(spec: ProductSpec, picks: Picks, selection: Selection) -> str:
    runsize, turnaround = _runsize(spec, picks), _turnaround(spec, picks)
    assert runsize
    assert turnaround
    wanted, taken = f"{runsize.runsize:,}", f"{selection.runsize:,}"
    if selection.turnaround_uuid == turnaround.uuid:
        return f"{wanted} is not offered in these colors; we picked {taken}."
    speed, other = turnaround.label, selection.turnaround.label
    if selection.runsize_uuid == runsize.runsize_uuid:
        return f"{speed} is not offered for {wanted} in these colors; we picked {other}."
    return f"{wanted} with {speed} is not offered in these colors; we picked {taken} with {other}."


def _runsize(spec: ProductSpec, picks: Picks) -> BasePrice | None:
    return next((row for row in spec.base_prices if row.runsize_uuid == picks.runsize), None)


def _turnaround(spec: ProductSpec, picks: Picks) -> Turnaround | None:
    return next((row for row in spec.turnarounds if row.uuid == picks.turnaround), None)
