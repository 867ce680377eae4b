"""The fields of an option form: colorspec, a cell of the price table, group-<uuid>.

A cell is a runsize and a turnaround. The two may also come each by its own name, and then count
more, so that whoever writes a URL or a form by hand need not know of cells.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from werkzeug.datastructures import MultiDict

from storefront.quotes.fitting import Preferences
from storefront.quotes.selection import Picks
from storefront.text import clean

GROUP = "group-"
LONGEST = 40  # characters of a UUID, with some to spare
MOST = 100  # answers to one question
MOST_PREFERRED = 20  # options in a link


def picks_from(values: MultiDict[str, str]) -> Picks:
    """What a form or a query string says. Too much of anything is cut off, and then not offered."""
    runsize, _, turnaround = values.get("cell", "").partition(":")
    return Picks(
        colorspec=clean(values.get("colorspec", ""), LONGEST),
        runsize=clean(values.get("runsize", runsize), LONGEST),
        turnaround=clean(values.get("turnaround", turnaround), LONGEST),
        options={
            clean(name.removeprefix(GROUP), LONGEST): tuple(
                clean(value, LONGEST) for value in values.getlist(name)[:MOST]
            )
            for name in values
            if name.startswith(GROUP)
        },
        sets=_sets(values.get("sets", "1")),
        by_cell="cell" in values and "runsize" not in values and "turnaround" not in values,
    )


def _sets(said: str) -> int:
    said = said.strip()
    return int(said) if re.fullmatch(r"\d{1,4}", said, re.ASCII) else 0


def picks_of_url(values: MultiDict[str, str]) -> Picks:
    """The same, of a query string: what is not offered gives way to the closest that is."""
    return replace(picks_from(values), of_url=True)


def fields_of(picks: Picks) -> Iterator[tuple[str, str]]:
    """What was picked as names and values, for hidden fields and query strings."""
    fields = [
        ("colorspec", picks.colorspec),
        ("runsize", picks.runsize),
        ("turnaround", picks.turnaround),
    ]
    if picks.sets != 1:
        fields.append(("sets", str(picks.sets)))
    for group, answers in picks.options.items():
        fields += [(f"{GROUP}{group}", answer) for answer in answers]
    return ((name, value) for name, value in fields if value)


def preferences_from(values: MultiDict[str, str]) -> Preferences | None:
    """Choices by their words, from a link to the same thing in another make."""
    if "colors" not in values and "copies" not in values:
        return None
    copies = values.get("copies", "")[:9]
    return Preferences(
        clean(values.get("colors", ""), LONGEST),
        int(copies) if copies.isdecimal() else 0,
        clean(values.get("speed", ""), LONGEST),
        tuple(clean(words, 4 * LONGEST) for words in values.getlist("with")[:MOST_PREFERRED]),
        _sets(values.get("sets", "1")),
    )
