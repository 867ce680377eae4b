"""How large a file has to be: the piece, and a little more that is cut off."""

from collections.abc import Iterable
from typing import NamedTuple

from storefront.catalog.measures import inches

BLEED = 0.125  # inches on each side, as presses want it
LARGEST = 28.0  # inches: larger things are printed on rolls and boards, with rules of their own


WIDE, TALL = frozenset({"horizontal", "landscape"}), frozenset({"vertical", "portrait"})


class Sizes(NamedTuple):
    """Width x height: the finished size, and the file's."""

    finished: str
    file: str
    either_way: bool  # nobody has said which side is the width


def size_with_bleed(size: str, answers: Iterable[str] = ()) -> Sizes | None:
    """What a file has to measure: 2" x 3.5" and 2.25" x 3.75".

    The wide way round if one of the `answers` says so: 3.5" x 2". None where the size cannot be
    read, or is not one of a piece that is cut from a press sheet.
    """
    sides = list(inches(size))
    if len(sides) != 2 or not all(0 < side <= LARGEST for side in sides):
        return None
    said = {answer.strip().lower() for answer in answers}
    wide, tall = bool(said & WIDE), bool(said & TALL)
    if wide != tall:
        sides.sort(reverse=wide)
    either_way = wide == tall and sides[0] != sides[1]
    return Sizes(_words(sides), _words([side + 2 * BLEED for side in sides]), either_way)


def _words(sides: list[float]) -> str:
    return " x ".join(f'{side:g}"' for side in sides)
