"""What a template is of. Pure.

It is named by all that is in it, as a drawing is: its address alone makes it, nothing is stored.
"""

import re
from dataclasses import dataclass, replace

from storefront.artwork.holes import Hole, hole_of
from storefront.artwork.inspection.facts import LARGEST_PAGE, Size
from storefront.artwork.outline import Shape
from storefront.artwork.rules.wanted import Wanted
from storefront.drawings.subject import ROUND, Drawing, parse
from storefront.lengths import plain

_MOST = 5.0  # inches of a bleed, a safe line, a radius
_NAME = re.compile(r"([^_]{3,60})" + r"_([\d.]{1,8})" * 3)


@dataclass(frozen=True)
class Template:
    drawing: Drawing  # as it is cut, folded and drilled; lying as the page does
    bleed: float = 0.0  # inches a side
    safe: float = 0.0  # inches from the cut
    corners: float = 0.0  # inches: the radius of its corners

    @property
    def name(self) -> str:
        return f"{self.drawing.name}_{self.bleed:g}_{self.safe:g}_{self.corners:g}"

    @property
    def size(self) -> Size:
        """Of the finished piece."""
        return Size(self.drawing.width, self.drawing.height)

    @property
    def shape(self) -> Shape:
        return Shape(ROUND in self.drawing.marks, self.corners)

    @property
    def hole(self) -> Hole | None:
        return hole_of(self.drawing)

    @property
    def parts(self) -> int:
        """Into how many parts of its length it is made smaller: what is very large is."""
        return 10 if max(self.size) + 2 * self.bleed > LARGEST_PAGE else 1

    @property
    def file_name(self) -> str:
        return f"template-{plain(self.size.width)}x{plain(self.size.height)}-in"


def templates_of(wanted: Wanted) -> tuple[Template, ...]:
    """Both ways round where either is good, the usual one first. None where a size alone is not
    enough, or not known."""
    if wanted.size is None or wanted.drawing is None:
        return ()
    one = Template(wanted.drawing, wanted.bleed or 0.0, wanted.safe or 0.0, wanted.corners)
    if wanted.oriented or wanted.folds or one.hole:
        return (one,)
    width, height = one.size
    turned = replace(wanted.drawing, width=height, height=width)
    return one, replace(one, drawing=turned)


def template_named(name: str) -> Template | None:
    """The template of that name, if it is one, and written just as we would."""
    match = _NAME.fullmatch(name)
    drawing = parse(match[1]) if match else None
    if match is None or drawing is None or drawing.depth:
        return None
    try:
        bleed, safe, corners = map(float, match.groups()[1:])
    except ValueError:
        return None
    template = Template(drawing, bleed, safe, corners)
    possible = max(bleed, safe, corners) <= _MOST and 2 * safe < min(template.size)
    return template if possible and template.name == name else None
