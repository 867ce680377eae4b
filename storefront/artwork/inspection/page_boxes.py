"""The boxes of a PDF's page as they are seen: turned, scaled, in inches."""

from typing import Any

import pikepdf

from storefront.artwork.inspection.facts import Area, FilePage

POINT = 1 / 72  # inches
_LETTER = (0.0, 0.0, 612.0, 792.0)  # what viewers take where none is said
_DEPTH = 50  # of the tree of pages


def page_boxes(page: pikepdf.Page) -> FilePage:
    """Raises ValueError or TypeError for boxes that are none."""
    media = _edges(inherited(page, "/MediaBox")) or _LETTER
    unit = float(page.obj.get("/UserUnit", 1))
    rotation = int(float(inherited(page, "/Rotate") or 0)) % 360 // 90 * 90

    def seen(box: Any) -> Area | None:
        edges = _edges(box)
        if edges is None:
            return None
        left, bottom = max(edges[0], media[0]), max(edges[1], media[1])
        right, top = min(edges[2], media[2]), min(edges[3], media[3])
        if right <= left or top <= bottom:
            return None  # it lies outside
        flat = Area(left - media[0], media[3] - top, right - left, top - bottom)
        return turned(flat, media[2] - media[0], media[3] - media[1], rotation, unit)

    return FilePage(
        media=seen(media),
        crop=seen(inherited(page, "/CropBox")),
        trim=seen(page.obj.get("/TrimBox")),
        bleed=seen(page.obj.get("/BleedBox")),
        rotation=rotation,
    )


def turned(flat: Area, width: float, height: float, rotation: int, unit: float = 1.0) -> Area:
    """An area of a page so wide and high, all in points, as it is seen, in inches."""
    left, top, w, h = flat.left, flat.top, flat.width, flat.height
    if rotation == 90:
        left, top, w, h = height - top - h, left, h, w
    elif rotation == 180:
        left, top = width - left - w, height - top - h
    elif rotation == 270:
        left, top, w, h = top, width - left - w, h, w
    scale = unit * POINT
    return Area(*(round(length * scale, 4) for length in (left, top, w, h)))


def inherited(page: pikepdf.Page, name: str) -> Any:
    node: Any = page.obj
    for _ in range(_DEPTH):
        if name in node:
            return node[name]
        if "/Parent" not in node:
            return None
        node = node["/Parent"]
    return None


def _edges(box: Any) -> tuple[float, float, float, float] | None:
    """Left, bottom, right, top, in whichever order the corners stand."""
    if box is None:
        return None
    x1, y1, x2, y2 = (float(edge) for edge in box)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
