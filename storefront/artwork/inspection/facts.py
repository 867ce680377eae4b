"""What was measured of a file, as one typed value. Pure: it knows nothing of the shop.

Nothing stands here that was not measured: None is "not known". Lengths are inches, and areas lie
as the page is seen: turned by its rotation, scaled by its UserUnit, from its left and top edge.
"""

import enum
from typing import NamedTuple

import msgspec

from storefront import lengths

LARGEST_BLEED = 0.125  # inches a side; what lies beyond it around a trim box are marks
LARGEST_PAGE = 200.0  # inches: a PDF has none that is larger
VERSION = 1  # of what is measured: files of an older one know less


class FileKind(enum.StrEnum):
    PDF = "pdf"
    TIFF = "tif"
    PNG = "png"
    JPEG = "jpg"


class Size(NamedTuple):
    """Width and height, in inches."""

    width: float
    height: float

    @property
    def turned(self) -> "Size":
        return Size(self.height, self.width)


class Sides(NamedTuple):
    """Something of each edge."""

    left: float
    top: float
    right: float
    bottom: float


class Area(msgspec.Struct, frozen=True, array_like=True):
    """A rectangle on a page, from the left and the top edge of its media box."""

    left: float
    top: float
    width: float
    height: float

    @property
    def size(self) -> Size:
        return Size(self.width, self.height)

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height


class PlacedImage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A picture as it lies on a page of a PDF, or in a form on it."""

    width: int  # pixels
    height: int
    dpi: float | None = None  # at the size it is printed, of the side that has fewer
    color: str | None = None  # Gray, RGB, CMYK, Lab, Spot
    area: Area | None = None


class Font(msgspec.Struct, frozen=True):
    name: str
    embedded: bool


class FilePage(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One page. An image file is a page that has pixels, and no size until it is printed."""

    pixels: tuple[int, int] | None = None  # of an image file, turned as it says it is to be seen
    media: Area | None = None  # of a PDF
    crop: Area | None = None  # where it says so
    trim: Area | None = None
    bleed: Area | None = None
    rotation: int = 0  # degrees clockwise, inherited or its own
    images: tuple[PlacedImage, ...] | None = None
    colors: tuple[str, ...] | None = None  # Gray, RGB, CMYK, Lab, Spot: all that are used
    spots: tuple[str, ...] | None = None  # names of spot colors
    fonts: tuple[Font, ...] | None = None
    transparent: bool | None = None
    overprint: bool | None = None
    blank: bool | None = None
    ink: float | None = None  # percent, the most of any spot
    grays: float | None = None  # which part of it is neither pure black nor pure white: 0 to 1
    texts: tuple[Area, ...] | None = None  # lines of text, the first of many
    # how much paper lies between each edge of what is printed and the first color
    margins: Sides | None = None
    # how much of each edge of what is printed has color at it, from 0 to 1
    at_edges: Sides | None = None

    @property
    def printed(self) -> Area | None:
        """All of it that is artwork: with its bleed, without marks around it."""
        if self.trim and not self.bleed:
            return _grown(self.trim, LARGEST_BLEED, self.crop or self.media or self.trim)
        return self.bleed or self.crop or self.media

    @property
    def size(self) -> Size | None:
        """As it is cut; with its bleed, if it does not tell them apart."""
        area = self.trim or self.crop or self.media
        return area.size if area else None


def _grown(area: Area, by: float, within: Area) -> Area:
    left, top = max(area.left - by, within.left), max(area.top - by, within.top)
    right, bottom = min(area.right + by, within.right), min(area.bottom + by, within.bottom)
    return Area(left, top, right - left, bottom - top)


class Facts(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A whole file."""

    kind: FileKind
    count: int = 1  # of its pages
    pages: tuple[FilePage, ...] = ()  # those that were looked into: the first ones of many
    version: int = 0  # 0: it was taken before files were measured
    repaired: bool | None = None
    hidden_layers: tuple[str, ...] | None = None
    programs: tuple[str, ...] | None = None  # JavaScript, launch actions, embedded files: in it
    taken_off: tuple[str, ...] = ()  # ... and those it came with, of which this is a copy without
    told_dpi: float | None = None  # what an image file says itself; never used to judge it
    not_checked: tuple[str, ...] = ()  # what could not be measured here, in words

    @property
    def size_in_words(self) -> str:
        """Of its first page: 3.625" x 2.125", or its pixels."""
        page = self.pages[0] if self.pages else FilePage()
        if page.pixels:
            return "{} x {} pixels".format(*page.pixels)
        return lengths.size(page.size) if page.size else ""


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Facts).decode
