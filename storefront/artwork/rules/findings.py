"""What of a file is not as it is wanted, in words for whoever sent it. Pure."""

import enum

import msgspec

from storefront.artwork.inspection.facts import Area


class Level(enum.StrEnum):
    """What follows from a finding, the gravest first."""

    BLOCK = "block"  # the item cannot be ordered with it, unless staff let it through
    WARN = "warn"  # ... unless the customer says that it is meant so
    TELL = "tell"  # nothing
    OFF = "off"  # it is not looked for


class Mending(enum.StrEnum):
    """What the shop can do about it itself, at the press of a button: it makes a new file."""

    SPLIT = "split"  # page 1 is the front and page 2 the back
    CHOOSE = "choose"  # pages out of several
    FIT = "fit"  # made larger or smaller until it covers the size
    CROP = "crop"  # centered, and what is around it cut off
    TURN = "turn"  # by 90 degrees


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    rule: str  # which row of the table of rules
    level: Level
    so: str  # what is so, against what is wanted
    why: str  # why it matters
    mend: tuple[tuple[str, str], ...] = ()  # how to mend it, by program: ("Canva", "…")
    number: int | None = None  # what 4Over calls it (API 9.1)
    pages: tuple[int, ...] = ()  # which ones, from 1; none: the whole file
    areas: tuple[tuple[int, Area], ...] = ()  # where on which page, if that is known
    mendings: tuple[Mending, ...] = ()
