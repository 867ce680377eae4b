"""Carrying choices over to another product: the nearest it has, matched by words, as UUIDs
differ."""

import re
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any, NamedTuple

from storefront.catalog.choice_words import named_alone, option_in_words, turnaround_in_words
from storefront.catalog.spec import OptionGroup, ProductSpec, Turnaround
from storefront.quotes import words
from storefront.quotes.selection import Picks, Selection, default_picks

_INKS = re.compile(r"\d/\d")


class Preferences(NamedTuple):
    """In 4Over's words; what is empty is any."""

    colors: str = ""  # as `inks` says
    copies: int = 0
    turnaround: str = ""
    options: tuple[str, ...] = ()  # such as "Corners: Round corners"
    sets: int = 1

    @property
    def fields(self) -> dict[str, Any]:
        """As it stands in a link."""
        values = {"colors": self.colors, "copies": self.copies, "speed": self.turnaround}
        values |= {"with": self.options} if self.options else {}
        return values | ({"sets": self.sets} if self.sets != 1 else {})


class Fitting(NamedTuple):
    picks: Picks
    lacking: str  # what was preferred and this product has not, as a sentence


def inks(label: str) -> str:
    """A colorspec as it is called everywhere: 4/4 of "4/4 (4 color both sides)"."""
    match = _INKS.match(label.strip())
    return match.group() if match else label.strip().lower()


def preferences_of(selection: Selection, picks: Picks) -> Preferences:
    """What somebody chose who now wants to see the same in another make."""
    spec = selection.spec
    options = tuple(
        f"{group.name}: {option.label}"
        for group in spec.asked
        for option in group.options
        if option.uuid in picks.options.get(group.uuid, ())
    )
    return Preferences(
        inks(selection.colors),
        selection.runsize,
        selection.turnaround.label,
        options,
        selection.choice.sets,
    )


def fitting_picks(spec: ProductSpec, preferred: Preferences) -> Fitting:
    """All of it that this product has: of what it has not, what costs least."""
    rows = [(cost, row) for cost, row in spec.starting if cost]
    alike = {choice.uuid for choice in spec.colorspecs if inks(choice.label) == preferred.colors}
    lacking: list[str] = []

    def narrow(wanted: object, words: str, fits: Callable[[Turnaround], bool]) -> None:
        nonlocal rows
        fitting = [(cost, row) for cost, row in rows if fits(row)]
        if wanted and not fitting:
            lacking.append(words)
        rows = fitting or rows

    def as_many(row: Turnaround) -> bool:
        return spec.base[row.runsize_uuid, row.colorspec_uuid].runsize == preferred.copies

    narrow(preferred.colors, preferred.colors, lambda row: row.colorspec_uuid in alike)
    narrow(preferred.copies, f"{preferred.copies:,}", as_many)
    speed = turnaround_in_words(preferred.turnaround)
    narrow(speed, speed, lambda row: _same(row.label, preferred.turnaround))
    _, row = min(rows, key=itemgetter(0), default=(None, None))
    if row is None:
        return Fitting(default_picks(spec), "")
    options: dict[str, tuple[str, ...]] = {}
    for wanted in preferred.options:
        group, uuid = next(_answers(spec, wanted), (None, ""))
        if group is None:
            named = (option_in_words(name) for name in wanted.partition(": ")[::2])
            lacking.append(named_alone(*named))
        elif len(options.get(group.uuid, ())) < group.allowed:
            options[group.uuid] = (*options.get(group.uuid, ()), uuid)
    picks = Picks(
        row.colorspec_uuid, row.runsize_uuid, row.uuid, options, preferred.sets, of_url=True
    )
    return Fitting(picks, words.not_for_this_product(lacking))


def _answers(spec: ProductSpec, wanted: str) -> Iterator[tuple[OptionGroup, str]]:
    for group in spec.asked:
        for option in group.options:
            if _same(f"{group.name}: {option.label}", wanted):
                yield group, option.uuid


def _same(one: str, other: str) -> bool:
    return " ".join(one.lower().split()) == " ".join(other.lower().split())
