"""A PDF, measured: its structure by pikepdf, what is to be seen of it by pdfium."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pikepdf

from storefront.artwork.inspection.drawn import Drawn
from storefront.artwork.inspection.facts import VERSION, Facts, FileKind, FilePage
from storefront.artwork.inspection.page_boxes import page_boxes
from storefront.artwork.inspection.painted import Painted
from storefront.artwork.inspection.programs import programs_in
from storefront.artwork.inspection.refusal import Unprintable

MOST_PAGES = 1000  # nothing that is printed here has more
MOST_LOOKED_INTO = 100  # of them; the others are measured, and no more
NOT_COVERED = ("how much ink the pictures in this PDF take",)


def look_at_pdf(path: str, kind: FileKind = FileKind.PDF) -> Facts:
    """Raises Unprintable."""
    pdf, repaired = opened(path)
    with pdf:
        pages = list(_measured(pdf))
        programs = programs_in(pdf)
        layers = _hidden_layers(pdf)
    drawn = Drawn(path)
    drawn.refuse_placeholder()
    return Facts(
        kind=kind,
        version=VERSION,
        count=len(pages),
        pages=tuple(
            drawn.add_to(number, page) if number < MOST_LOOKED_INTO else page
            for number, page in enumerate(pages)
        ),
        repaired=repaired,
        hidden_layers=layers,
        programs=programs,
        not_checked=NOT_COVERED if _has_cmyk_images(pages) else (),
    )


def _has_cmyk_images(pages: list[FilePage]) -> bool:
    return any(image.color == "CMYK" for page in pages for image in page.images or ())


def opened(path: str) -> tuple[pikepdf.Pdf, bool]:
    """The PDF, and whether it had to be repaired. Raises Unprintable."""
    repaired = False
    try:
        try:
            pdf = pikepdf.open(path, attempt_recovery=False)
        except pikepdf.PasswordError:
            raise
        except (pikepdf.PdfError, ValueError):
            pdf, repaired = pikepdf.open(path), True
        _refuse_unprintable(pdf)
    except pikepdf.PasswordError:
        raise Unprintable("locked") from None
    except (Unprintable, MemoryError, RecursionError):
        raise
    except Exception:  # anything may stand anywhere in a file
        raise Unprintable("broken") from None
    return pdf, repaired


def _refuse_unprintable(pdf: pikepdf.Pdf) -> None:
    if pdf.is_encrypted:
        raise Unprintable("protected")
    root: Any = pdf.Root
    if "/Collection" in root:
        raise Unprintable("portfolio")
    if root.get("/NeedsRendering", False) and "/XFA" in root.get("/AcroForm", {}):
        raise Unprintable("xfa")
    if int(root.Pages.get("/Count", 0)) > MOST_PAGES or len(pdf.pages) > MOST_PAGES:
        raise Unprintable("endless")
    if not pdf.pages:
        raise Unprintable("empty")


def _measured(pdf: pikepdf.Pdf) -> Iterator[FilePage]:
    painted = Painted()
    for number, page in enumerate(pdf.pages):
        try:
            boxes = page_boxes(page)
        except (pikepdf.PdfError, ValueError, TypeError, ArithmeticError):
            raise Unprintable("broken") from None
        if boxes.media is None or min(boxes.media.size) <= 0.01:  # inches
            raise Unprintable("no size")
        if number < MOST_LOOKED_INTO:
            yield msgspec.structs.replace(boxes, **painted.on(page, boxes))
        else:
            yield boxes


def _hidden_layers(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    root: Any = pdf.Root
    try:
        layers = root.get("/OCProperties", {})
        shown_first = layers.get("/D", {})
        all_off = shown_first.get("/BaseState", "/ON") == "/OFF"
        off = layers.get("/OCGs", []) if all_off else shown_first.get("/OFF", [])
        on = {layer.objgen for layer in shown_first.get("/ON", [])} if all_off else set()
        names = [str(one.get("/Name", "")) for one in off if one.objgen not in on]
    except Exception:  # no layers as they should be
        return ()
    return tuple(name[:80] for name in names[:20])
