"""What was picked for one product, as near as another product has it."""

import re
from operator import itemgetter

from storefront.catalog.spec import ProductSpec
from storefront.quotes.selection import Picks, default_picks

_INKS = re.compile(r"\d/\d")


def inks(label: str) -> str:
    """A colorspec as it is called everywhere: 4/4 of "4/4 (4 color both sides)"."""
    found = _INKS.match(label.strip())
    return found.group() if found else label.strip().lower()


def fitting_picks(spec: ProductSpec, colors: str, runsize: int) -> Picks:
    """These colors and this runsize where they are printed, and what costs least of the rest.

    `colors` is what `inks` says, or ""; a `runsize` of 0 is any.
    """
    rows = [(cost, row) for cost, row in spec.starting if cost]
    alike = {choice.uuid for choice in spec.colorspecs if inks(choice.label) == colors}
    rows = [(cost, row) for cost, row in rows if row.colorspec_uuid in alike] or rows
    as_many = [
        (cost, row)
        for cost, row in rows
        if spec.base[row.runsize_uuid, row.colorspec_uuid].runsize == runsize
    ]
    _, row = min(as_many or rows, key=itemgetter(0), default=(None, None))
    return Picks(row.colorspec_uuid, row.runsize_uuid, row.uuid) if row else default_picks(spec)
