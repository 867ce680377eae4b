"""What is to be seen of a PDF's pages: drawn small by pdfium, and measured there."""

from typing import Any

import msgspec
import pypdfium2

from storefront.artwork.inspection.facts import Area, FilePage
from storefront.artwork.inspection.page_boxes import turned
from storefront.artwork.inspection.paper import seen_on
from storefront.artwork.inspection.refusal import Unprintable

PIXELS = 1000  # of the longer side
MOST_TEXTS = 300  # lines of text on a page
_PLACEHOLDERS = {  # what stands on the only page of a file whose content is elsewhere
    "without pdf content": "illustrator",
    "viewer may not be able to display this type of document": "xfa",
}


class Drawn:
    """Opens the file by itself: pdfium cannot share pikepdf's."""

    def __init__(self, path: str) -> None:
        try:
            self._pdf = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError:
            raise Unprintable("broken") from None

    def refuse_placeholder(self) -> None:
        try:
            text = self._pdf[0].get_textpage().get_text_bounded()[:2000]
        except pypdfium2.PdfiumError:
            return
        said = " ".join(text.lower().split())
        for words, word in _PLACEHOLDERS.items():
            if words in said:
                raise Unprintable(word)

    def add_to(self, number: int, page: FilePage) -> FilePage:
        """The page with what is to be seen of it; as it is where it cannot be drawn."""
        try:
            drawn = self._pdf[number]
            texts = _texts(drawn, page)
            image = _picture(drawn)
        except (pypdfium2.PdfiumError, ValueError):
            return page
        visible = page.crop or page.media
        assert visible
        printed = page.printed or visible
        scale = image.width / visible.width, image.height / visible.height
        left, top = printed.left - visible.left, printed.top - visible.top
        box = (left * scale[0], top * scale[1],
               (left + printed.width) * scale[0], (top + printed.height) * scale[1])  # fmt: skip
        part = image.crop(tuple(round(edge) for edge in box))
        return msgspec.structs.replace(page, texts=texts, **seen_on(part, printed.size))


def _picture(page: pypdfium2.PdfPage) -> Any:
    """Without smoothing, which would put grays around what is black and white."""
    return page.render(
        scale=PIXELS / max(*page.get_size(), 1),
        draw_annots=False,
        no_smoothtext=True,
        no_smoothimage=True,
        no_smoothpath=True,
    ).to_pil()


def _texts(drawn: pypdfium2.PdfPage, page: FilePage) -> tuple[Area, ...]:
    """Where its lines of text lie. pdfium counts in points, from the page's own corner."""
    text = drawn.get_textpage()
    texts = []
    left, bottom, right, top = _media(drawn, page.rotation)
    assert page.media
    unit = page.media.width * 72 / (top - bottom if page.rotation % 180 else right - left)
    for number in range(min(text.count_rects(), MOST_TEXTS)):
        x1, y1, x2, y2 = text.get_rect(number)
        flat = Area(x1 - left, top - y2, x2 - x1, y2 - y1)
        texts.append(turned(flat, right - left, top - bottom, page.rotation, unit))
    return tuple(texts)


def _media(drawn: pypdfium2.PdfPage, rotation: int) -> tuple[float, float, float, float]:
    """pdfium does not find every page's media box; what it tells instead is US letter."""
    box: tuple[float, float, float, float] | None = drawn.get_mediabox(fallback_ok=False)
    if box:
        return box
    width, height = drawn.get_size()
    return (0, 0, height, width) if rotation % 180 else (0, 0, width, height)
