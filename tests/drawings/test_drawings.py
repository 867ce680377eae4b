"""Drawings to scale: what they show, where they are, and what they do not let in."""

import re
import xml.etree.ElementTree as ET

import pytest

from storefront.catalog.pictures import drawing_of, drawing_with, image_url
from storefront.catalog.spec import Labeled, Option, OptionGroup
from storefront.drawings.shapes import box_of
from storefront.drawings.subject import FOIL, FOLDS, KINDS, SHINES, TWO_SIDES, Drawing, parse
from storefront.drawings.svg import VERSION, svg_of
from tests.browse.test_pages import statements
from tests.factories import a_product, a_spec, an_account
from tests.refusals import refusal


def texts(drawing):
    root = ET.fromstring(svg_of(drawing))
    return [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize(
    ("family", "name", "size", "kind", "sides"),
    [
        ("Business Cards", "", '2" x 3.5"', "flat", (3.5, 2)),
        ("Flyers", "", "8.5x11", "flat", (8.5, 11)),
        ("Brochures", "", "8.5x11", "fold", (11, 8.5)),
        ("Door Hangers", "", "4.25 x 11", "hanger", (4.25, 11)),
        ("Outdoor Banners", "", "36x72", "banner", (72, 36)),
        ("Retractable Banners", "", "33x81", "banner", (33, 81)),
        ("Envelopes", "", "4.125x9.5", "envelope", (9.5, 4.125)),
        ("Booklets", "", "5.5x8.5", "book", (5.5, 8.5)),
        ("Yard Signs", "", "18x24", "yard", (24, 18)),
        ("Rigid Signs", "", "18x24", "board", (24, 18)),
        ("Table Tent Cards", "", "4x6", "flat", (6, 4)),
        ("Gift Boxes", "", "4x4x2", "box", (4, 4, 2)),
        ("", "5X7 14PT Something New", "", "flat", (7, 5)),
    ],
)
def test_a_thing_is_drawn_as_what_it_is_and_how_it_is_looked_at(family, name, size, kind, sides):
    drawing = drawing_of(family, name, size)

    assert (drawing.kind, drawing.sides) == (kind, sides)


def test_the_dimensions_are_written():
    assert texts(drawing_of("Business Cards", "", '2" x 3.5"')) == ["3.5″", "2″"]
    assert texts(drawing_of("Banners", "", "36x72"))[0] == "72″ · 6 ft"
    assert texts(drawing_of("Boxes", "", "4x4x2")) == ["4″", "4″", "2″"]


def test_it_is_to_scale():
    box = box_of(drawing_of("Postcards", "", "4x6"))

    assert box.w / box.h == pytest.approx(1.5)


def test_small_things_are_drawn_smaller_than_large_ones():
    card, sign = (box_of(drawing_of("Cards", "", size)) for size in ("2x3.5", "20x35"))

    assert card.w < sign.w


@pytest.mark.parametrize(
    ("family", "name", "marks"),
    [
        ("Round Corner Business Cards", "", "r"),
        ("Circle Stickers", "", "o"),
        ("Die Cut Stickers", "", "d"),
        ("Brochures", "8.5X11 Half-Fold Brochures", "2"),
        ("Brochures", "", "3"),
        ("Postcards", "Uncoated Postcards with Spot UV", "u"),
    ],
)
def test_what_the_name_tells_is_drawn(family, name, marks):
    assert drawing_of(family, name, "4x6").marks == marks


def test_the_options_tell_of_folds_holes_corners_and_printed_sides():
    groups = [
        OptionGroup("g-f", "Folding", 1, 1, (Option("1", "No Folding"), Option("2", "Gate Fold"))),
        OptionGroup("g-h", "Hole Drilling", 1, 1, (Option("3", '1 Hole 1/4"'),)),
        OptionGroup("g-r", "Round Corners", 1, 1, (Option("4", '4 Round Corners 1/4"'),)),
    ]
    spec = a_spec(groups=groups)

    drawing = drawing_with(spec, "Brochures", "", "8.5x11", "", "")

    assert drawing.folds == (1 / 4, 3 / 4)
    assert set("bhr") <= set(drawing.marks)


def test_what_a_customer_may_leave_out_is_not_drawn():
    one_side = a_spec(colorspecs=(Labeled("c-40", "4/0"), Labeled("c-44", "4/0 again")))

    drawing = drawing_with(one_side, "Business Cards", "", "2x3.5", "", "")

    assert drawing.marks == "s"  # it has to shine; its corners need not be round


@pytest.mark.parametrize("size", ["", "Large", "0x5", "99999x2", "5000x5000"])
def test_without_a_size_that_can_be_there_is_no_drawing(size):
    assert drawing_of("Business Cards", "", size) is None


@pytest.mark.parametrize("size", ["0.2x2000", "2000x0.2", "2000x2000", "0.1x0.1", "1x1x2000"])
def test_an_odd_size_stays_within_the_picture(size):
    drawing = drawing_of("Outdoor Banners", "", size)
    box = box_of(drawing)

    assert box.x >= 0
    assert box.y >= 0
    assert box.right <= 400
    assert box.bottom <= 300
    assert len(svg_of(drawing)) < 12_000
    ET.fromstring(svg_of(drawing))


def test_a_drawing_is_shown_under_an_address_that_never_changes(browser):
    address = f"/drawings/flat-3.5x2-bs-{VERSION}.svg"

    answer = browser.get(address)

    assert answer.mimetype == "image/svg+xml"
    assert "immutable" in answer.headers["Cache-Control"]
    assert b"3.5\xe2\x80\xb3" in answer.data
    again = browser.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "name",
    [
        "flat-3.5x2-sb", "flat-3.50x2", "flat-3.5x2-", "flat-03.5x2", "dragon-3x2", "flat-0x2",
        "flat-99999x2", "flat-1e3x2", "flat-nanx2", "flat-3x2-<script>", "flat-3x2-bb", "flat",
        "flat-..x2",
    ],
)  # fmt: skip
def test_no_other_address_is_one(browser, name):
    assert parse(name) is None
    assert refusal(browser.get(f"/drawings/{name}-{VERSION}.svg")) == 404


