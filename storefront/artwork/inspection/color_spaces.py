"""Which kind of color a color space of a PDF is, and the spot colors that it names."""

from typing import Any

import pikepdf

INK_ALONE = frozenset({"All", "None", "Cyan", "Magenta", "Yellow", "Black"})  # no spot colors
_PLAIN = {
    "/DeviceGray": "Gray", "/CalGray": "Gray", "/G": "Gray", "/DeviceRGB": "RGB", "/CalRGB": "RGB",
    "/RGB": "RGB", "/DeviceCMYK": "CMYK", "/CMYK": "CMYK", "/Lab": "Lab",
}  # fmt: skip
_BY_PARTS = {1: "Gray", 3: "RGB", 4: "CMYK"}
_DEPTH = 6  # of spaces in spaces


def color_of(space: Any, resources: Any, depth: int = 0) -> str | None:
    """Gray, RGB, CMYK, Lab or Spot; None where it is not known, or is a pattern's."""
    if space is None or depth > _DEPTH:
        return None
    if isinstance(space, pikepdf.Name):
        if plain := _PLAIN.get(str(space)):
            return plain
        return color_of(resources.get("/ColorSpace", {}).get(str(space)), resources, depth + 1)
    if not isinstance(space, pikepdf.Array) or not len(space):
        return None
    kind = str(space[0])
    if kind == "/ICCBased":
        return _BY_PARTS.get(int(space[1].get("/N", 0)))
    if kind in ("/Indexed", "/I", "/Pattern"):
        return color_of(space[1], resources, depth + 1) if len(space) > 1 else None
    if kind in ("/Separation", "/DeviceN"):
        return "Spot" if spots_of(space, resources) - INK_ALONE else "CMYK"
    return _PLAIN.get(kind)


def spots_of(space: Any, resources: Any, depth: int = 0) -> set[str]:
    """The names in a Separation or a DeviceN, also those of inks that are no spot colors."""
    if isinstance(space, pikepdf.Name):
        space = resources.get("/ColorSpace", {}).get(str(space))
    if not isinstance(space, pikepdf.Array) or len(space) < 2 or depth > _DEPTH:
        return set()
    kind = str(space[0])
    if kind in ("/Indexed", "/I", "/Pattern"):
        return spots_of(space[1], resources, depth + 1)
    if kind not in ("/Separation", "/DeviceN"):
        return set()
    named = [space[1]] if kind == "/Separation" else list(space[1])
    return {str(name).removeprefix("/")[:80] for name in named}
