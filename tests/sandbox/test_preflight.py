"""The sandbox's preflight looks into the file, and says what 4Over would by its codes."""

import io

import pikepdf
import pytest
from PIL import Image

from storefront.sandbox.preflight import findings


def a_pdf(tmp_path, content=b"0 0 0 1 k 0 0 100 100 re f", pages=1, resources=None, **save):
    pdf = pikepdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(261, 153))
        page.Contents = pdf.make_stream(content)
        page.Resources = resources(pdf) if resources else pikepdf.Dictionary()
    pdf.save(path := tmp_path / "file.pdf", **save)
    return path


def a_font(pdf):
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1)
    return pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))


def a_spot_color(pdf):
    space = pikepdf.Array([pikepdf.Name.Separation, pikepdf.Name("/PANTONE 185 C")])
    return pikepdf.Dictionary(ColorSpace=pikepdf.Dictionary(C1=space))


def see_through(pdf):
    return pikepdf.Dictionary(ExtGState=pikepdf.Dictionary(G1=pikepdf.Dictionary(ca=0.5)))


@pytest.mark.parametrize(
    ("how", "codes"),
    [
        ({}, []),
        ({"content": b"1 0 0 rg 0 0 9 9 re f"}, ["103"]),
        ({"content": b""}, ["106"]),
        ({"pages": 2}, ["107"]),
        ({"resources": a_font}, ["110"]),
        ({"resources": a_spot_color}, ["104"]),
        ({"resources": see_through}, ["108"]),
        ({"encryption": pikepdf.Encryption(owner="x", user="")}, ["502"]),
        ({"encryption": pikepdf.Encryption(owner="x", user="y")}, ["502"]),
    ],
)
def test_a_pdf_has_what_is_found_in_it(tmp_path, how, codes):
    assert list(findings(a_pdf(tmp_path, **how))) == codes


@pytest.mark.parametrize(
    ("mode", "dpi", "codes"),
    [("CMYK", 300, []), ("RGB", 300, ["103"]), ("CMYK", 72, ["102"]), ("RGB", 72, ["102", "103"])],
)
def test_so_has_a_picture(tmp_path, mode, dpi, codes):
    made = io.BytesIO()
    Image.new(mode, (40, 20)).save(made, "TIFF", dpi=(dpi, dpi))
    (path := tmp_path / "file.tif").write_bytes(made.getvalue())
    assert list(findings(path)) == codes


def test_what_is_neither_is_a_fault(tmp_path):
    (path := tmp_path / "file.pdf").write_bytes(b"just words")
    assert list(findings(path)) == ["500"]


def test_the_answer_names_the_codes(fourover, artwork, tmp_path):
    (tmp_path / "artwork" / "two.pdf").write_bytes(a_pdf(tmp_path, pages=2).read_bytes())
    entry = fourover.post("/files", path=[f"{artwork}/two.pdf"], preflight=True).json()["files"][0]
    assert entry["status"] == "warning"
    assert entry["message"] == {"107": "Document has more than one page"}
