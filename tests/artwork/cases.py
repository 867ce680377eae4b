"""Print files as people really send them, each with its trait. Meant for a 2 x 2 inch card."""

import io
import struct
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from tests.artwork.files import SQUARE, a_pdf

CARD = (162, 162)  # points: 2 x 2 inches with 1/8 a side
BLACK = b"0 0 0 1 k 0 0 50 50 re f "


def pdf(content=BLACK, size=CARD, pages=1, change=None, **how):
    """A PDF of that content; `change` gets the open document."""
    with pikepdf.open(io.BytesIO(a_pdf(pages, size, content))) as document:
        if change:
            change(document)
        file = io.BytesIO()
        document.save(file, **how)
    return file.getvalue()


def page_with(**entries):
    def change(document):
        for key, value in entries.items():
            document.pages[0].obj[f"/{key}"] = value

    return change


def root_with(**entries):
    def change(document):
        for key, value in entries.items():
            document.Root[f"/{key}"] = value

    return change


def resources(**entries):
    def change(document):
        document.pages[0].obj.Resources = Dictionary(**entries)

    return change


def protected(revision, user=""):
    how = {"aes": revision > 3, "metadata": revision > 3}
    rights = pikepdf.Encryption(owner="owner", user=user, R=revision, **how)
    return pdf(encryption=rights)


def inherited_rotation(document):
    document.Root.Pages.Rotate = 90
    document.pages[0].obj.MediaBox = Array([0, 0, 270, 162])


def marks(document):
    page = document.pages[0].obj
    page.MediaBox = Array([0, 0, 234, 234])
    page.TrimBox, page.BleedBox = Array([45, 45, 189, 189]), Array([36, 36, 198, 198])


def low_resolution(document):
    pixels = document.make_stream(bytes(range(200)) * 6, Width=20, Height=20, BitsPerComponent=8)
    pixels.Type, pixels.Subtype, pixels.ColorSpace = Name.XObject, Name.Image, Name.DeviceRGB
    page = document.pages[0]
    page.obj.Resources = Dictionary(XObject=Dictionary(Im=pixels))
    page.obj.Contents = document.make_stream(b"162 0 0 162 0 0 cm /Im Do")


def image_in_forms(document):
    """72 dots per inch at last: 144 in the form, which is drawn at twice its size."""
    pixels = document.make_stream(b"\x40" * 162 * 162, Width=162, Height=162, BitsPerComponent=8)
    pixels.Type, pixels.Subtype, pixels.ColorSpace = Name.XObject, Name.Image, Name.DeviceGray
    form = document.make_stream(b"q 81 0 0 81 0 0 cm /Im Do Q", Subtype=Name.Form)
    form.BBox, form.Resources = Array([0, 0, 81, 81]), Dictionary(XObject=Dictionary(Im=pixels))
    page = document.pages[0]
    page.obj.Resources = Dictionary(XObject=Dictionary(F=form))
    page.obj.Contents = document.make_stream(b"2 0 0 2 0 0 cm /F Do")


def spot(document):
    tint = document.make_stream(b"{dup dup dup}", FunctionType=4)
    tint.Domain, tint.Range = Array([0, 1]), Array([0, 1] * 4)
    space = Array([Name.Separation, Name("/PANTONE 185 C"), Name.DeviceCMYK, tint])
    page = document.pages[0]
    page.obj.Resources = Dictionary(ColorSpace=Dictionary(Cs=space))
    page.obj.Contents = document.make_stream(b"/Cs cs 1 scn 20 20 90 90 re f")


def a_picture(mode="RGB", size=(225, 225)):
    return Image.effect_noise(size, 90).convert(mode)


def image(kind, mode="RGB", size=(225, 225), more=(), **how):
    file = io.BytesIO()
    if more:
        how |= {"save_all": True, "append_images": list(more)}
    a_picture(mode, size).save(file, kind, **how)
    return file.getvalue()


def tiff_of_five_channels():
    """CMYK and a spot color, each of 16 bits, which no library here reads."""
    side, channels = 8, 5
    pixels = b"\x40" * side * side * channels * 2
    tags = {
        256: (3, 1, side), 257: (3, 1, side), 258: (3, channels, 8), 259: (3, 1, 1),
        262: (3, 1, 5), 273: (4, 1, 18), 277: (3, 1, channels), 278: (3, 1, side),
        279: (4, 1, len(pixels)), 338: (3, 1, 0),
    }  # fmt: skip
    rows = b"".join(struct.pack("<HHII", tag, *more) for tag, more in tags.items())
    bits = struct.pack("<5H", *[16] * channels)
    directory = struct.pack("<H", len(tags)) + rows + b"\0" * 4
    return b"II*\0" + struct.pack("<I", 18 + len(pixels)) + bits + pixels + directory


