"""What a proof shows over the picture of a page: where it is cut, folded, how far text may go, and
where something was found. Lengths are inches, from the picture's left and top edge."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from storefront.artwork.inspection.facts import Area, FilePage, Size
from storefront.artwork.models import ArtworkSlot
from storefront.artwork.pictures import MOST_SHOWN
from storefront.artwork.rules.findings import Finding
from storefront.artwork.rules.placing import Fit, place
from storefront.artwork.rules.standing import JudgedSlot
from storefront.artwork.rules.wanted import Wanted

_TOLERANCES = 0.02, 0.02  # of the size in inches, and of the proportions
_SMALLEST_PIN = 0.02  # of the picture's longer side: less cannot be seen


@dataclass(frozen=True)
class Pin:
    """Something found, with the number that stands beside its sentence."""

    number: int
    area: Area


@dataclass(frozen=True)
class ProofPage:
    """One page. Without a cut line where it is not known, or the file does not fit."""

    number: int  # in its file, from 1
    size: Size  # of the picture
    cut: Area | None = None  # the finished piece
    safe: Area | None = None  # where text and logos may be
    folds: tuple[float, ...] = ()  # about where, from the left
    pins: tuple[Pin, ...] = ()

    @property
    def line(self) -> float:
        """How thick lines are drawn."""
        return max(self.size) / 400

    @property
    def bleeds(self) -> bool:
        """Whether something of the picture is cut off."""
        return self.cut is not None and self.cut.size != self.size


@dataclass(frozen=True)
class Side:
    """One file of an item: the front, the back, a booklet."""

    judged: JudgedSlot
    label: str
    pages: list[ProofPage]

    @property
    def spreads(self) -> list[list[ProofPage]]:
        """As they lie open: of a booklet the first alone, then two and two."""
        if len(self.pages) < 4:
            return [[page] for page in self.pages]
        inside = self.pages[1:]
        pairs = (inside[at : at + 2] for at in range(0, len(inside), 2))
        return [self.pages[:1], *pairs]


def sides_of(
    judged: Sequence[JudgedSlot], sets: int, label_of: Callable[[ArtworkSlot, int], str]
) -> list[Side]:
    """Of each slot that has a file."""
    sides = []
    for one in judged:
        if one.slot.file:
            findings = [standing.finding for standing in one.findings]
            pages = proof_pages(one.slot.file.facts.pages[:MOST_SHOWN], one.wanted, findings)
            sides.append(Side(one, label_of(one.slot, sets), pages))
    return sides


def proof_pages(
    pages: Iterable[FilePage], wanted: Wanted, findings: Iterable[Finding] = ()
) -> list[ProofPage]:
    found = list(enumerate(findings, start=1))
    return [
        _proof_page(number, page, wanted, list(_pins(number, page, found)))
        for number, page in enumerate(pages, start=1)
    ]


def _proof_page(number: int, page: FilePage, wanted: Wanted, pins: list[Pin]) -> ProofPage:
    placed = place(page, wanted, *_TOLERANCES)
    size = _own_size(page)
    if placed is None or wanted.size is None or placed.fit not in (Fit.GOOD, Fit.LARGER):
        return ProofPage(number, size, pins=tuple(pins))
    finished = wanted.size.turned if placed.turned else wanted.size
    if page.pixels:  # it is printed at the size that is asked for, with its bleed
        size = Size(finished.width + 2 * placed.bleed, finished.height + 2 * placed.bleed)
    # what is printed lies in the middle of what is cut
    cut = Area((size.width - finished.width) / 2, (size.height - finished.height) / 2, *finished)
    if not page.pixels and page.trim and page.printed:
        more = (page.trim.width - finished.width) / 2, (page.trim.height - finished.height) / 2
        left = page.trim.left - page.printed.left + more[0]
        cut = Area(left, page.trim.top - page.printed.top + more[1], *finished)
    return ProofPage(number, size, cut, _inside(cut, wanted.safe), _folds(cut, wanted), tuple(pins))


def _own_size(page: FilePage) -> Size:
    """Of an image, whose size is not known yet, its pixels stand for inches."""
    if page.pixels:
        return Size(*map(float, page.pixels))
    return page.printed.size if page.printed else Size(1, 1)


def _inside(cut: Area, by: float | None) -> Area | None:
    if not by:
        return None
    return Area(cut.left + by, cut.top + by, cut.width - 2 * by, cut.height - 2 * by)


def _folds(cut: Area, wanted: Wanted) -> tuple[float, ...]:
    """Panels lie side by side along the longer side."""
    if wanted.folds < 2 or cut.height > cut.width:
        return ()
    return tuple(cut.left + cut.width * fold / wanted.folds for fold in range(1, wanted.folds))


def _pins(number: int, page: FilePage, found: list[tuple[int, Finding]]) -> Iterator[Pin]:
    if page.printed is None:
        return
    least = max(page.printed.size) * _SMALLEST_PIN
    for which, finding in found:
        for on, area in finding.areas:
            if on == number:
                yield Pin(
                    which,
                    Area(
                        area.left - page.printed.left,
                        area.top - page.printed.top,
                        max(area.width, least),
                        max(area.height, least),
                    ),
                )