def test_another_version_is_not_here(browser):
    assert parse("flat-3.5x2")
    assert refusal(browser.get("/drawings/flat-3.5x2-00000000.svg")) == 404


def test_every_drawing_has_a_name_that_makes_it_again():
    for family in ("Business Cards", "Gate Fold Brochures", "Circle Stickers", "Boxes"):
        drawing = drawing_of(family, "", "4.125x9.5")
        assert parse(drawing.name) == drawing


def test_what_fourover_says_never_gets_into_a_drawing():
    hostile = '</svg><script>alert(1)</script> 4x6" onload="x'

    assert b"script" not in svg_of(drawing_of(hostile, hostile, "4x6", hostile, hostile))
    assert b"onload" not in svg_of(drawing_of(hostile, hostile, "4x6", hostile, hostile))


def test_an_admins_picture_wins_and_without_a_size_the_kind_is_shown(app):
    with app.test_request_context():
        assert image_url(a_product()).startswith("/drawings/flat-3.5x2")
        assert image_url(a_product(image="0" * 32 + ".png")) == f"/images/{'0' * 32}.png"
        apparel = a_product(spec=a_spec("p-x", description="Cotton Tee"))
        apparel.size = "Large"
        assert image_url(apparel).startswith("/assets/")


def test_drawing_asks_the_database_nothing(browser):
    an_account()

    assert statements(browser, f"/drawings/{Drawing('flat', 6, 4).name}-{VERSION}.svg") == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_thing_is_drawn_whatever_can_be_seen_of_it(kind):
    depth = 2.0 if kind == "box" else 0.0
    for marks in ("", *FOLDS, *"odrhuk", SHINES, FOIL, TWO_SIDES):
        for width, height in ((3.5, 2.0), (2.0, 3.5), (11.0, 1.0)):
            svg = svg_of(Drawing(kind, width, height, depth, marks))
            ET.fromstring(svg)
            assert not re.search(rb"nan|inf\b|None", svg)
            assert svg != svg_of(Drawing(kind, width * 3, height, depth, marks))
