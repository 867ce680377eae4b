"""Which kind of print something is, by what is said of it. Pure."""

import re

from storefront.artwork.rules.wanted import MASKS, Profile
from storefront.drawings.subject import DIE_CUT, Drawing

LARGEST_SHEET = 28.0  # inches: longer things are printed on rolls and boards
PAGED = frozenset({"multipagepdf", "cvr"})
_ON_ROLLS = {"banner", "yard", "board"}
_BY_TEMPLATE = {"folder", "box", "envelope"}


def profile_of(code: str, drawing: Drawing | None, text: str) -> Profile:
    """Of a slot of something that is drawn and described so."""
    if code in MASKS:
        return Profile.MASK
    if drawing is None:
        return Profile.OTHER
    if drawing.kind in _BY_TEMPLATE or DIE_CUT in drawing.marks or _is_roll_label(drawing, text):
        return Profile.TEMPLATE
    if drawing.kind in _ON_ROLLS or max(drawing.sides) > LARGEST_SHEET:
        return Profile.LARGE
    if code in PAGED or drawing.kind == "book":
        return Profile.BOOKLET
    return Profile.SHEET


def _is_roll_label(drawing: Drawing, text: str) -> bool:
    return drawing.kind == "sticker" and bool(re.search(r"\brolls?\b", text, re.IGNORECASE))
