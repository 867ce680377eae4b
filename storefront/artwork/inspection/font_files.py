"""A font of a PDF: its name, and whether it came along."""

from typing import Any

from storefront.artwork.inspection.facts import Font

_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def font_of(font: Any) -> Font:
    name = str(font.get("/BaseFont", "/unnamed")).removeprefix("/")
    if "+" in name[:8]:
        name = name.split("+", 1)[1]  # ABCDEF+ stands before the name of a part of a font
    if font.get("/Subtype") == "/Type3":
        return Font(name[:80], embedded=True)  # drawn by the file itself
    descendants = font.get("/DescendantFonts", [font])
    described = descendants[0].get("/FontDescriptor", {})
    return Font(name[:80], embedded=any(file in described for file in _FILES))
