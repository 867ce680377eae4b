"""Where a sheet lies in its drawing, and how it is cut, as SVG path data."""

import math
from typing import NamedTuple

from storefront.drawings.subject import CORNERS, DIE_CUT, HOLE, ROUND, Drawing

WIDTH, HEIGHT = 400, 300  # of the whole picture, in pixels
_ACROSS, _DOWN = 296.0, 212.0  # of it for the sheet
_THINNEST = 18.0  # pixels of a side, however thin the thing is
_STAKES = 38.0


class Box(NamedTuple):
    """Where the sheet lies, in pixels."""

    x: float
    y: float
    w: float
    h: float
    inch: float  # how many pixels it is

    @property
    def small(self) -> float:
        return min(self.w, self.h)

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h


def box_of(drawing: Drawing) -> Box:
    """Small things are drawn smaller than large ones, though never by as much as they are."""
    below = _STAKES if drawing.kind == "yard" else 0.0
    depth = slant(drawing)
    longest = max(drawing.width, drawing.height)
    share = 0.76 + 0.24 * min(max(math.log(longest / 2) / math.log(24), 0), 1)
    across = _ACROSS / (drawing.width + depth)
    inch = share * min(across, (_DOWN - below) / (drawing.height + depth))
    w, h = max(drawing.width * inch, _THINNEST), max(drawing.height * inch, _THINNEST)
    over = depth * inch
    return Box(218 - (w + over) / 2, 126 - below / 2 - (h - over) / 2, w, h, inch)


def slant(drawing: Drawing) -> float:
    """How far a box reaches to the right and up behind its front, in inches."""
    return min(drawing.depth * 0.45, max(drawing.width, drawing.height))


def outline(drawing: Drawing, box: Box) -> str:
    """The cut edge, with what is punched out of it."""
    x, y, w, h, inch = box
    if DIE_CUT in drawing.marks and drawing.kind in ("sticker", "flat", "board"):
        return _wavy(box)
    if ROUND in drawing.marks and drawing.kind != "box":
        return ellipse(x + w / 2, y + h / 2, w / 2, h / 2)
    rounded = CORNERS in drawing.marks or drawing.kind == "sticker"
    path = rectangle(x, y, w, h, min(max(0.25 * inch, 5), box.small / 3) if rounded else 1.5)
    if hole := hole_in(drawing, box):
        middle, radius = hole
        path += ellipse(x + w / 2, middle, radius, radius)
    return path


def hole_in(drawing: Drawing, box: Box) -> tuple[float, float] | None:
    """How far down the middle of what is punched or drilled out of it is, and its radius."""
    if drawing.kind == "hanger":
        return hole_of(box)
    if drawing.kind == "tag" or HOLE in drawing.marks:
        radius = min(max(0.13 * box.inch, 3.5), box.small / 8)
        return box.y + radius * 2.6, radius
    return None


def hole_of(hanger: Box) -> tuple[float, float]:
    """How far down the middle of the hole is that goes over the knob, and its radius."""
    radius = min(0.7 * hanger.inch, hanger.w * 0.27)
    return hanger.y + max(radius * 1.7, 0.9 * hanger.inch), radius


def rectangle(x: float, y: float, w: float, h: float, r: float) -> str:
    return (
        f"M{x + r:.1f} {y:.1f}h{w - 2 * r:.1f}a{r:.1f} {r:.1f} 0 0 1 {r:.1f} {r:.1f}"
        f"v{h - 2 * r:.1f}a{r:.1f} {r:.1f} 0 0 1 {-r:.1f} {r:.1f}h{2 * r - w:.1f}"
        f"a{r:.1f} {r:.1f} 0 0 1 {-r:.1f} {-r:.1f}v{2 * r - h:.1f}"
        f"a{r:.1f} {r:.1f} 0 0 1 {r:.1f} {-r:.1f}z"
    )


def ellipse(cx: float, cy: float, rx: float, ry: float) -> str:
    return (
        f"M{cx - rx:.1f} {cy:.1f}a{rx:.1f} {ry:.1f} 0 1 0 {2 * rx:.1f} 0"
        f"a{rx:.1f} {ry:.1f} 0 1 0 {-2 * rx:.1f} 0z"
    )


def _wavy(box: Box) -> str:
    """A shape of its own, as large as the box."""
    points = []
    for step in range(90):
        turn = step * math.tau / 90
        reach = (1 + 0.07 * math.cos(9 * turn)) / 1.07
        x = box.x + box.w / 2 * (1 + reach * math.sin(turn))
        y = box.y + box.h / 2 * (1 - reach * math.cos(turn))
        points.append(f"{x:.1f} {y:.1f}")
    return f"M{'L'.join(points)}z"
