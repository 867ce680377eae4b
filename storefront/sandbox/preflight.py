"""What 4Over's preflight says of a file, by its own codes (API 9.1): looked for, not made up."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image, UnidentifiedImageError

WORDS = {
    "102": "Image resolution is below 250 dpi",
    "103": "Object uses RGB",
    "104": "Object uses Pantone color",
    "106": "Document has an empty page",
    "107": "Document has more than one page",
    "108": "Object has transparency",
    "110": "Font is not embedded",
    "500": "Internal error",
    "502": "File is encrypted",
}
FATAL = {"500", "502"}
LEAST_DPI = 250
POINT = 72  # to an inch
_NO_COLOR = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Tj", "TJ", "Do", "sh", "'", '"'}


def findings(path: Path) -> dict[str, str]:
    """What is wrong with the file, by code; nothing where all is well."""
    try:
        with pikepdf.open(path) as pdf:
            codes = {"502"} if pdf.is_encrypted else set(_of_pdf(pdf))
    except pikepdf.PasswordError:
        codes = {"502"}
    except pikepdf.PdfError:
        codes = set(_of_picture(path))
    return {code: WORDS[code] for code in sorted(codes)}


def _of_picture(path: Path) -> Iterator[str]:
    try:
        with Image.open(path) as picture:
            if picture.mode not in ("CMYK", "L", "1"):
                yield "103"
            if 1 < min(picture.info.get("dpi", (LEAST_DPI, LEAST_DPI))) < LEAST_DPI - 1:
                yield "102"
    except (UnidentifiedImageError, OSError, ValueError):
        yield "500"


def _of_pdf(pdf: pikepdf.Pdf) -> Iterator[str]:
    if len(pdf.pages) > 1:
        yield "107"
    for page in pdf.pages:
        used = {str(step.operator) for step in pikepdf.parse_content_stream(page)}
        if not used & _NO_COLOR:
            yield "106"
        if used & {"rg", "RG"}:
            yield "103"
        yield from _of_resources(page)


def _of_resources(page: pikepdf.Page) -> Iterator[str]:
    found: Any = page.obj.get("/Resources", {})
    for space in dict(found.get("/ColorSpace", {})).values():
        yield from _of_space(space)
    for state in dict(found.get("/ExtGState", {})).values():
        if float(state.get("/ca", 1)) < 1 or float(state.get("/CA", 1)) < 1 or "/SMask" in state:
            yield "108"
    for font in dict(found.get("/Font", {})).values():
        descriptor = font.get("/FontDescriptor", {})
        if not any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3")):
            yield "110"
    width = float(page.mediabox[2]) - float(page.mediabox[0])
    for picture in page.get_images().values():
        yield from _of_space(picture.get("/ColorSpace"))
        if "/SMask" in picture:
            yield "108"
        if int(picture.Width) * POINT / max(width, 1) < LEAST_DPI:  # as if it filled the page
            yield "102"


def _of_space(space: Any) -> Iterator[str]:
    name = str(space[0] if isinstance(space, pikepdf.Array) else space)
    if name in ("/DeviceRGB", "/CalRGB"):
        yield "103"
    if name in ("/Separation", "/DeviceN"):
        yield "104"
    if name == "/ICCBased" and int(space[1].get("/N", 0)) == 3:
        yield "103"
