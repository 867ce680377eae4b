"""Files like those that customers send, made anew: nothing of them is a person's."""

import io
import os
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

POINTS = 72  # an inch
BLEED = 1 / 16  # inches a side
LINES = 40  # of text on a page
USUAL, CARD, BOOKLET = "usual.pdf", "card.pdf", "booklet.pdf"
SHEET, SMALL, HALF = (8.5, 11.0), (3.5, 2.0), (5.5, 8.5)  # inches
PIECE = 1024 * 1024


def make_all(folder: Path) -> None:
    _pdf(folder / USUAL, SHEET, pages=2, dpi=300)
    _pdf(folder / CARD, SMALL, pages=1, dpi=300)
    _pdf(folder / BOOKLET, HALF, pages=16, dpi=200)


def _pdf(path: Path, size: tuple[float, float], pages: int, dpi: int) -> None:
    """Each page is covered by a CMYK photo, with text and shapes over it."""
    document = pikepdf.new()
    width, height = (POINTS * (side + 2 * BLEED) for side in size)
    font = document.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )
    for number in range(pages):
        page = document.add_blank_page(page_size=(width, height))
        page.obj.Resources = Dictionary(
            XObject=Dictionary(Im=_photo(document, size, dpi, seed=number)),
            Font=Dictionary(F=font),
        )
        page.obj.Contents = document.make_stream(_drawn(width, height))
    document.save(path)


def _photo(document: Any, size: tuple[float, float], dpi: int, seed: int) -> Any:
    """As grainy as one: about 2.5 MB for a sheet of letter size at 300 dpi."""
    pixels = round(dpi * (size[0] + 2 * BLEED)), round(dpi * (size[1] + 2 * BLEED))
    grain = Image.effect_noise((pixels[0] // 2, pixels[1] // 2), 32 + seed).resize(pixels)
    slope = Image.linear_gradient("L").resize(pixels)
    content = io.BytesIO()
    picture = Image.merge("CMYK", (grain, slope, slope.rotate(180), Image.new("L", pixels, 20)))
    picture.save(content, "JPEG", quality=90)
    image = document.make_stream(content.getvalue(), Filter=Name.DCTDecode)
    image.Type, image.Subtype, image.ColorSpace = Name.XObject, Name.Image, Name.DeviceCMYK
    image.Width, image.Height, image.BitsPerComponent = *pixels, 8
    image.Decode = Array([1, 0] * 4)  # as Adobe's programs write them
    return image


def _drawn(width: float, height: float) -> bytes:
    text = "".join(
        f"BT /F 6 Tf 14 {height - 14 - line * (height - 28) / LINES:.2f} Td "
        f"(Line {line} of what a customer says about cakes and bread) Tj ET "
        for line in range(LINES)
    )
    shapes = "".join(
        f"0 {line % 10 / 10} 0 .{line % 10} k {line * width / 200:.2f} 12 1 8 re f "
        for line in range(200)
    )
    return f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Im Do Q {shapes} 0 0 0 1 k {text}".encode()


def make_large(path: Path, size: int) -> None:
    """A card of so many bytes: nearly all of it is data that no page shows, as editing programs
    leave it in their files. Written piece by piece."""
    card = (
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R/PieceInfo<</Data 5 0 R>>>>\nendobj\n",
        b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 261 153]/Contents 4 0 R>>\nendobj\n",
        b"4 0 obj\n<</Length 27>>stream\n0 0 0 1 k 60 60 20 20 re f \nendstream\nendobj\n",
    )
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        places = []
        for part in card:
            places.append(file.tell())
            file.write(part)
        places.append(file.tell())
        left = size - file.tell() - 400  # for what stands around it
        file.write(b"5 0 obj\n<</Length %d>>stream\n" % left)
        while left > 0:
            left -= file.write(os.urandom(min(PIECE, left)))
        file.write(b"\nendstream\nendobj\n")
        table = file.tell()
        rows = b"".join(b"%010d 00000 n \n" % place for place in places)
        file.write(b"xref\n0 6\n0000000000 65535 f \n" + rows)
        file.write(b"trailer<</Root 1 0 R/Size 6>>\nstartxref\n%d\n%%%%EOF\n" % table)
