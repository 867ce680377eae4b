"""What a proof shows over the picture of a page: where it is cut, folded, punched, how far text may
go, and where something was found. Lengths are inches, from the picture's left and top edge."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from storefront import lengths
from storefront.artwork.holes import hole_of
from storefront.artwork.inspection.facts import Area, FilePage, Size
from storefront.artwork.models import ArtworkSlot
from storefront.artwork.outline import RIGHT_ANGLED, ROUND, Shape, as_svg, grown, outline
from storefront.artwork.pictures import MOST_SHOWN
from storefront.artwork.pins import LETTERS, Pin, pins_of
from storefront.artwork.rules.findings import Finding
from storefront.artwork.rules.placing import Fit, place
from storefront.artwork.rules.standing import JudgedSlot
from storefront.artwork.rules.wanted import Wanted

_TOLERANCES = 0.02, 0.02  # of the size in inches, and of the proportions


class Fold(NamedTuple):
    """About where it is folded, from edge to edge of the piece."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class ProofPage:
    """One page. Without a cut line where it is not known, or the file does not fit."""

    number: int  # in its file, from 1
    size: Size  # of the picture
    cut: Area | None = None  # the finished piece
    safe: Area | None = None  # where text and logos may be
    shape: Shape = RIGHT_ANGLED  # of both
    folds: tuple[Fold, ...] = ()
    hole: Area | None = None  # about where one is punched or drilled
    hole_somewhere: bool = False  # there is one, and the page lies so that nobody knows where
    pins: tuple[Pin, ...] = ()

    @property
    def letters(self) -> float:
        """How large numbers are written."""
        return max(self.size) * LETTERS

    @property
    def bleeds(self) -> bool:
        """Whether something of the picture is cut off."""
        return self.cut is not None and (self.cut.size != self.size or self.shape != RIGHT_ANGLED)

    @property
    def cut_size(self) -> str:
        return lengths.size(self.cut.size) if self.cut else ""

    @property
    def cut_path(self) -> str:
        """As SVG has it."""
        return as_svg(outline(self.cut, self.shape.radii(self.cut))) if self.cut else ""

    @property
    def safe_path(self) -> str:
        if self.safe is None or self.cut is None:
            return ""
        inside = self.safe.left - self.cut.left
        return as_svg(outline(self.safe, self.shape.radii(self.safe, inside)))

    @property
    def hole_path(self) -> str:
        return as_svg(outline(self.hole, ROUND.radii(self.hole))) if self.hole else ""

    @property
    def bleed_path(self) -> str:
        """All of the picture but the piece, by the rule “evenodd”."""
        return as_svg(outline(Area(0, 0, *self.size))) + self.cut_path


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
    pages: Iterable[FilePage], wanted: Wanted, findings: Sequence[Finding] = ()
) -> list[ProofPage]:
    return [
        _proof_page(number, page, wanted, findings) for number, page in enumerate(pages, start=1)
    ]


def _proof_page(
    number: int, page: FilePage, wanted: Wanted, findings: Sequence[Finding]
) -> ProofPage:
    placed = place(page, wanted, *_TOLERANCES)
    size = _own_size(page)
    pins = tuple(pins_of(number, page, findings, size))
    if placed is None or wanted.size is None or placed.fit not in (Fit.GOOD, Fit.LARGER):
        return ProofPage(number, size, pins=pins)
    finished = wanted.size.turned if placed.turned else wanted.size
    if page.pixels:  # it is printed at the size that is asked for, with its bleed
        size = Size(finished.width + 2 * placed.bleed, finished.height + 2 * placed.bleed)
    # what is printed lies in the middle of what is cut
    cut = Area((size.width - finished.width) / 2, (size.height - finished.height) / 2, *finished)
    if not page.pixels and page.trim and page.printed:
        more = (page.trim.width - finished.width) / 2, (page.trim.height - finished.height) / 2
        left = page.trim.left - page.printed.left + more[0]
        cut = Area(left, page.trim.top - page.printed.top + more[1], *finished)
    safe = grown(cut, -wanted.safe) if wanted.safe else None
    folds = tuple(_fold(cut, part) for part in wanted.folds)
    hole, somewhere = _hole(cut, wanted)
    return ProofPage(
        number, size, cut, safe, wanted.shape, folds, hole, hole_somewhere=somewhere, pins=pins
    )


def _own_size(page: FilePage) -> Size:
    """Of an image, whose size is not known yet, its pixels stand for inches."""
    if page.pixels:
        return Size(*map(float, page.pixels))
    return page.printed.size if page.printed else Size(1, 1)


def _hole(cut: Area, wanted: Wanted) -> tuple[Area | None, bool]:
    """Of a page that lies as the piece is drawn; of one that is turned, only that there is one:
    what is its top may be its left or its right."""
    hole = hole_of(wanted.drawing) if wanted.drawing else None
    if hole is None or wanted.drawing is None:
        return None, False
    lies_so = (wanted.drawing.width > wanted.drawing.height) == (cut.width > cut.height)
    return (hole.on(cut), False) if lies_so else (None, True)


def _fold(cut: Area, part: float) -> Fold:
    """Panels lie side by side along the longer side."""
    if cut.width >= cut.height:
        at = cut.left + cut.width * part
        return Fold(at, cut.top, at, cut.bottom)
    at = cut.top + cut.height * part
    return Fold(cut.left, at, cut.right, at)
