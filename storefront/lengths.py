"""Inches as people read them: 1/16", and 3.625" x 2.125" of a size. Pure."""

from collections.abc import Iterable, Mapping

_FRACTIONS: Mapping[float, str] = {  # the sixteenths that people know by name
    0.0625: "1/16", 0.125: "1/8", 0.1875: "3/16", 0.25: "1/4", 0.375: "3/8", 0.5: "1/2",
    0.75: "3/4",
}  # fmt: skip


def length(inches: float) -> str:
    """How far one thing is from another, such as a bleed."""
    return f'{_FRACTIONS.get(round(inches, 4)) or plain(inches)}"'


def size(sides: Iterable[float]) -> str:
    """As products are called: always with decimals, of which there are as many as needed."""
    return " x ".join(f'{plain(side)}"' for side in sides)


def plain(inches: float) -> str:
    """What is typed into a program: 0.0625, without zeros that say nothing."""
    return f"{round(inches, 4):g}"
