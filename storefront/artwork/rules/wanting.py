"""What the slots of an item want, read off what was ordered."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

from storefront.artwork.inspection.facts import Facts, Size
from storefront.artwork.models import ArtworkSlot
from storefront.artwork.rules.profiles import PAGED, profile_of
from storefront.artwork.rules.table import BLEED, BLEED_MOST, SAFE
from storefront.artwork.rules.wanted import Profile, Wanted
from storefront.catalog.measures import inches
from storefront.catalog.models import Product
from storefront.catalog.presentation import family_name
from storefront.catalog.spec import ProductSpec
from storefront.drawings.subject import (
    CORNERS,
    FOLDS,
    HOLE,
    ROUND,
    Drawing,
    drawn,
    marks_in,
)
from storefront.fourover.payloads import Choice
from storefront.quotes.live import described_by

_WIDE, _TALL = frozenset({"horizontal", "landscape"}), frozenset({"vertical", "portrait"})
_SEEN = frozenset({ROUND, CORNERS, HOLE, *FOLDS})  # marks of what a printed piece is cut by
_MORE_HOLES = re.compile(r"\b[2-9] holes\b", re.IGNORECASE)
_SOME_CORNERS = re.compile(r"\b(?:[1-3]|one|two|three) round(?:ed)?[- ]+corner", re.IGNORECASE)
_RADIUS = re.compile(r"(\d+|\d*\.\d+)(?:/([1-9]\d*))?(?:\"|”|″|\s*in\w*)?\s*radius", re.IGNORECASE)
USUAL_RADIUS = 0.25  # inches, of rounded corners
_DECLINES = re.compile(r"\s*(?:no|none|without)\b", re.IGNORECASE)
_CUT_FROM_SHEETS = (Profile.SHEET, Profile.BOOKLET, Profile.MASK)


@dataclass(frozen=True)
class Piece:
    """What is printed: as it is drawn, and all that is said of it."""

    drawing: Drawing | None
    size: str
    text: str
    answers: tuple[str, ...] = ()


class Chosen(Protocol):
    """What was chosen of a product: a quote, an ordered item, or what is picked on its page."""

    @property
    def product(self) -> Product: ...
    @property
    def choice(self) -> Choice: ...
    @property
    def choices(self) -> list[Any]: ...


@dataclass(frozen=True)
class ChosenOf:
    """The same, of what has it in another place."""

    product: Product
    choice: Choice
    choices: list[Any]


def piece_of(chosen: Chosen, spec: ProductSpec | None = None) -> Piece:
    """`spec` is the product's where it is at hand."""
    described = described_by(spec or chosen.product.spec, chosen.choice)
    return piece(chosen.product, (*described, *(answer for _, answer in chosen.choices)))


def piece(product: Product, answers: Iterable[str] = ()) -> Piece:
    made = product.partner_name, product.stock, product.coating
    return _piece(family_name(product), product.size, made, tuple(answers))


@lru_cache(maxsize=2048)  # a page of a product asks for it with each option
def _piece(family: str, size: str, made: tuple[str, ...], told: tuple[str, ...]) -> Piece:
    said = (answer for answer in told if not _DECLINES.match(answer))
    text = " ".join((*made, *said))
    return Piece(
        drawn(family, inches(size) or inches(made[0]), text), size, f"{family} {text}", told
    )


def wanted_of(chosen: Chosen, slots: Sequence[ArtworkSlot]) -> dict[int, Wanted]:
    """What each slot wants, by its id."""
    it = piece_of(chosen)
    return {
        slot.id: wanted(it, slot.code, _beside(slot, slots), {one.code for one in slots})
        for slot in slots
    }


def wanted(
    piece: Piece, code: str, beside: Mapping[str, Facts] | None = None, slots: Iterable[str] = ()
) -> Wanted:
    return replace(_alone(piece, code), beside=beside or {}, slots=frozenset(slots))


@lru_cache(maxsize=2048)
def _alone(piece: Piece, code: str) -> Wanted:
    """Whatever else there is."""
    profile = profile_of(code, piece.drawing, piece.text)
    size, oriented = _size(piece)
    if profile in (Profile.OTHER, Profile.TEMPLATE):
        size = None
    drawing = _cut_and_folded(piece, size, oriented=oriented)
    cut = profile in _CUT_FROM_SHEETS and size is not None
    return Wanted(
        code=code,
        profile=profile,
        size=size,
        oriented=oriented,
        bleed=BLEED if cut else None,
        bleed_most=BLEED_MOST if cut or profile == Profile.LARGE else None,
        safe=SAFE if cut else None,
        pages=_pages(piece, code),
        drawing=drawing,
        corners=_corners(drawing, piece.text),
    )


def _beside(slot: ArtworkSlot, slots: Iterable[ArtworkSlot]) -> dict[str, Facts]:
    return {
        one.code: one.file.facts
        for one in slots
        if one.file and one.set_number == slot.set_number and one.id != slot.id
    }


def _size(piece: Piece) -> tuple[Size | None, bool]:
    """The wide way round if an answer says so; and whether the way round is known."""
    sides = sorted(inches(piece.size)) if len(inches(piece.size)) == 2 else []
    if not sides or sides[0] <= 0:
        return None, False
    said = {answer.strip().lower() for answer in piece.answers}
    wide, tall = bool(said & _WIDE), bool(said & _TALL)
    first, second = inches(piece.size)
    if wide != tall:
        first, second = (sides[1], sides[0]) if wide else (sides[0], sides[1])
    return Size(first, second), wide != tall or first == second


def _cut_and_folded(piece: Piece, size: Size | None, *, oriented: bool) -> Drawing | None:
    """As it was chosen, lying as it is wanted. A picture folds a brochure that says nothing."""
    if piece.drawing is None or size is None:
        return None
    marks = set(_SEEN) & set(piece.drawing.marks) & marks_in(piece.text)
    if _MORE_HOLES.search(piece.text):
        marks.discard(HOLE)  # where they are is not known
    wide = bool(marks & set(FOLDS)) or piece.drawing.width >= piece.drawing.height
    lies = size if oriented or (size.width >= size.height) == wide else size.turned
    return Drawing(piece.drawing.kind, *lies, marks="".join(sorted(marks)))


def _corners(drawing: Drawing | None, text: str) -> float:
    """The radius of its corners, if all four of them are rounded."""
    if drawing is None or CORNERS not in drawing.marks or _SOME_CORNERS.search(text):
        return 0.0
    told = _RADIUS.search(text)
    if told is None:
        return USUAL_RADIUS
    above, below = told[1], told[2]
    return float(above) / float(below) if below else float(above)


def _pages(piece: Piece, code: str) -> int | None:
    """As many as were chosen of a booklet; one of everything else."""
    if code not in PAGED:
        return 1
    told = re.search(r"(\d+)[ -]*(?:total )?(?:page|pg)", piece.text, re.IGNORECASE)
    return int(told[1]) if told and code == "multipagepdf" else None
