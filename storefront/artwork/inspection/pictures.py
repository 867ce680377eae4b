"""Pictures of what will be printed: each page with its bleed, without the marks around it.

Runs in the limited child, which writes them all into one ZIP: `1.jpg`, `1-small.jpg`, `2.jpg` …
As PNG, photos would take three times the room and twenty times the time.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pypdfium2
from PIL import Image, ImageCms, ImageOps

from storefront.artwork.inspection.facts import Area, FileKind
from storefront.artwork.inspection.image_file import FORMATS, flattened
from storefront.artwork.inspection.page_boxes import page_boxes
from storefront.artwork.inspection.pdf_file import opened
from storefront.artwork.inspection.refusal import Unprintable

LONGEST, SMALL = 1600, 400  # pixels of the longer side
MOST_DRAWN = 6000  # pixels of a page's longer side, with what is cut off around it


def draw(kind: FileKind, path: str, target: str, first: int, last: int) -> None:
    """Pages `first` to `last`, from 1. Raises Unprintable where one cannot be drawn."""
    pages = _pages_of_pdf if kind == FileKind.PDF else _pages_of_image
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as file:
        for number, picture in pages(path, kind, first, last):
            picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
            file.writestr(f"{number}.jpg", _jpeg(picture))
            picture.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS, reducing_gap=2.0)
            file.writestr(f"{number}-small.jpg", _jpeg(picture))


def _jpeg(picture: Any) -> bytes:
    """With as many pixels of color as of light: edges of colored text stay sharp."""
    file = io.BytesIO()
    picture.convert("RGB").save(file, "JPEG", quality=90, subsampling=0)
    return file.getvalue()


def _pages_of_pdf(path: str, __: FileKind, first: int, last: int) -> Iterator[tuple[int, Any]]:
    pdf, _ = opened(path)
    with pdf:
        boxes = [page_boxes(page) for page in pdf.pages[first - 1 : last]]
    try:
        drawn = pypdfium2.PdfDocument(path)
        for number, page in enumerate(boxes, start=first):
            visible, printed = page.crop or page.media, page.printed
            if visible is None or printed is None:
                raise Unprintable("no size")
            yield number, _part(drawn[number - 1], visible, printed)
    except pypdfium2.PdfiumError:
        raise Unprintable("broken") from None


def _part(page: pypdfium2.PdfPage, visible: Area, printed: Area) -> Any:
    """Of the page as it is drawn, only what is printed."""
    across = LONGEST * max(visible.size) / max(*printed.size, 0.01)
    whole = page.render(scale=min(across, MOST_DRAWN) / max(*page.get_size(), 1)).to_pil()
    scale = whole.width / visible.width, whole.height / visible.height
    left, top = printed.left - visible.left, printed.top - visible.top
    edges = (left * scale[0], top * scale[1],
             (left + printed.width) * scale[0], (top + printed.height) * scale[1])  # fmt: skip
    return whole.crop(tuple(round(edge) for edge in edges)).convert("RGB")


def _pages_of_image(path: str, kind: FileKind, _: int, __: int) -> Iterator[tuple[int, Any]]:
    """An image file is one page."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(path, formats=FORMATS[kind]) as image:
            image.draft(image.mode, (LONGEST, LONGEST))  # a JPEG is read at a part of its size
            profile = image.info.get("icc_profile")
            image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
            yield 1, flattened(ImageOps.exif_transpose(_as_on_screens(image, profile)))
    except (OSError, SyntaxError, ValueError, TypeError, ArithmeticError):
        raise Unprintable("broken") from None


def _as_on_screens(image: Any, profile: bytes | None) -> Any:
    """In the colors that its profile says; as Pillow sees them where it has none that is read."""
    if not profile or image.mode not in ("CMYK", "RGB"):
        return image
    try:
        return ImageCms.profileToProfile(
            image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )  # fmt: skip
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
