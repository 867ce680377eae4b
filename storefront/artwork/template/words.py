"""What is written on a template, and what its layers and colors are called."""

from collections.abc import Iterator

from storefront import lengths
from storefront.artwork.template.inks import Ink
from storefront.artwork.template.subject import Template

ARTWORK = "Your artwork"  # the layer that is empty
LAYER = "Template: delete before saving"
DELETE = "Delete this layer before you save the PDF."

_FOLDED = "Violet, dotted: a fold, about here."
_HOLED = "Orange: a hole, about here."
_SAFE = "Blue, dashed: keep text and logos inside."
_CUT = "Red: it is cut here."
_AT_THE_EDGE = "Red, the edge of this page: it is cut here. It needs no bleed."
_BLEED = "Green, the edge of this page: let backgrounds reach it; outside the red is cut off."
_ROUND_BLEED = "Green: let backgrounds reach it; outside the red is cut off."
_SMALLER = "All is drawn at one tenth of its size."


def written_on(template: Template) -> Iterator[tuple[str, Ink]]:
    """Sentences, each in the color of its line."""
    yield f"Finished size {lengths.size(template.size)}.", Ink.CUT
    if template.parts > 1:
        yield _SMALLER, Ink.CUT
    yield DELETE, Ink.CUT
    if template.bleed:
        yield _ROUND_BLEED if template.shape.round else _BLEED, Ink.BLEED
        yield _CUT, Ink.CUT
    else:
        yield _AT_THE_EDGE, Ink.CUT
    if template.safe:
        yield _SAFE, Ink.SAFE
    if template.drawing.folds:
        yield _FOLDED, Ink.FOLD
    if template.hole:
        yield _HOLED, Ink.HOLE
