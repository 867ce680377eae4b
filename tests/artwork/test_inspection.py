"""What a file is, by its content, whatever its name says."""

import pytest
from fpdf import FPDF

from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.inspection.inspecting import inspect
from tests.artwork.files import a_locked_pdf, a_pdf, an_image


@pytest.fixture
def look(tmp_path):
    def look(content):
        path = tmp_path / "file"
        path.write_bytes(content)
        return inspect(path)

    return look


def test_a_pdf_shows_its_pages_and_its_size(look):
    facts = look(a_pdf(pages=3))
    assert (facts.kind, facts.count, facts.size_in_words) == ("pdf", 3, '3.625" x 2.125"')


@pytest.mark.parametrize(("kind", "extension"), [("PNG", "png"), ("JPEG", "jpg"), ("TIFF", "tif")])
def test_an_image_shows_its_pixels(look, kind, extension):
    facts = look(an_image(kind, dpi=(300, 300)))
    assert (facts.kind, facts.count, facts.size_in_words) == (extension, 1, "300 x 200 pixels")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"just words", "isn't a PDF"),
        (b"MZ\x90\x00" + b"\0" * 200, "isn't a PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG drawing"),
        (b"PK\x03\x04" + b"\0" * 200, "an archive"),
        (b"%PDF-1.7\n" + b"rubbish " * 100, "broken"),
        (a_pdf()[:-60], "broken"),
        (a_locked_pdf(), "password"),
        (a_locked_pdf(user=""), "password"),
        (an_image("PNG")[:-2000], "broken"),
        (an_image("JPEG")[:4000], "broken"),
        (an_image("TIFF")[:4000], "broken"),
    ],
    ids=[
        "nothing", "text", "a program", "a drawing", "an archive", "no real PDF", "half a PDF",
        "locked", "locked for changes", "half a PNG", "half a JPEG", "half a TIFF",
    ],
)  # fmt: skip
def test_what_cannot_be_printed_is_refused_in_words(look, content, words):
    with pytest.raises(BadArtwork, match=words) as refused:
        look(content)
    assert refused.value.status == 422


def test_a_bomb_is_stopped_before_it_fills_the_memory(look):
    """A few kilobytes that claim to be an image of 40,000 megapixels."""
    import struct
    import zlib

    header = struct.pack(">IIBBBBB", 200_000, 200_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    with pytest.raises(BadArtwork, match="more pixels"):
        look(b"\x89PNG\r\n\x1a\n" + body)


def test_text_is_found_where_it_lies_also_where_pdfium_knows_no_media_box(tmp_path):
    """fpdf2 writes such pages."""
    pdf = FPDF(unit="in", format=(11.125, 8.625))
    pdf.add_page()
    pdf.set_font("helvetica", size=40)
    pdf.text(2, 3, "In the middle")
    path = tmp_path / "brochure.pdf"
    pdf.output(str(path))

    (area,) = inspect(path).pages[0].texts
    assert 1.9 < area.left < 2.1
    assert 2.4 < area.top < area.bottom < 3.2
