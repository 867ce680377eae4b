"""The printable combination nearest to what was picked.

Only for showing prices. What goes into the cart is exactly what was picked, or it is refused.
"""

from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from storefront.catalog.choice_words import turnaround_in_words
from storefront.catalog.options import NOTHING
from storefront.catalog.spec import BasePrice, ProductSpec, Turnaround
from storefront.quotes import words
from storefront.quotes.selection import MOST_SETS, NotOffered, Picks, Selection, choose


class Nearest(NamedTuple):
    selection: Selection
    picks: Picks  # that make it
    changed: str  # what was taken instead of what was picked, as a sentence


def choose_nearest(spec: ProductSpec, picks: Picks) -> Nearest:
    """The same for any number of sets: where there can be but one of what is taken, it is one.
    A number that nobody can order is refused, but of a URL it gives way, too."""
    near = _nearest(spec, replace(picks, sets=1))
    if picks.sets == 1:
        return near
    several = replace(near.picks, sets=picks.sets)
    try:
        return Nearest(choose(spec, several), several, near.changed)
    except NotOffered:
        never = not 1 <= picks.sets <= MOST_SETS
        if never and not picks.of_url:
            raise
    why = words.PICKED_THE_CLOSEST if never else words.one_version_taken(near.selection.runsize)
    return near._replace(changed=f"{near.changed} {why}".strip())


def _nearest(spec: ProductSpec, picks: Picks) -> Nearest:
    """What was picked, or the nearest to it.

    Of a form only the cell of the table gives way, and only if it is made of this product's own
    runsizes and turnarounds. A URL may be old or made up: in it everything gives way that is
    not one of this product's own answers. Raises NotOffered for all else, as `choose` does.
    """
    try:
        return Nearest(choose(spec, picks), picks, "")
    except NotOffered:
        known = _known(spec, picks) if picks.of_url else picks
        near = _near(spec, known) if known.by_cell or known.of_url else None
        if near is None:
            raise
    taken = replace(known, runsize=near.runsize_uuid, turnaround=near.uuid)
    selection = choose(spec, taken)
    changed = (
        words.PICKED_THE_CLOSEST if _lacks(picks, known) else _what_changed(spec, known, selection)
    )
    return Nearest(selection, taken, changed)


def _known(spec: ProductSpec, picks: Picks) -> Picks:
    """The answers that are this product's own, and the least costly for what is missing."""

    def far(start: tuple[Decimal | None, Turnaround]) -> tuple[bool, bool, bool, bool, Decimal]:
        cost, row = start
        other = (row.colorspec_uuid != picks.colorspec, row.runsize_uuid != picks.runsize)
        return *other, row.uuid != picks.turnaround, not cost, cost or NOTHING

    _, usual = min(spec.starting, key=far, default=(None, None))
    if usual is None:
        return picks
    options = {}
    for group in (*spec.finishing, *spec.described):
        picked = picks.options.get(group.uuid, ())
        answers = tuple(option.uuid for option in group.options if option.uuid in picked)
        options[group.uuid] = answers[:1] if group.allowed == 1 else answers
    return replace(
        picks,
        colorspec=usual.colorspec_uuid,
        runsize=picks.runsize if _runsize(spec, picks) else usual.runsize_uuid,
        turnaround=picks.turnaround if _turnaround(spec, picks) else usual.uuid,
        options={group: answers for group, answers in options.items() if answers},
    )


def _lacks(picks: Picks, known: Picks) -> bool:
    """Whether something was picked that the product does not know."""
    pairs = (
        (picks.colorspec, known.colorspec),
        (picks.runsize, known.runsize),
        (picks.turnaround, known.turnaround),
    )
    picked = {(group, one) for group, answers in picks.options.items() for one in answers if one}
    left = {(group, one) for group, answers in known.options.items() for one in answers}
    return picked != left or any(was not in ("", now) for was, now in pairs)


def _near(spec: ProductSpec, picks: Picks) -> Turnaround | None:
    """The same runsize or the closest one; in that the same turnaround or the least costly one."""
    runsize, turnaround = _runsize(spec, picks), _turnaround(spec, picks)
    offered = spec.runsizes_for(picks.colorspec)
    if runsize is None or turnaround is None or not offered:
        return None

    def far(row: BasePrice) -> tuple[bool, int]:  # another of the same number is another
        return row.runsize_uuid != picks.runsize, abs(row.runsize - runsize.runsize)

    base = min(offered, key=far)
    rows = spec.turnarounds_for(base.runsize_uuid, base.colorspec_uuid)
    return min(rows, key=lambda row: (row.uuid != picks.turnaround, row.cost))


def _what_changed(spec: ProductSpec, picks: Picks, selection: Selection) -> str:
    runsize, turnaround = _runsize(spec, picks), _turnaround(spec, picks)
    assert runsize
    assert turnaround
    same_runsize = selection.choice.runsize_uuid == runsize.runsize_uuid
    same_turnaround = selection.choice.turnaround_uuid == turnaround.uuid
    if same_runsize and same_turnaround:
        return ""
    wanted, taken = f"{runsize.runsize:,}", f"{selection.runsize:,}"
    if same_turnaround:
        return f"{wanted} is not available in these colors, so we picked {taken}."
    speed, other = (
        f"“{turnaround_in_words(row.label)}”" for row in (turnaround, selection.turnaround)
    )
    if same_runsize:
        return f"{speed} is not available for {wanted} in these colors, so we picked {other}."
    what = f"{wanted} with {speed} is not available in these colors"
    return f"{what}, so we picked {taken} with {other}."


def _runsize(spec: ProductSpec, picks: Picks) -> BasePrice | None:
    return next((row for row in spec.base_prices if row.runsize_uuid == picks.runsize), None)


def _turnaround(spec: ProductSpec, picks: Picks) -> Turnaround | None:
    return next((row for row in spec.turnarounds if row.uuid == picks.turnaround), None)
