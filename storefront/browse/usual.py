"""Which sizes of a kind are the usual ones: what people mean when they say no size. Pure."""

import re
from functools import lru_cache

from storefront.catalog.measures import inches, size_word

# The kind as it stands in the name of a family, and its sizes, the most usual first.
_SIZES = {
    "business card": "2x3.5",
    "postcard": "4x6 6x9 5x7 6x11",
    "flyer": "8.5x11 5.5x8.5 4.25x11",
    "brochure": "8.5x11 11x17 8.5x14",
    "door hanger": "4.25x11 3.5x8.5",
    "rack card": "4x9",
    "booklet": "8.5x11 5.5x8.5",
    "catalog": "8.5x11",
    "banner": "36x72 48x96 24x48",
    "yard sign": "18x24 24x24",
    "sign": "18x24 24x36",
    "poster": "18x24 24x36 11x17",
    "sticker": "3x3 2x3.5 4x4",
    "label": "2x3 3x3",
    "envelope": "4.125x9.5 5.25x7.25",
    "folder": "9x12",
    "wall calendar": "8.5x11",
    "letterhead": "8.5x11",
    "menu": "8.5x11",
    "announcement": "5x7 4.25x5.5",
    "greeting": "5x7",
}
_SPECIAL = re.compile(r"foil|akfo|spot|spuv|raised|suede|silk|soft", re.IGNORECASE)


@lru_cache(maxsize=8192)
def how_usual(family: str, size: str, coating: str = "") -> str:
    """A text that sorts what most people mean before the rest: usual sizes, then finishes that
    few want who did not say so, then plain kinds."""
    special = bool(_SPECIAL.search(coating))
    return f"{_size(family.lower(), size)}{special:d}{min(family.count(' '), 9)}"


def _size(kind: str, size: str) -> int:
    """0 for the most usual one of that kind, more for others."""
    for name, sizes in _SIZES.items():
        if name in kind:
            usual = sizes.split()
            word = size_word(tuple(sorted(inches(size))))
            return usual.index(word) if word in usual else len(usual)
    return 0
