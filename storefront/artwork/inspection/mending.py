"""Making one new file of another: one page of it, brought to a size, turned, or without programs.

Runs in the limited child, which may write this one file. The original stays as it is.
"""

from typing import Any

import pikepdf
from PIL import Image, ImageOps

from storefront.artwork.inspection.facts import FileKind
from storefront.artwork.inspection.image_file import FORMATS
from storefront.artwork.inspection.page_boxes import page_boxes
from storefront.artwork.inspection.pdf_file import opened
from storefront.artwork.inspection.programs import take_off
from storefront.artwork.inspection.refusal import Unprintable

POINTS = 72  # an inch
_SAVED: dict[FileKind, dict[str, Any]] = {
    FileKind.PNG: {"format": "PNG"},
    FileKind.TIFF: {"format": "TIFF", "compression": "tiff_lzw"},
    FileKind.JPEG: {"format": "JPEG", "quality": 95, "subsampling": 0},
}


def make(kind: FileKind, path: str, target: str, how: str, *more: str) -> tuple[str, ...]:
    """Write the new file. Returns what was taken off it. Raises Unprintable."""
    if kind != FileKind.PDF:
        _make_image(kind, path, target, how, *more)
        return ()
    pdf, _ = opened(path)
    with pdf:
        if how == "page":
            _keep_page(pdf, int(more[0]))
        elif how == "fit":
            _fit(pdf, *map(float, more))
        elif how == "turn":
            for page in pdf.pages:
                page.rotate(90, relative=True)
        off = take_off(pdf)
        pdf.remove_unreferenced_resources()
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return off


def _keep_page(pdf: pikepdf.Pdf, number: int) -> None:
    if not 1 <= number <= len(pdf.pages):
        raise Unprintable("empty")
    while len(pdf.pages) > number:
        del pdf.pages[-1]
    while len(pdf.pages) > 1:
        del pdf.pages[0]


def _fit(pdf: pikepdf.Pdf, width: float, height: float, bleed: float, scaled: float) -> None:
    """Each page on one of that finished size, in inches, with its bleed: made larger until all of
    it is covered, or centered as large as it is where it is not to be scaled."""
    full = (width + 2 * bleed) * POINTS, (height + 2 * bleed) * POINTS
    for number in range(len(pdf.pages)):
        page = pdf.pages[number]
        area = page_boxes(page).printed
        assert area
        page.trimbox = _box_of_printed(page)
        form = page.as_form_xobject()
        own = area.width * POINTS, area.height * POINTS
        turned = (own[0] - own[1]) * (full[0] - full[1]) < 0
        w, h = (full[1], full[0]) if turned else full
        scale = max(w / own[0], h / own[1]) if scaled else 1.0
        left, bottom = (w - own[0] * scale) / 2, (h - own[1] * scale) / 2
        edge = bleed * POINTS
        new = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Page,
                MediaBox=[0, 0, w, h],
                BleedBox=[0, 0, w, h],
                TrimBox=[edge, edge, w - edge, h - edge],
                Resources=pikepdf.Dictionary(),
            )
        )
        pdf.pages[number] = pikepdf.Page(new)
        made = pdf.pages[number]
        where = pikepdf.Rectangle(left, bottom, left + own[0] * scale, bottom + own[1] * scale)
        name = made.add_resource(form, pikepdf.Name.XObject)
        placed = made.calc_form_xobject_placement(
            form, name, where, invert_transformations=True, allow_shrink=True, allow_expand=True
        )
        made.contents_add(placed)


def _box_of_printed(page: pikepdf.Page) -> pikepdf.Array:
    """Its printed part in its own, unturned points."""
    flat = page_boxes(page)
    area, media = flat.printed, flat.media
    assert area
    assert media
    x1, y1, x2, y2 = (float(edge) for edge in page.mediabox)
    wide, high = abs(x2 - x1), abs(y2 - y1)
    left, top, right, bottom = (
        area.left,
        area.top,
        media.width - area.right,
        media.height - area.bottom,
    )
    for _ in range(flat.rotation // 90):  # back, a quarter at a time
        left, top, right, bottom = top, right, bottom, left
    sides = (media.height, media.width) if flat.rotation % 180 else (media.width, media.height)
    across, down = wide / sides[0], high / sides[1]
    return pikepdf.Array(
        [
            min(x1, x2) + left * across,
            min(y1, y2) + bottom * down,
            max(x1, x2) - right * across,
            max(y1, y2) - top * down,
        ]
    )


def _make_image(kind: FileKind, path: str, target: str, how: str, *more: str) -> None:
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path, formats=FORMATS[kind]) as image:
        if how == "page":
            image.seek(int(more[0]) - 1)
        kept = {key: image.info[key] for key in ("icc_profile", "dpi") if key in image.info}
        made: Any = ImageOps.exif_transpose(image)
        if how == "turn":
            made = made.transpose(Image.Transpose.ROTATE_270)
        elif how == "fit":
            made = _cropped(made, *map(float, more[:3]))
        made.save(target, **_SAVED[kind], **kept)


def _cropped(image: Any, width: float, height: float, bleed: float) -> Any:
    full = sorted((width + 2 * bleed, height + 2 * bleed), reverse=image.width > image.height)
    size = (
        min(image.width, image.height * full[0] / full[1]),
        min(image.height, image.width * full[1] / full[0]),
    )
    return ImageOps.fit(image, (round(size[0]), round(size[1])), method=Image.Resampling.LANCZOS)
