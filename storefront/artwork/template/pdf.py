"""A template as PDF: its page is the piece with its bleed, the trim box says where it is cut."""

from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from storefront.artwork.outline import Segment
from storefront.artwork.template import words
from storefront.artwork.template.inks import LOOKS, Ink
from storefront.artwork.template.sheet import Sheet, sheet_of
from storefront.artwork.template.subject import Template

if TYPE_CHECKING:
    import pikepdf


@lru_cache(maxsize=256)
def pdf_of(template: Template) -> bytes:
    """The same bytes each time."""
    import pikepdf  # which only whoever makes one needs

    sheet = sheet_of(template)
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(sheet.width, sheet.height))
        left, below = sheet.cut.left, sheet.height - sheet.cut.bottom
        trim = left, below, left + sheet.cut.width, below + sheet.cut.height
        page.trimbox = pikepdf.Rectangle(*trim)
        page.obj.BleedBox = page.mediabox
        page.obj.Resources = _resources(pdf, _layers(pdf))
        page.obj.Contents = pdf.make_stream("\n".join(_painted(sheet)).encode("cp1252"))
        target = BytesIO()
        pdf.save(target, deterministic_id=True, min_version="1.6")
    return target.getvalue()


def _layers(pdf: "pikepdf.Pdf") -> dict[str, Any]:
    """What it is drawn on, by the name that the content knows it by."""
    import pikepdf

    layers = {
        known: pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String(name))
        )
        for known, name in (("/Artwork", words.ARTWORK), ("/Template", words.LAYER))
    }
    every = pikepdf.Array(list(layers.values()))
    pdf.Root.OCProperties = pikepdf.Dictionary(
        OCGs=every, D=pikepdf.Dictionary(Name=pikepdf.String("Layers"), Order=every, ON=every)
    )
    return layers


def _resources(pdf: "pikepdf.Pdf", layers: dict[str, Any]) -> Any:
    import pikepdf

    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    colors = {}
    for ink, look in LOOKS.items():
        mixed = pikepdf.Dictionary(
            FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=list(look.cmyk), N=1
        )
        name = pikepdf.Name("/" + ink.value)
        colors[_known(ink)] = pikepdf.Array(
            [pikepdf.Name.Separation, name, pikepdf.Name.DeviceCMYK, mixed]
        )
    return pikepdf.Dictionary(
        Font=pikepdf.Dictionary(Letters=pdf.make_indirect(font)),
        ColorSpace=pikepdf.Dictionary(colors),
        Properties=pikepdf.Dictionary(layers),
    )


def _known(ink: Ink) -> str:
    return f"/{ink.name.capitalize()}"


def _painted(sheet: Sheet) -> Iterator[str]:
    """The page's content: PDF counts from its lower edge."""
    yield "/OC /Artwork BDC EMC /OC /Template BDC"
    yield f"{sheet.thickness:.4f} w"
    for line in sheet.lines:
        dashes = " ".join(f"{sheet.thickness * part:.4f}" for part in LOOKS[line.ink].dashes)
        yield f"{_known(line.ink)} CS 1 SCN [{dashes}] 0 d"
        yield " ".join(_segment(segment, sheet.height) for segment in line.path) + " S"
    yield f"BT /Letters {sheet.letters:.4f} Tf"
    for one in sheet.words:
        said = one.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        yield f"{_known(one.ink)} cs 1 scn"
        yield f"1 0 0 1 {one.left:.4f} {sheet.height - one.base:.4f} Tm ({said}) Tj"
    yield "ET EMC"


def _segment(segment: Segment, height: float) -> str:
    points = " ".join(f"{x:.4f} {height - y:.4f}" for x, y in segment.points)
    return f"{points} {'h' if segment.to == 'Z' else segment.to.lower()}".strip()
