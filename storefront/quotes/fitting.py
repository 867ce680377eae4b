"""What was picked for one product, as near as another product has it."""

import re

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
    rows = [row for row in spec.orderable if spec.cost_of(row)]
    alike = {choice.uuid for choice in spec.colorspecs if inks(choice.label) == colors}
    rows = [row for row in rows if row.colorspec_uuid in alike] or rows
    as_many = [r for r in rows if spec.base[r.runsize_uuid, r.colorspec_uuid].runsize == runsize]
    row = min(as_many or rows, key=spec.cost_of, default=None)
    return Picks(row.colorspec_uuid, row.runsize_uuid, row.uuid) if row else default_picks(spec)
