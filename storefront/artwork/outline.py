"""How a piece is cut: at right angles, with rounded corners, or as a circle or an oval. Pure.

Lengths are of the caller's choosing, from the left and the top edge.
"""

from collections.abc import Iterator
from typing import NamedTuple

from storefront.artwork.inspection.facts import Area

_ARC = 0.5523  # of the radius: how far a Bézier curve's handle reaches for a quarter of a circle


class Shape(NamedTuple):
    round: bool = False  # a circle or an oval
    corners: float = 0.0  # the radius of rounded corners

    def radii(self, area: Area, inside: float = 0.0) -> tuple[float, float]:
        """Of the corners of such a piece; `inside`: of the line so far inside its edge."""
        if self.round:
            return area.width / 2, area.height / 2
        radius = max(self.corners - inside, 0.0) if self.corners else 0.0
        radius = min(radius, area.width / 2, area.height / 2)
        return radius, radius


RIGHT_ANGLED, ROUND = Shape(), Shape(round=True)


class Segment(NamedTuple):
    """Of a path: M, L, C or Z, as SVG calls them, with the points it leads by, and to."""

    to: str
    points: tuple[tuple[float, float], ...] = ()


def grown(area: Area, by: float) -> Area:
    """The same all round larger; smaller by what is below zero."""
    return Area(area.left - by, area.top - by, area.width + 2 * by, area.height + 2 * by)


def outline(area: Area, radii: tuple[float, float] = (0.0, 0.0)) -> list[Segment]:
    """Once round it, clockwise from the left end of its top edge."""
    x, y = radii
    left, top, right, bottom = area.left, area.top, area.right, area.bottom
    if not (x and y):
        corners = (left, top), (right, top), (right, bottom), (left, bottom)
        return [
            Segment("M", corners[:1]),
            *(Segment("L", (one,)) for one in corners[1:]),
            Segment("Z"),
        ]
    return [Segment("M", ((left + x, top),)), *_rounded(area, x, y), Segment("Z")]


def _rounded(area: Area, x: float, y: float) -> Iterator[Segment]:
    left, top, right, bottom = area.left, area.top, area.right, area.bottom
    near_x, near_y = x * (1 - _ARC), y * (1 - _ARC)
    yield Segment("L", ((right - x, top),))
    yield Segment("C", ((right - near_x, top), (right, top + near_y), (right, top + y)))
    yield Segment("L", ((right, bottom - y),))
    yield Segment("C", ((right, bottom - near_y), (right - near_x, bottom), (right - x, bottom)))
    yield Segment("L", ((left + x, bottom),))
    yield Segment("C", ((left + near_x, bottom), (left, bottom - near_y), (left, bottom - y)))
    yield Segment("L", ((left, top + y),))
    yield Segment("C", ((left, top + near_y), (left + near_x, top), (left + x, top)))


def as_svg(path: list[Segment]) -> str:
    """As path data."""
    return "".join(
        segment.to + " ".join(f"{x:.6g} {y:.6g}" for x, y in segment.points) for segment in path
    )


def holds(area: Area, radii: tuple[float, float], x: float, y: float) -> bool:
    """Whether a point is inside of that outline."""
    if not (area.left <= x <= area.right and area.top <= y <= area.bottom):
        return False
    into_x = max(area.left + radii[0] - x, x - area.right + radii[0], 0.0)
    into_y = max(area.top + radii[1] - y, y - area.bottom + radii[1], 0.0)
    if not (into_x and into_y):
        return True
    return bool((into_x / radii[0]) ** 2 + (into_y / radii[1]) ** 2 <= 1)
