"""A template as SVG, for Illustrator, Inkscape, Affinity and Canva: true to size, in layers."""

import hashlib
from functools import lru_cache
from pathlib import Path

from markupsafe import escape

from storefront.artwork.holes import POINTS
from storefront.artwork.outline import as_svg
from storefront.artwork.template import words
from storefront.artwork.template.inks import LOOKS
from storefront.artwork.template.sheet import DrawnLine, Sheet, Writing, sheet_of
from storefront.artwork.template.subject import Template

# Whoever has a template keeps it forever; drawn otherwise, it has another address.
_HERE = Path(__file__).parent
_MADE_BY = (*sorted(_HERE.glob("*.py")), _HERE.parent / "outline.py", _HERE.parent / "holes.py")
VERSION = hashlib.sha256(b"".join(path.read_bytes() for path in _MADE_BY)).hexdigest()[:8]


@lru_cache(maxsize=256)
def svg_of(template: Template) -> bytes:
    sheet = sheet_of(template)
    drawn = "".join(_line(one, sheet) for one in sheet.lines)
    written = "".join(_writing(one, sheet) for one in sheet.words)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
        f'width="{sheet.width / POINTS:.6g}in" height="{sheet.height / POINTS:.6g}in" '
        f'viewBox="0 0 {sheet.width:.6g} {sheet.height:.6g}">'
        f"{_layer(words.ARTWORK, '')}{_layer(words.LAYER, drawn + written)}</svg>\n"
    ).encode()


def _layer(name: str, content: str) -> str:
    """Illustrator takes a layer's name from the id, Inkscape from its label."""
    known = name.replace(" ", "_").replace(":", "")
    return (
        f'<g id="{escape(known)}" inkscape:groupmode="layer" inkscape:label="{escape(name)}">'
        f"{content}</g>"
    )


def _line(line: DrawnLine, sheet: Sheet) -> str:
    look = LOOKS[line.ink]
    dashes = " ".join(f"{sheet.thickness * part:.4g}" for part in look.dashes)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="{as_svg(line.path)}" fill="none" stroke="{look.screen}" '
        f'stroke-width="{sheet.thickness:.4g}"{dashed}/>'
    )


def _writing(one: Writing, sheet: Sheet) -> str:
    return (
        f'<text x="{one.left:.5g}" y="{one.base:.5g}" font-family="Helvetica, Arial, sans-serif" '
        f'font-size="{sheet.letters:.4g}" fill="{LOOKS[one.ink].screen}">{escape(one.text)}</text>'
    )
