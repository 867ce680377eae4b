"""A drawing as SVG: the sheet as it is cut, folded and drilled, with its dimensions written."""

import hashlib
from functools import lru_cache
from pathlib import Path

from markupsafe import escape

from storefront.drawings.around import behind, on_top
from storefront.drawings.ink import INK, printed
from storefront.drawings.shapes import HEIGHT, WIDTH, Box, box_of, outline, slant
from storefront.drawings.subject import KRAFT, SHINES, UNCOATED, Drawing

_LINE, _HALO = "#8a8780", "#f3f1ec"
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
_DEFS = (
    '<filter id="s" x="-30%" y="-30%" width="160%" height="160%">'
    '<feGaussianBlur stdDeviation="6"/></filter>'
    '<linearGradient id="g" x1="0" y1="0" x2="1" y2="1">'
    '<stop stop-color="#fff" stop-opacity=".5"/>'
    '<stop offset=".42" stop-color="#fff" stop-opacity=".1"/>'
    '<stop offset=".425" stop-color="#fff" stop-opacity="0"/></linearGradient>'
    '<linearGradient id="m"><stop stop-color="#8d9197"/>'
    '<stop offset=".45" stop-color="#f2f3f5"/><stop offset="1" stop-color="#7d8187"/>'
    "</linearGradient>"
)

# Whoever has a drawing keeps it forever; drawn otherwise, it has another address.
VERSION = hashlib.sha256(
    b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
).hexdigest()[:8]


@lru_cache(maxsize=512)
def svg_of(drawing: Drawing) -> bytes:
    box = box_of(drawing)
    cut = outline(drawing, box)
    words = " by ".join(f"{side:g} in" for side in drawing.sides)
    shine = f'<path d="{cut}" fill="url(#g)"/>' if SHINES in drawing.marks else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{escape(words)}">'
        f'<defs>{_DEFS}<clipPath id="c"><path d="{cut}" clip-rule="evenodd"/></clipPath></defs>'
        f'<path d="{cut}" fill-rule="evenodd" transform="translate(0 6)" fill="{INK}" '
        'fill-opacity=".25" filter="url(#s)"/>'
        f'{behind(drawing, box)}<path d="{cut}" fill-rule="evenodd" fill="{_paper(drawing)}"/>'
        f'<g clip-path="url(#c)">{printed(drawing, box)}{shine}</g>'
        f'<path d="{cut}" fill="none" stroke="{INK}" stroke-opacity=".18"/>'
        f"{on_top(drawing, box)}{_dimensions(drawing, box)}</svg>"
    ).encode()


def _paper(drawing: Drawing) -> str:
    if KRAFT in drawing.marks:
        return "#e0c9a4"
    return "#fdfaf2" if UNCOATED in drawing.marks else "#fff"


def _dimensions(drawing: Drawing, box: Box) -> str:
    below = min(box.bottom + (54 if drawing.kind == "yard" else 28), HEIGHT - 16)
    left = max(box.x - 24, 14)
    over = slant(drawing) * box.inch
    parts = [
        _rule(box.x, below, box.right, below),
        _text(box.x + box.w / 2, below, _said(drawing.width, box.w)),
        _rule(left, box.y, left, box.bottom),
        _text(left, box.y + box.h / 2, _said(drawing.height, box.h), upright=True),
    ]
    if drawing.depth:
        x, y = box.right + 10, box.bottom
        parts += [
            _rule(x, y, x + over, y - over),
            _text(x + over / 2 + 16, y - over / 2 + 8, _said(drawing.depth, 0)),
        ]
    return "".join(parts)


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    """A line with a tick at each end."""
    dx, dy = (0, 5) if y1 == y2 else (5, 0)
    return (
        f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}M{x1 - dx:.1f} {y1 - dy:.1f}'
        f"L{x1 + dx:.1f} {y1 + dy:.1f}M{x2 - dx:.1f} {y2 - dy:.1f}L{x2 + dx:.1f} {y2 + dy:.1f}"
        f'" stroke="{_LINE}" stroke-width="1.3"/>'
    )


def _said(side: float, room: float) -> str:
    """72″, and if there is room: 72″ · 6 ft."""
    feet = f" · {side / 12:g} ft" if side >= 24 and side % 12 == 0 and room > 130 else ""
    return f"{side:g}″{feet}"


def _text(x: float, y: float, words: str, *, upright: bool = False) -> str:
    """Words in the middle of a line, which ends before them."""
    turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if upright else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}"{turn} dy=".35em" text-anchor="middle" '
        f'font-family="{_FONT}" font-size="18" font-weight="600" fill="{INK}" '
        f'stroke="{_HALO}" stroke-width="7" paint-order="stroke" stroke-linejoin="round">'
        f"{escape(words)}</text>"
    )
