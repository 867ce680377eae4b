"""How a page lies on the finished piece: whether it fits, with how much bleed, and at what scale.

Compared in this order: the finished size, with the bleed that is asked for, with more up to what
is accepted; the same turned by 90 degrees; the same proportions at another scale; larger all round.
Pure.
"""

import enum
from dataclasses import dataclass

from storefront.artwork.inspection.facts import FilePage, Size
from storefront.artwork.rules.wanted import Wanted

MUCH_LARGER = 0.5  # inches a side: what has more around it is another size


class Fit(enum.Enum):
    GOOD = "good"
    SCALED = "scaled"  # right when it is made larger or smaller
    LARGER = "larger"  # right when the same is cut off all round
    WRONG = "wrong"


@dataclass(frozen=True)
class Placed:
    fit: Fit
    size: Size | None = None  # of the page as it is; None: an image, which takes any
    turned: bool = False
    bleed: float = 0.0  # inches a side that it has beyond the finished size, at printed size
    scale: float = 1.0  # what it is made larger by


def place(page: FilePage, wanted: Wanted, tolerance: float, proportions: float) -> Placed | None:
    """`tolerance` in inches, `proportions` as a part of them. None where a size is not known."""
    if wanted.size is None:
        return None
    if page.pixels:
        return _by_proportions(Size(*map(float, page.pixels)), wanted, proportions, image=True)
    size, printed = page.size, page.printed
    if size is None or printed is None:
        return None
    own = (printed.width - size.width) / 2, (printed.height - size.height) / 2
    for turned in (False, True):
        finished = wanted.size.turned if turned else wanted.size
        more = (size.width - finished.width) / 2, (size.height - finished.height) / 2
        if abs(more[0] - more[1]) > tolerance:
            continue
        bleed = min(more) + max(min(own), 0.0)
        if -tolerance <= min(more) and max(more) <= _accepted(wanted) + tolerance / 2:
            return Placed(Fit.GOOD, size, turned, max(bleed, 0.0))
        if 0 < min(more) <= MUCH_LARGER:
            return Placed(Fit.LARGER, size, turned, bleed)
    return _by_proportions(size, wanted, proportions)


def _accepted(wanted: Wanted) -> float:
    return wanted.bleed_most or 0.0


def _by_proportions(
    size: Size, wanted: Wanted, proportions: float, *, image: bool = False
) -> Placed:
    assert wanted.size
    bleeds = sorted({wanted.bleed or 0.0, _accepted(wanted), 0.0}, key=lambda b: b != wanted.bleed)
    best: tuple[float, Placed] | None = None
    for turned in (False, True):
        finished = wanted.size.turned if turned else wanted.size
        for bleed in bleeds:
            full = Size(finished.width + 2 * bleed, finished.height + 2 * bleed)
            across, down = full.width / size.width, full.height / size.height
            off = abs(across / down - 1)
            if off <= proportions and (best is None or off < best[0] - proportions / 4):
                fit = Fit.GOOD if image else Fit.SCALED
                best = off, Placed(fit, None if image else size, turned, bleed, max(across, down))
        if best:
            return best[1]
    return Placed(Fit.WRONG, None if image else size)
