"""What a slot wants of its file. Pure."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from storefront.artwork.inspection.facts import Facts, Size

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
    pages: int | None = 1  # how many it takes; None: not known
    folds: int = 0  # panels, if the piece is folded
    beside: Mapping[str, Facts] = field(default_factory=dict)  # in the other slots of the same set
    slots: frozenset[str] = frozenset()  # the codes of all slots of the set, filled or not

    @property
    def mask(self) -> bool:
        return self.code in MASKS

    @property
    def file_size(self) -> Size | None:
        """With the bleed that is asked for."""
        if self.size is None:
            return None
        more = 2 * (self.bleed or 0)
        return Size(self.size.width + more, self.size.height + more)
