"""Templates: true to size, with their lines, and good to be sent back as a print file."""

import io
import re
import xml.etree.ElementTree as ET

import pikepdf
import pypdfium2
import pytest

from storefront.artwork.inspection.facts import Size
from storefront.artwork.inspection.inspecting import inspect
from storefront.artwork.rules.judging import judge
from storefront.artwork.rules.rulebook import RuleBook
from storefront.artwork.rules.table import settings_of
from storefront.artwork.template.inks import Ink
from storefront.artwork.template.pdf import pdf_of
from storefront.artwork.template.sheet import sheet_of
from storefront.artwork.template.subject import Template, template_named, templates_of
from storefront.artwork.template.svg import VERSION, svg_of
from storefront.artwork.template.words import LAYER
from storefront.drawings.subject import Drawing, parse
from tests.artwork.test_asked_for import piece_wanted

CARD = Template(Drawing("flat", 3.5, 2), 0.0625, 0.0625)
FAMILIES = [
    ("Business Cards", '2" x 3.5"', ()),
    ("Business Cards", '2" x 3.5"', ("Vertical", '4 Round Corners 1/4" Radius')),
    ("Circle Stickers", '2" x 2"', ()),
    ("Brochures", '8.5" x 11"', ("Tri-Fold",)),
    ("Brochures", '11" x 25.5"', ("Gate Fold",)),
    ("Door Hangers", '4.25" x 11"', ()),
    ("Booklets", '8.5" x 11"', ()),
    ("Posters", '24" x 36"', ()),
    ("Vinyl Banners", "2.5 ft x 6 ft", ()),
    ("Vinyl Banners", "8 ft x 20 ft", ()),
    ("Business Cards", '0.25" x 0.5"', ()),
]


def a_template(family, size, answers=()):
    return templates_of(piece_wanted(size, answers, family))[0]


def opened(template):
    return pikepdf.open(io.BytesIO(pdf_of(template)))


def test_the_page_is_the_piece_with_its_bleed_and_the_trim_box_the_piece():
    with opened(CARD) as pdf:
        page = pdf.pages[0]
        assert [float(edge) for edge in page.mediabox] == [0, 0, 261, 153]
        assert [float(edge) for edge in page.trimbox] == [4.5, 4.5, 256.5, 148.5]
        assert page.obj.BleedBox == page.obj.MediaBox


def test_the_lines_are_on_a_layer_of_their_own_that_says_to_be_deleted():
    with opened(CARD) as pdf:
        names = [str(layer.Name) for layer in pdf.Root.OCProperties.OCGs]
    assert names == ["Your artwork", "Template: delete before saving"]
    text = pypdfium2.PdfDocument(pdf_of(CARD))[0].get_textpage().get_text_range()
    assert "Delete this layer before you save" in " ".join(text.split())
    groups = ET.fromstring(svg_of(CARD))
    labels = [value for one in groups for name, value in one.items() if name.endswith("label")]
    assert labels == ["Your artwork", LAYER]


def test_each_line_has_a_color_with_a_name():
    with opened(a_template("Brochures", '8.5" x 11"', ("Tri-Fold",))) as pdf:
        spaces = pdf.pages[0].obj.Resources.ColorSpace
        assert {str(space[1])[1:] for space in spaces.values()} == {ink.value for ink in Ink}


def test_an_svg_is_as_large_as_the_piece_with_its_bleed():
    drawn = ET.fromstring(svg_of(CARD))
    assert (drawn.get("width"), drawn.get("height")) == ("3.625in", "2.125in")
    assert drawn.get("viewBox") == "0 0 261 153"


@pytest.mark.parametrize(("family", "size", "answers"), FAMILIES)
def test_what_is_made_from_a_template_is_of_the_right_size(app, tmp_path, family, size, answers):
    """The template as it is: whoever deletes its layer changes no box."""
    wanted = piece_wanted(size, answers, family)
    rules = RuleBook("1.0", settings_of(wanted.profile))
    for template in templates_of(wanted):
        file = tmp_path / "template.pdf"
        file.write_bytes(pdf_of(template))
        found = {one.rule for one in judge(inspect(file), wanted, rules)}
        of_size = {"size", "fit", "turned", "bleed", "safe"}
        # what is very large is made at a tenth, which is told and does not stop it
        assert found & of_size == ({"fit"} if template.parts > 1 else set())
        assert "spots" in found  # the control: the layer is seen while it is there


