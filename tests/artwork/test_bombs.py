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
    "1.5 gigapixels": (lambda: _pixels(40_000, 37_500), "more pixels"),
    "a loop of cross references": (lambda: LOOP, "broken"),
}


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
