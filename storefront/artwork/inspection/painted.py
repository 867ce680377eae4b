"""What a page's content paints with: colors, pictures at their printed size, fonts, effects.

It walks the content streams, into the forms on a page, with the matrix of each container: a
picture in a form that is drawn at twice its size has half its dpi.
"""

import math
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from storefront.artwork.inspection.color_spaces import INK_ALONE, color_of, spots_of
from storefront.artwork.inspection.facts import Area, FilePage, Font, PlacedImage
from storefront.artwork.inspection.font_files import font_of
from storefront.artwork.inspection.page_boxes import turned
from storefront.artwork.inspection.refusal import Unprintable

OPERATORS = "q Q cm Do rg RG g G k K cs CS sh gs Tf BI ID EI"
MOST_CONTENT = 24 * 1024**2  # bytes of a content stream that is read
MOST_DRAWN = 20_000  # forms and pictures on a page: beyond it, it takes for ever
DEPTH = 12  # forms in forms
_PLAIN = {"g": "Gray", "G": "Gray", "rg": "RGB", "RG": "RGB", "k": "CMYK", "K": "CMYK"}
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass
class Seen:
    """What was met on one page."""

    colors: set[str] = field(default_factory=set)
    spots: set[str] = field(default_factory=set)
    fonts: dict[str, Font] = field(default_factory=dict)
    images: list[tuple[Matrix, PlacedImage]] = field(default_factory=list)
    transparent: bool = False
    overprint: bool = False
    ink: float | None = None
    drawn: int = 0
    whole: bool = True  # whether all of it could be read


class Painted:
    """Reads pages; what they share is read once."""

    def on(self, page: pikepdf.Page, boxes: FilePage) -> dict[str, Any]:
        """The fields of a `FilePage` that its content says."""
        seen = Seen()
        try:
            self._walk(page.obj, page.resources, IDENTITY, seen, 0)
        except (Unprintable, MemoryError, RecursionError):
            raise
        except Exception:  # anything may stand anywhere in a file: what was met until then is so
            seen.whole = False
        known: dict[str, Any] = {
            "images": tuple(_placed(seen, page, boxes)),
            "colors": tuple(sorted(seen.colors)),
            "spots": tuple(sorted(seen.spots)),
            "fonts": tuple(seen.fonts.values()),
            "ink": seen.ink,
        }
        for effect in ("transparent", "overprint"):
            if getattr(seen, effect) or seen.whole:
                known[effect] = getattr(seen, effect)
        if not seen.whole:  # what was met is so; that nothing else is, nobody knows
            known = {name: value for name, value in known.items() if value}
        return known

    def _walk(self, of: Any, resources: Any, matrix: Matrix, seen: Seen, depth: int) -> None:
        if _length(of) > MOST_CONTENT or depth > DEPTH:
            seen.whole = False
            return
        kept: list[Matrix] = []
        for one in pikepdf.parse_content_stream(of, OPERATORS):
            operands: Any = one.operands
            name = str(one.operator)
            if name == "q":
                kept.append(matrix)
            elif name == "Q":
                matrix = kept.pop() if kept else matrix
            elif name == "cm":
                matrix = product(_matrix(operands), matrix)
            elif name == "Do":
                self._draw(_named(resources, "/XObject", operands), resources, matrix, seen, depth)
            elif name in _PLAIN:
                seen.colors.add(_PLAIN[name])
                if name in "kK":
                    seen.ink = max(seen.ink or 0.0, 100 * sum(float(part) for part in operands))
            elif name in ("cs", "CS"):
                _note_color(operands[0], resources, seen)
            elif name == "sh":
                shading = _named(resources, "/Shading", operands)
                _note_color(shading.get("/ColorSpace"), resources, seen)
            elif name == "gs":
                _note_effects(_named(resources, "/ExtGState", operands), seen)
            elif name == "Tf":
                _note_font(str(operands[0]), resources, seen)
            elif name == "INLINE IMAGE":
                self._inline(operands[0], matrix, seen)

    def _draw(self, what: Any, resources: Any, matrix: Matrix, seen: Seen, depth: int) -> None:
        seen.drawn += 1
        if seen.drawn > MOST_DRAWN:
            raise Unprintable("complex")
        kind = what.get("/Subtype")
        if kind == "/Form":
            own = _matrix(what.get("/Matrix", IDENTITY))
            inside = what.get("/Resources", resources)
            self._walk(what, inside, product(own, matrix), seen, depth + 1)
        elif kind == "/Image":
            mask = bool(what.get("/ImageMask", False))
            color = None if mask else color_of(what.get("/ColorSpace"), resources)
            if not mask:
                _note_color(what.get("/ColorSpace"), resources, seen)
            seen.transparent |= "/SMask" in what
            size = int(what.get("/Width", 0)), int(what.get("/Height", 0))
            seen.images.append((matrix, PlacedImage(*size, color=color)))

    def _inline(self, image: Any, matrix: Matrix, seen: Seen) -> None:
        seen.images.append((matrix, PlacedImage(int(image.width), int(image.height))))


def product(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def _placed(seen: Seen, page: pikepdf.Page, boxes: FilePage) -> list[PlacedImage]:
    """The pictures with their dpi and where they lie. A picture fills the unit square."""
    x1, y1, x2, y2 = (float(edge) for edge in page.mediabox)
    left, top, width, height = min(x1, x2), max(y1, y2), abs(x2 - x1), abs(y2 - y1)
    unit = float(page.obj.get("/UserUnit", 1))
    result = []
    for (a, b, c, d, e, f), image in seen.images:
        across, down = math.hypot(a, b) * unit / 72, math.hypot(c, d) * unit / 72
        dpi = min(image.width / across, image.height / down) if across and down else None
        xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
        flat = Area(min(xs) - left, top - max(ys), max(xs) - min(xs), max(ys) - min(ys))
        area = turned(flat, width, height, boxes.rotation, unit)
        dpi = round(dpi, 1) if dpi else None
        result.append(PlacedImage(image.width, image.height, dpi, image.color, area))
    return result[:200]


def _note_color(space: Any, resources: Any, seen: Seen) -> None:
    if color := color_of(space, resources):
        seen.colors.add(color)
    seen.spots.update(name for name in spots_of(space, resources) if name not in INK_ALONE)


def _note_effects(state: Any, seen: Seen) -> None:
    alpha = min(float(state.get("/ca", 1)), float(state.get("/CA", 1)))
    blended = str(state.get("/BM", "/Normal")) not in ("/Normal", "/Compatible")
    masked = str(state.get("/SMask", "/None")) != "/None"
    seen.transparent |= alpha < 1 or blended or masked
    seen.overprint |= bool(state.get("/OP", False)) or bool(state.get("/op", False))


def _note_font(name: str, resources: Any, seen: Seen) -> None:
    if name not in seen.fonts:
        font = resources.get("/Font", {}).get(name)
        if font is not None:
            seen.fonts[name] = font_of(font)


def _named(resources: Any, kind: str, operands: Any) -> Any:
    return resources.get(kind, {}).get(str(operands[0]), pikepdf.Dictionary())


def _matrix(numbers: Any) -> Matrix:
    a, b, c, d, e, f = (float(number) for number in numbers)
    return a, b, c, d, e, f


def _length(of: Any) -> int:
    contents = of.get("/Contents", []) if isinstance(of, pikepdf.Dictionary) else of
    parts = contents if isinstance(contents, pikepdf.Array) else [contents]
    return sum(int(part.get("/Length", 0)) for part in parts if isinstance(part, pikepdf.Stream))
