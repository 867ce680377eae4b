"""What a slot wants of its file. Pure."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from storefront.artwork.inspection.facts import Facts, Size
from storefront.artwork.outline import Shape
from storefront.artwork.rules.findings import Level
from storefront.artwork.rules.rulebook import RuleBook
from storefront.drawings.subject import ROUND, Drawing

MASKS = frozenset({"fm", "bm", "ffm", "bfm", "cm"})


class Profile(enum.StrEnum):
    """A kind of print. Each has its own rules."""

    SHEET = "sheet"  # cards, flyers, brochures: cut from a press sheet
    LARGE = "large"  # banners, signs, boards
    TEMPLATE = "template"  # folders, boxes, envelopes, die cuts, rolled labels
    BOOKLET = "booklet"
    MASK = "mask"  # where foil, spot UV or a blade goes
    OTHER = "other"  # whose size is not known


@dataclass(frozen=True)
class Wanted:
    code: str  # 4Over's reason: fr, bk, fm … (API 9.2)
    profile: Profile
    size: Size | None = None  # of the finished piece; None: not known
    oriented: bool = False  # which side is the width is known, too
    bleed: float | None = None  # inches on each side that are asked for; None: no rule
    bleed_most: float | None = None  # ... and that are accepted
    safe: float | None = None  # inches from the cut that text stays away
    dots: float | None = None  # an inch that pictures have at least; None: no rule
    pages: int | None = 1  # how many it takes; None: not known
    drawing: Drawing | None = None  # as it is cut, folded and drilled, where that is known
    corners: float = 0.0  # inches: the radius of its corners
    beside: Mapping[str, Facts] = field(default_factory=dict)  # in the other slots of the same set
    slots: frozenset[str] = frozenset()  # the codes of all slots of the set, filled or not

    @property
    def mask(self) -> bool:
        return self.code in MASKS

    @property
    def shape(self) -> Shape:
        return Shape(self.drawing is not None and ROUND in self.drawing.marks, self.corners)

    @property
    def folds(self) -> tuple[float, ...]:
        """About where it is folded, as parts of its longer side."""
        return self.drawing.folds if self.drawing else ()

    def by(self, rules: RuleBook) -> "Wanted":
        """With the bleed, the safe line and the dots that the shop has set, where there are any."""
        few = rules["few pixels"]
        with_dots = replace(self, dots=None if few.level == Level.OFF else few.target)
        if self.bleed is None:
            return with_dots
        bleed = rules["bleed"].target or self.bleed
        most = max(bleed, self.bleed_most or 0.0)
        safe = rules["safe"].target or self.safe
        return replace(with_dots, bleed=bleed, bleed_most=most, safe=safe)

    @property
    def file_size(self) -> Size | None:
        """With the bleed that is asked for."""
        if self.size is None:
            return None
        more = 2 * (self.bleed or 0)
        return Size(self.size.width + more, self.size.height + more)