@pytest.mark.parametrize(("family", "size", "answers"), FAMILIES)
def test_the_words_stay_on_the_piece_and_inside_its_first_panel(family, size, answers):
    template = a_template(family, size, answers)
    sheet = sheet_of(template)
    text = pypdfium2.PdfDocument(pdf_of(template))[0].get_textpage()
    boxes = [text.get_rect(n) for n in range(text.count_rects())]
    folds = template.drawing.folds
    wide = sheet.cut.width * (folds[0] if folds else 1)
    assert boxes
    for left, below, right, above in boxes:
        assert left >= sheet.cut.left
        assert right <= sheet.cut.left + wide
        assert below >= sheet.height - sheet.cut.bottom
        assert above <= sheet.height - sheet.cut.top


def test_a_card_that_may_lie_either_way_has_a_template_for_each():
    sizes = [one.size for one in templates_of(piece_wanted())]
    assert sizes == [(3.5, 2), (2, 3.5)]
    assert [one.size for one in templates_of(piece_wanted(answers=["Vertical"]))] == [(2, 3.5)]
    booklet = templates_of(piece_wanted('5.5" x 8.5"', family="Booklets"))
    assert [one.size for one in booklet] == [(5.5, 8.5), (8.5, 5.5)]


@pytest.mark.parametrize("family", ["Presentation Folders", "Envelopes", "Die Cut Stickers"])
def test_what_needs_the_printers_own_template_has_none_of_ours(family):
    assert templates_of(piece_wanted(family=family)) == ()


def test_a_round_piece_has_round_lines_and_a_tri_fold_two_folds():
    circle = sheet_of(a_template("Circle Stickers", '2" x 2"'))
    assert all(any(step.to == "C" for step in line.path) for line in circle.lines)
    inks = [line.ink for line in sheet_of(a_template(*FAMILIES[3])).lines]
    assert inks == [Ink.BLEED, Ink.CUT, Ink.SAFE, Ink.FOLD, Ink.FOLD]
    hanger = sheet_of(a_template("Door Hangers", '4.25" x 11"'))
    assert [line.ink for line in hanger.lines][-1] == Ink.HOLE


def test_a_name_says_all_that_is_in_a_template():
    for family, size, answers in FAMILIES:
        for template in templates_of(piece_wanted(size, answers, family)):
            assert template_named(template.name) == template


@pytest.mark.parametrize(
    "name",
    [
        "", "flat-3.5x2", "flat-3.5x2_0.0625_0.0625", "flat-3.50x2_0_0_0", "flat-3.5x2_0_1_0",
        "flat-3.5x2_6_0_0", "flat-3.5x2_-1_0_0", "flat-3.5x2_nan_0_0", "box-2x2x2_0_0_0",
        "flat-3.5x2_00_0_0", "flat-3.5x2_._0_0",
    ],
)  # fmt: skip
def test_no_other_name_is_one(browser, name):
    assert template_named(name) is None
    assert browser.get(f"/templates/{name}-{VERSION}.pdf").status_code == 404


@pytest.mark.parametrize(
    ("kind", "mimetype"), [("pdf", "application/pdf"), ("svg", "image/svg+xml")]
)
def test_a_template_is_a_download_that_browsers_keep(browser, kind, mimetype):
    address = f"/templates/{CARD.name}-{VERSION}.{kind}"
    answer = browser.get(address)

    assert answer.mimetype == mimetype
    assert "immutable" in answer.headers["Cache-Control"]
    assert f"template-3.5x2-in.{kind}" in answer.headers["Content-Disposition"]
    again = browser.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert browser.get(address.replace(f".{kind}", ".exe")).status_code == 404


def test_the_same_template_is_made_of_the_same_bytes():
    first = pdf_of(CARD)
    pdf_of.cache_clear()
    assert pdf_of(CARD) == first


def test_drawings_have_names_for_templates():
    assert parse("flat-3.5x2") == CARD.drawing
    assert Size(3.5, 2) == CARD.size
    assert re.fullmatch(r"flat-3\.5x2_0\.0625_0\.0625_0", CARD.name)