def png_with_much_text():
    """What some programs write about a picture is larger than the picture."""
    plain = image("PNG")
    said = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b"<x> " * 700_000)
    chunk = len(said).to_bytes(4, "big") + b"iTXt" + said
    chunk += zlib.crc32(b"iTXt" + said).to_bytes(4, "big")
    return plain[:33] + chunk + plain[33:]


def portfolio(document):
    document.Root.Collection = Dictionary(Type=Name.Collection)


def form_for_acrobat_alone(document):
    document.Root.NeedsRendering = True
    document.Root.AcroForm = Dictionary(XFA=document.make_stream(b"<xdp/>"), Fields=Array())


def attached(document):
    document.attachments["notes.txt"] = b"not to be printed"


def script(document):
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert('hello')")


def launched(document):
    page = document.pages[0].obj
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
    link.A = Dictionary(S=Name.Launch, F="calc.exe")
    page.Annots = Array([document.make_indirect(link)])


WITHOUT_CONTENT = (
    b"BT /F1 12 Tf 20 100 Td (This is an Adobe Illustrator File that was) Tj "
    b"0 -14 Td (saved without PDF Content.) Tj ET"
)
HELVETICA = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)

TAKEN = {  # kind, pages, size in words
    "plain": (pdf(), "pdf", 1, '2.25" x 2.25"'),
    "without its end": (pdf().replace(b"%%EOF", b""), "pdf", 1, '2.25" x 2.25"'),
    "linearized": (pdf(linearize=True), "pdf", 1, '2.25" x 2.25"'),
    "object streams": (
        pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), "pdf", 1, '2.25" x 2.25"',
    ),
    "user unit": (
        pdf(change=page_with(UserUnit=10, MediaBox=Array([0, 0, 16.2, 16.2]))),
        "pdf", 1, '2.25" x 2.25"',
    ),
    "negative boxes": (
        pdf(change=page_with(MediaBox=Array([-81.5, -81.5, 80.5, 80.5]))),
        "pdf", 1, '2.25" x 2.25"',
    ),
    "turned": (
        pdf(change=page_with(Rotate=90, MediaBox=Array([0, 0, 270, 162]))),
        "pdf", 1, '2.25" x 3.75"',
    ),
    "turned by its parent": (pdf(change=inherited_rotation), "pdf", 1, '2.25" x 3.75"'),
    "with marks around it": (pdf(change=marks), "pdf", 1, '2" x 2"'),
    "without a media box, as everybody sees it": (
        pdf(change=lambda document: document.pages[0].obj.__delitem__("/MediaBox")),
        "pdf", 1, '8.5" x 11"',
    ),
    "junk before it": (b"junk\n" * 60 + pdf(), "pdf", 1, '2.25" x 2.25"'),
    "a mail's head before it": (
        b"Content-Type: application/pdf\r\n\r\n" + pdf(), "pdf", 1, '2.25" x 2.25"',
    ),
    "twenty pages": (pdf(pages=20), "pdf", 20, '2.25" x 2.25"'),
    "CMYK JPEG": (image("JPEG", "CMYK"), "jpg", 1, "225 x 225 pixels"),
    "progressive JPEG": (image("JPEG", progressive=True), "jpg", 1, "225 x 225 pixels"),
    "JPEG with a comment": (image("JPEG", comment=b"by hand"), "jpg", 1, "225 x 225 pixels"),
    "JPEG with more after it": (image("JPEG") + b"\0" * 2000, "jpg", 1, "225 x 225 pixels"),
    "phone's JPEG": (
        image("MPO", size=(800, 600), more=[a_picture(size=(800, 600))]),
        "jpg", 1, "800 x 600 pixels",
    ),
    "CMYK TIFF": (image("TIFF", "CMYK", compression="tiff_lzw"), "tif", 1, "225 x 225 pixels"),
    "TIFF of a fax": (image("TIFF", "1", compression="group4"), "tif", 1, "225 x 225 pixels"),
    "Lab TIFF": (image("TIFF", "LAB"), "tif", 1, "225 x 225 pixels"),
    "TIFF without a resolution": (image("TIFF", dpi=(0, 0)), "tif", 1, "225 x 225 pixels"),
    "TIFF of two pages": (image("TIFF", more=[a_picture()]), "tif", 2, "225 x 225 pixels"),
    "TIFF on its side": (
        image("TIFF", size=(900, 600), tiffinfo={274: 6}), "tif", 1, "600 x 900 pixels",
    ),
    "transparent PNG": (image("PNG", "RGBA"), "png", 1, "225 x 225 pixels"),
    "PNG of 16 bits": (image("PNG", "I;16"), "png", 1, "225 x 225 pixels"),
    "PNG with much text": (png_with_much_text(), "png", 1, "225 x 225 pixels"),
}  # fmt: skip

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200
REFUSED = {  # and what has to be read
    "nothing": (b"", "empty"),
    "a HEIC photo": (HEIC, "Most Compatible"),
    "AVIF": (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1" + b"\0" * 99, "AVIF"),
    "WebP": (image("WEBP"), "WebP"),
    "GIF": (image("GIF"), "GIF"),
    "BMP": (image("BMP"), "BMP"),
    "PSD": (b"8BPS\0\1" + b"\0" * 99, "Photoshop"),
    "InDesign": (b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5\xbd\x31\xef\xe7" + b"\0" * 99, "InDesign"),
    "EPS": (b"%!PS-Adobe-3.0 EPSF-3.0\nshowpage", "EPS"),
    "EPS with a preview": (b"\xc5\xd0\xd3\xc6" + b"\0" * 99, "EPS"),
    "SVG": (b"<?xml version='1.0'?><svg width='2in'/>", "SVG"),
    "DOCX": (b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml", "Word"),
    "a web page": (b"<!DOCTYPE html><html>Sign in</html>", "web page"),
    "half a PDF": (pdf()[:279], "broken"),
    "half a JPEG": (image("JPEG")[:3000], "broken"),
    "TIFF of five channels": (tiff_of_five_channels(), "8 bits a channel, CMYK or RGB"),
    "no pages": (pdf(change=lambda document: document.pages.__delitem__(0)), "no pages"),
    "no size": (pdf(change=page_with(MediaBox=Array([0, 0, 0, 0]))), "without a size"),
    "protected, R3": (protected(3), "protected"),
    "protected, R4": (protected(4), "protected"),
    "protected, R6": (protected(6), "protected"),
    "locked": (protected(6, user="secret"), "password"),
    "a portfolio": (pdf(change=portfolio), "portfolio"),
    "a form for Acrobat": (pdf(change=form_for_acrobat_alone), "only Acrobat"),
    "Illustrator without content": (
        pdf(WITHOUT_CONTENT, (612, 792), change=resources(Font=Dictionary(F1=HELVETICA))),
        "without PDF content",
    ),
}  # fmt: skip

FINDINGS = {  # the rule, its level, 4Over's number
    "letter for a card": (pdf(size=(612, 792)), "size", "block", None),
    "two pages": (pdf(pages=2), "pages", "block", 107),
    "empty": (a_pdf(content=b"", size=CARD), "empty page", "warn", 106),
    "few pixels in a PDF": (pdf(change=low_resolution), "far too few pixels", "block", 102),
    "pixels in a form": (pdf(change=image_in_forms), "far too few pixels", "block", 102),
    "60 pixels": (image("JPEG", size=(60, 60)), "far too few pixels", "block", 102),
    "225 pixels": (image("JPEG"), "few pixels", "warn", 102),
    "RGB": (pdf(b"1 0 0 rg 0 0 162 162 re f"), "rgb", "tell", 103),
    "a spot color": (pdf(change=spot), "spots", "warn", 104),
    "overprint": (
        pdf(b"/G gs " + SQUARE, change=resources(
            ExtGState=Dictionary(G=Dictionary(OP=True, op=True)))),
        "overprint", "warn", 105,
    ),
    "transparency": (
        pdf(b"/G gs " + SQUARE, change=resources(ExtGState=Dictionary(G=Dictionary(ca=0.5)))),
        "transparency", "warn", 108,
    ),
    "too much ink": (pdf(b"1 1 1 1 k 60 60 20 20 re f"), "ink", "warn", 109),
    "a font that is not there": (
        pdf(b"BT /F1 20 Tf 40 80 Td (Sample) Tj ET",
            change=resources(Font=Dictionary(F1=HELVETICA))),
        "fonts", "warn", 110,
    ),
    "text at the cut": (
        pdf(b"BT /F1 20 Tf 10 80 Td (Sample) Tj ET",
            change=resources(Font=Dictionary(F1=HELVETICA))),
        "safe", "warn", None,
    ),
    "color to the cut": (pdf(b"0 0 0 1 k 0 0 144 144 re f", (144, 144)), "bleed", "warn", None),
    "half its size": (pdf(b"0 0 0 1 k 20 20 9 9 re f", (72, 72)), "fit", "warn", None),
    "a second before it": (pdf().replace(b"startxref", b"startxxxx"), "repaired", "tell", None),
}  # fmt: skip
