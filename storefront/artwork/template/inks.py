"""The colors of a template's lines: each has a name of its own, and none is mixed into artwork."""

import enum
from typing import NamedTuple


class Ink(enum.Enum):
    """What a line stands for: the name of its color in every program."""

    BLEED = "Template bleed"
    CUT = "Template cut line"
    SAFE = "Template safe line"
    FOLD = "Template fold"
    HOLE = "Template hole"


class Look(NamedTuple):
    screen: str  # on a screen
    cmyk: tuple[float, float, float, float]
    dashes: tuple[float, ...] = ()  # of its thickness; none: whole


LOOKS = {
    Ink.BLEED: Look("#15803d", (0.85, 0.1, 0.9, 0.3)),
    Ink.CUT: Look("#c81e5a", (0.0, 0.95, 0.4, 0.1)),
    Ink.SAFE: Look("#0b6bcb", (0.9, 0.5, 0.0, 0.0), (6, 4)),
    Ink.FOLD: Look("#6a3fb5", (0.7, 0.8, 0.0, 0.0), (2, 4)),
    Ink.HOLE: Look("#b45309", (0.0, 0.6, 1.0, 0.2)),
}
