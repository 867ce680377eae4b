"""Sizes and weights out of 4Over's texts, for sorting and for listings."""

import re
from functools import lru_cache

from storefront import lengths

_NUMBER = r"(\d{1,5}(?:\.\d{1,4})?|\.\d{1,4})"
_UNIT = r"\s*(\"|''|”|″|'|’|inch(?:es)?\b|in\b\.?|feet\b|ft\b\.?)?\s*"
_SIDE = re.compile(_NUMBER + _UNIT, re.IGNORECASE)
_SIZE = re.compile(
    rf"(?<![\w.]){_NUMBER}{_UNIT}(?:(?:x|×|\*|by)\s*{_NUMBER}{_UNIT}){{1,2}}(?![\d.])",
    re.IGNORECASE,
)
_FEET = ("'", "’", "f")
_UNITS = ("lb", "pt", "mil", "oz", "mm")
_WEIGHT = re.compile(rf"(\d+(?:\.\d+)?)\s*({'|'.join(_UNITS)})\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def inches(text: str) -> tuple[float, ...]:
    """The sides of the first size in the text: (4.0, 6.0) of 4" x 6", 4X6 or 4 by 6."""
    match = _SIZE.search(text)
    return _sides(match.group()) if match else ()


@lru_cache(maxsize=4096)
def size_in_words(size: str) -> str:
    """However it was written: 2" x 3.5"."""
    sides = inches(size)
    return lengths.size(sides) if sides else size


def sizes_as_words(text: str) -> str:
    """The text with each size in it written as one word: `4" x 6"` becomes 4x6."""
    return _SIZE.sub(lambda found: f" {_word(found[0])} ", text)


def size_word(sides: tuple[float, ...]) -> str:
    return "x".join(f"{side:g}" for side in sides)


@lru_cache(maxsize=4096)
def _word(size: str) -> str:
    return size_word(_sides(size))


def without_sizes(text: str) -> str:
    return _SIZE.sub(" ", text)


def by_area(size: str) -> tuple[float, str]:
    """A key that sorts sizes from small to large; what has no size comes last."""
    sides = inches(size)
    product = 1.0
    for side in sides:
        product *= side
    return (product if sides else 10.0**9, size)


def by_weight(stock: str) -> tuple[int, float, str]:
    """A key that sorts stocks by kind and, within a kind, from light to heavy."""
    match = _WEIGHT.search(stock)
    if not match:
        return (len(_UNITS), 0.0, stock)
    return (_UNITS.index(match[2].lower()), float(match[1]), stock)


def position(size: str, stock: str, coating: str, code: str) -> str:
    """One text that sorts products of a category as people look for them."""
    kind, weight, _ = by_weight(stock)
    return f"{by_area(size)[0]:013.2f} {kind}{weight:08.2f} {coating[:40]} {code}"[:120]


def _sides(text: str) -> tuple[float, ...]:
    sides = [(float(number), unit.lower()) for number, unit in _SIDE.findall(text)]
    units = {unit for _, unit in sides} - {""}
    if units and all(map(_is_feet, units)):  # 3 x 6 ft: both are
        return tuple(side * 12 for side, _ in sides)
    return tuple(side * 12 if _is_feet(unit) else side for side, unit in sides)


def _is_feet(unit: str) -> bool:
    return unit.startswith(_FEET) and unit != "''"
