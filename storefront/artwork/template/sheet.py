"""A template as it is drawn: lines and words, in points from its left and top edge. Pure."""

import textwrap
from dataclasses import dataclass
from typing import NamedTuple

from storefront.artwork.holes import POINTS
from storefront.artwork.inspection.facts import Area
from storefront.artwork.outline import ROUND, Segment, grown, outline
from storefront.artwork.template.inks import Ink
from storefront.artwork.template.subject import Template
from storefront.artwork.template.words import written_on

_LETTER = 0.54  # of the size of a font: how wide a letter of Helvetica is on the whole
_LINE = 1.35  # ... how far from line to line
_LETTERS = 36  # in a line


class DrawnLine(NamedTuple):
    ink: Ink
    path: list[Segment]


class Writing(NamedTuple):
    ink: Ink
    text: str
    left: float
    base: float  # how far down the letters stand


@dataclass(frozen=True)
class Sheet:
    width: float
    height: float
    cut: Area
    thickness: float  # of lines
    letters: float  # the size of the font
    lines: tuple[DrawnLine, ...]
    words: tuple[Writing, ...]


def sheet_of(template: Template) -> Sheet:
    unit = POINTS / template.parts
    around, (width, height) = unit * template.bleed, template.size
    cut = Area(around, around, unit * width, unit * height)
    page = grown(cut, around)
    thickness = max(max(page.size) / 1500, 0.5)
    letters, words = _words(template, cut)
    return Sheet(
        page.width,
        page.height,
        cut,
        thickness,
        letters,
        tuple(_lines(template, cut, unit, thickness)),
        words,
    )


def _lines(template: Template, cut: Area, unit: float, thickness: float) -> list[DrawnLine]:
    shape = template.shape._replace(corners=unit * template.corners)
    bleed, safe = unit * template.bleed, unit * template.safe

    def at(ink: Ink, area: Area, inside: float) -> DrawnLine:
        return DrawnLine(ink, outline(area, shape.radii(area, inside)))

    lines = []
    if bleed:
        # all of the line is on the page
        edge = grown(cut, bleed - thickness / 2)
        radii = shape.radii(edge) if shape.round else (0.0, 0.0)
        lines += [DrawnLine(Ink.BLEED, outline(edge, radii)), at(Ink.CUT, cut, 0.0)]
    else:
        lines.append(at(Ink.CUT, grown(cut, -thickness / 2), 0.0))
    if safe:
        lines.append(at(Ink.SAFE, grown(cut, -safe), safe))
    lines += [DrawnLine(Ink.FOLD, _fold(cut, part)) for part in template.drawing.folds]
    if hole := template.hole:
        around = hole.on(cut, unit)
        lines.append(DrawnLine(Ink.HOLE, outline(around, ROUND.radii(around))))
    return lines


def _fold(cut: Area, part: float) -> list[Segment]:
    """Across the longer side."""
    if cut.width >= cut.height:
        at = cut.left + part * cut.width
        return [Segment("M", ((at, cut.top),)), Segment("L", ((at, cut.bottom),))]
    at = cut.top + part * cut.height
    return [Segment("M", ((cut.left, at),)), Segment("L", ((cut.right, at),))]


def _words(template: Template, cut: Area) -> tuple[float, tuple[Writing, ...]]:
    """The size of the font, and the lines in the middle of the piece, or of its first panel."""
    said = [
        (ink, line) for text, ink in written_on(template) for line in textwrap.wrap(text, _LETTERS)
    ]
    room = _room(template, cut)
    longest = max(len(line) for _, line in said)
    letters = min(room.width / (longest * _LETTER), room.height / (len(said) * _LINE))
    left = room.left + (room.width - longest * _LETTER * letters) / 2
    first = room.top + (room.height - len(said) * _LINE * letters) / 2 + letters
    return letters, tuple(
        Writing(ink, line, left, first + number * _LINE * letters)
        for number, (ink, line) in enumerate(said)
    )


def _room(template: Template, cut: Area) -> Area:
    """Where nothing else is."""
    inside = grown(cut, -POINTS / template.parts * template.safe)
    width, height, top = inside.width, inside.height, inside.top
    first = next(iter(template.drawing.folds), 1.0)
    if width >= height:
        width *= first
    else:
        height *= first
    if hole := template.hole:
        above = POINTS * (hole.down + hole.radius)
        height, top = height - above, top + above
    part = 0.66 if template.shape.round else 0.84
    left, top = inside.left + width * (1 - part) / 2, top + height * (1 - part) / 2
    return Area(left, top, width * part, height * part)
