"""Where something was found on a page, with the number that stands beside its sentence: each number
can be read, whatever lies beside it. Pure. Lengths are inches, from the picture's left and top."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from storefront.artwork.inspection.facts import Area, FilePage, Size
from storefront.artwork.rules.findings import Finding

_SMALLEST = 0.02  # of the picture's longer side: less cannot be seen
LETTERS = 0.03  # of it: the size of numbers
_DIGIT = 0.62  # of that: how wide one is


@dataclass(frozen=True)
class Pin:
    numbers: tuple[int, ...]  # several where they lie on one another
    area: Area
    label: Area | None = None  # where the numbers stand; None: they stand near by already

    @property
    def text(self) -> str:
        return ", ".join(map(str, self.numbers))


def pins_of(number: int, page: FilePage, findings: Sequence[Finding], size: Size) -> list[Pin]:
    """Of a page by its number, whose picture has that size."""
    joined: list[Pin] = []
    for pin in _found(number, page, findings):
        same = next((one for one in joined if _same(one.area, pin.area, size)), None)
        if same is None:
            joined.append(pin)
        else:
            numbers = tuple(sorted({*same.numbers, *pin.numbers}))
            joined[joined.index(same)] = replace(same, numbers=numbers)
    return _labeled(joined, size)


def _found(number: int, page: FilePage, findings: Sequence[Finding]) -> Iterator[Pin]:
    if page.printed is None:
        return
    least = max(page.printed.size) * _SMALLEST
    for which, finding in enumerate(findings, start=1):
        for on, area in finding.areas:
            if on == number:
                left, top = area.left - page.printed.left, area.top - page.printed.top
                yield Pin(
                    (which,), Area(left, top, max(area.width, least), max(area.height, least))
                )


def _same(one: Area, other: Area, size: Size) -> bool:
    near = max(size) * _SMALLEST / 2
    edges = ("left", "top", "right", "bottom")
    return all(abs(getattr(one, edge) - getattr(other, edge)) <= near for edge in edges)


def _labeled(pins: list[Pin], size: Size) -> list[Pin]:
    """Above each one's corner, so that all of it can be read; beside or below others."""
    high = max(size) * LETTERS
    placed: list[Pin] = []
    for pin in pins:
        wide = len(pin.text) * high * _DIGIT
        label = _within(Area(pin.area.left, pin.area.top - high, wide, high), size)
        if any(one.text == pin.text and _near(one.label, label, high) for one in placed):
            placed.append(pin)
        else:
            placed.append(replace(pin, label=_free(label, placed, size)))
    return placed


def _free(label: Area, placed: list[Pin], size: Size) -> Area:
    """The first place beside or below it that is free; itself where there is none."""
    at = label
    while other := next((one.label for one in placed if _overlap(one.label, at)), None):
        at = Area(other.right + at.height / 4, at.top, *label.size)
        if at.right > size.width:
            at = Area(label.left, at.top + at.height * 1.1, *label.size)
        if at.bottom > size.height:
            return label
    return at


def _within(label: Area, size: Size) -> Area:
    left = max(min(label.left, size.width - label.width), 0.0)
    return Area(left, max(min(label.top, size.height - label.height), 0.0), *label.size)


def _near(one: Area | None, other: Area, high: float) -> bool:
    if one is None:
        return False
    return abs(one.left - other.left) < 3 * high and abs(one.top - other.top) < 3 * high


def _overlap(one: Area | None, other: Area) -> bool:
    return (
        one is not None
        and one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )
