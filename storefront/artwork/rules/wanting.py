"""What the slots of an item want, read off what was ordered."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from storefront.artwork.inspection.facts import Facts, Size
from storefront.artwork.models import ArtworkSlot
from storefront.artwork.rules.profiles import PAGED, profile_of
from storefront.artwork.rules.table import BLEED, BLEED_MOST, SAFE
from storefront.artwork.rules.wanted import Profile, Wanted
from storefront.catalog.measures import inches
from storefront.catalog.models import Product
from storefront.catalog.presentation import family_name
from storefront.drawings.subject import Drawing, drawn
from storefront.quotes.live import described_by
from storefront.quotes.models import Quote

_WIDE, _TALL = frozenset({"horizontal", "landscape"}), frozenset({"vertical", "portrait"})
_CUT_FROM_SHEETS = (Profile.SHEET, Profile.BOOKLET, Profile.MASK)


@dataclass(frozen=True)
class Piece:
    """What is printed: as it is drawn, and all that is said of it."""

    drawing: Drawing | None
    size: str
    text: str
    answers: tuple[str, ...] = ()


def piece_of(quote: Quote) -> Piece:
    answers = (*described_by(quote), *(answer for _, answer in quote.choices))
    return piece(quote.product, answers)


def piece(product: Product, answers: Iterable[str] = ()) -> Piece:
    told = tuple(answers)
    text = " ".join((product.partner_name, product.stock, product.coating, *told))
    family = family_name(product)
    sides = inches(product.size) or inches(product.partner_name)
    return Piece(drawn(family, sides, text), product.size, f"{family} {text}", told)


def wanted_of(quote: Quote, slots: Sequence[ArtworkSlot]) -> dict[int, Wanted]:
    """What each slot wants, by its id."""
    it = piece_of(quote)
    return {
        slot.id: wanted(it, slot.code, _beside(slot, slots), {one.code for one in slots})
        for slot in slots
    }


def wanted(
    piece: Piece, code: str, beside: Mapping[str, Facts] | None = None, slots: Iterable[str] = ()
) -> Wanted:
    profile = profile_of(code, piece.drawing, piece.text)
    size, oriented = _size(piece)
    if profile in (Profile.OTHER, Profile.TEMPLATE):
        size = None
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
        folds=_folds(piece),
        beside=beside or {},
        slots=frozenset(slots),
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


def _folds(piece: Piece) -> int:
    """Panels of what is folded as it was chosen; a drawing folds a brochure that says nothing."""
    if piece.drawing is None or re.search(r"\b(?:no|without) fold", piece.text, re.IGNORECASE):
        return 0
    return piece.drawing.panels


def _pages(piece: Piece, code: str) -> int | None:
    """As many as were chosen of a booklet; one of everything else."""
    if code not in PAGED:
        return 1
    told = re.search(r"(\d+)[ -]*(?:total )?(?:page|pg)", piece.text, re.IGNORECASE)
    return int(told[1]) if told and code == "multipagepdf" else None
