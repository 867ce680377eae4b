"""What the page asks for, in words: how large a file has to be, and how much is cut off."""

from typing import NamedTuple

from storefront import lengths
from storefront.artwork.required import by_rules
from storefront.artwork.rules.editions import book_for
from storefront.artwork.rules.profiles import PAGED
from storefront.artwork.rules.wanted import Profile, Wanted
from storefront.artwork.rules.wanting import ChosenOf, piece_of, wanted
from storefront.artwork.template.subject import Template, templates_of
from storefront.catalog.models import Product
from storefront.quotes.selection import Selection


class AskedFor(NamedTuple):
    """Width x height in words; empty where there is no such rule."""

    profile: Profile
    finished: str = ""
    file: str = ""
    bleed: str = ""
    bleed_most: str = ""
    safe: str = ""
    either_way: bool = False  # nobody has said which side is the width
    round: bool = False
    templates: tuple[Template, ...] = ()
    dots: str = ""  # an inch that pictures have at least


def asked_of(product: Product, selection: Selection) -> AskedFor:
    """Before anything is in a cart."""
    piece = piece_of(ChosenOf(product, selection.choice, selection.choices), selection.spec)
    codes = [code for code, _ in by_rules(selection)]
    its = wanted(piece, next((code for code in codes if code in PAGED), codes[0]))
    return asked_for(its.by(book_for(product, its.profile)))


def asked_for(wanted: Wanted) -> AskedFor:
    if wanted.size is None or wanted.file_size is None:
        return AskedFor(wanted.profile)
    return AskedFor(
        profile=wanted.profile,
        finished=lengths.size(wanted.size),
        file=lengths.size(wanted.file_size),
        bleed=_length(wanted.bleed),
        bleed_most=_length(wanted.bleed_most) if wanted.bleed_most != wanted.bleed else "",
        safe=_length(wanted.safe),
        either_way=not wanted.oriented and wanted.size.width != wanted.size.height,
        round=wanted.shape.round,
        templates=templates_of(wanted),
        dots=f"{wanted.dots:.0f}" if wanted.dots else "",
    )


def _length(inches: float | None) -> str:
    return lengths.length(inches) if inches else ""
