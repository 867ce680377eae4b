"""The fields of an option form: colorspec, runsize, turnaround, group-<uuid>."""

from collections.abc import Iterator

from werkzeug.datastructures import MultiDict

from storefront.quotes.selection import Picks
from storefront.text import clean

GROUP = "group-"
LONGEST = 40  # characters of a UUID, with some to spare
MOST = 100  # answers to one question


def picks_from(values: MultiDict[str, str]) -> Picks:
    """What a form or a query string says. Too much of anything is cut off, and then not offered."""
    return Picks(
        colorspec=clean(values.get("colorspec", ""), LONGEST),
        runsize=clean(values.get("runsize", ""), LONGEST),
        turnaround=clean(values.get("turnaround", ""), LONGEST),
        options={
            clean(name.removeprefix(GROUP), LONGEST): tuple(
                clean(value, LONGEST) for value in values.getlist(name)[:MOST]
            )
            for name in values
            if name.startswith(GROUP)
        },
    )


def fields_of(picks: Picks) -> Iterator[tuple[str, str]]:
    """The same as names and values, for hidden fields and query strings."""
    yield "colorspec", picks.colorspec
    yield "runsize", picks.runsize
    yield "turnaround", picks.turnaround
    for group, answers in picks.options.items():
        for answer in answers:
            yield f"{GROUP}{group}", answer
