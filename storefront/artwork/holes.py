"""The hole that is punched or drilled out of a piece, about where it is. Pure.

Templates and proofs draw the same one.
"""

from typing import NamedTuple

from storefront.artwork.inspection.facts import Area
from storefront.drawings.shapes import Box, hole_in
from storefront.drawings.subject import Drawing

POINTS = 72  # an inch


class Hole(NamedTuple):
    """In inches. It lies in the middle between left and right."""

    down: float  # from the top edge to its middle
    radius: float

    def on(self, piece: Area, unit: float = 1.0) -> Area:
        """Where it is, of a piece that lies there; `unit`: so long is an inch."""
        down, radius = unit * self.down, unit * self.radius
        middle = piece.left + piece.width / 2
        return Area(middle - radius, piece.top + down - radius, 2 * radius, 2 * radius)


def hole_of(drawing: Drawing) -> Hole | None:
    found = hole_in(drawing, Box(0, 0, POINTS * drawing.width, POINTS * drawing.height, POINTS))
    return Hole(found[0] / POINTS, found[1] / POINTS) if found else None
