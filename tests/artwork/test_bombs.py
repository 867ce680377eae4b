"""Small files that unpack to what no machine holds are refused in a sentence, two at a time."""

import struct
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.inspection.inspecting import inspect
from storefront.artwork.inspection.turns import NoTurn, a_turn
from tests.artwork.cases import pdf
from tests.artwork.files import a_pdf


def _gigabyte(document):
    packer = zlib.compressobj(9)
    spaces = b"".join(packer.compress(b" " * 2**20) for _ in range(1024)) + packer.flush()
    content = document.make_stream(b"")
    content.write(zlib.compress(spaces, 9), filter=Array([Name.FlateDecode, Name.FlateDecode]))
    document.pages[0].obj.Contents = content


def _forms_in_forms(document):
    inner = document.make_stream(b"0 0 1 1 re f", Subtype=Name.Form, BBox=Array([0, 0, 1, 1]))
    for _ in range(11):
        outer = document.make_stream(b"/F Do " * 20, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]))
        outer.Resources = Dictionary(XObject=Dictionary(F=inner))
        inner = outer
    document.pages[0].obj.Resources = Dictionary(XObject=Dictionary(F=inner))
    document.pages[0].obj.Contents = document.make_stream(b"/F Do")


def _packed(change):
    raw = {
        "stream_decode_level": pikepdf.StreamDecodeLevel.none,
        "compress_streams": False,
    }
    return pdf(change=change, **raw)


def _pixels(width, height):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def _many_pages(count, told):
    """So many pages, each a row of its own; the file tells another number of them."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    parts = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[%s]/Count %d>>endobj\n" % (kids, told),
    ]
    page = b"%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 162 162]>>endobj\n"
    parts += [page % (number + 3) for number in range(count)]
    file, places = [b"%PDF-1.4\n"], []
    at = len(file[0])
    for part in parts:
        places.append(at)
        file.append(part)
        at += len(part)
    file.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1))
    file += [b"%010d 00000 n \n" % place for place in places]
    file.append(b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, at))
    return b"".join(file)


LOOP = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\nxref\n0 3\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000054 00000 n \n"
    b"trailer<</Root 1 0 R/Size 3/Prev 108>>\nstartxref\n108\n%%EOF"
)
BOMBS = {
    "two kilobytes that unpack to a gigabyte": (lambda: _packed(_gigabyte), "complex"),
    "forms in forms in forms": (lambda: _packed(_forms_in_forms), "far too complex"),
    "more pages than anything has": (lambda: a_pdf(pages=1200), "more than 1,000 pages"),
    "300,000 pages": (lambda: _many_pages(300_000, 300_000), "more than 1,000 pages"),
    "300,000 pages that are told to be one": (
        lambda: _many_pages(300_000, 1), "more than 1,000 pages|far too complex|broken",
    ),
    "1.5 gigapixels": (lambda: _pixels(40_000, 37_500), "more pixels"),
    "a loop of cross references": (lambda: LOOP, "broken"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_a_sentence(tmp_path, name):
    made, words = BOMBS[name]
    path = tmp_path / "file"
    path.write_bytes(made())
    with pytest.raises(BadArtwork, match=words) as refused:
        inspect(path)
    assert refused.value.status == 422


@pytest.fixture
def own_locks(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)


def test_at_most_two_are_looked_at_at_once(own_locks, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(a_pdf())
    with a_turn():
        assert inspect(path).count == 1  # the control: there is room for a second
        with a_turn(), pytest.raises(NoTurn), a_turn(patience=0.2):
            pass
    with a_turn(patience=0):
        assert inspect(path).count == 1  # both are free again
