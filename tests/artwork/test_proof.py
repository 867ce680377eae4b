"""The lines on a proof: where the piece is cut, how far text may go, where it is folded."""

from dataclasses import replace

import pytest

from storefront.artwork.inspection.facts import Area, FilePage, Size
from storefront.artwork.proof import proof_pages
from storefront.artwork.rules.findings import Finding, Level
from storefront.artwork.rules.wanted import Profile, Wanted
from storefront.artwork.template.inks import Ink
from storefront.artwork.template.sheet import sheet_of
from storefront.artwork.template.subject import templates_of
from storefront.drawings.subject import Drawing

CARD = Wanted(
    "fr", Profile.SHEET, Size(3.5, 2), oriented=True, bleed=0.0625, bleed_most=0.125, safe=0.0625
)


def one(page, wanted=CARD, findings=()):
    (shown,) = proof_pages([page], wanted, findings)
    return shown


def edges(area):
    return tuple(round(edge, 4) for edge in (area.left, area.top, area.right, area.bottom))


@pytest.mark.parametrize("bleed", [0.0625, 0.125])
def test_the_cut_line_lies_inside_by_the_bleed_that_the_file_has(bleed):
    shown = one(FilePage(media=Area(0, 0, 3.5 + 2 * bleed, 2 + 2 * bleed)))

    assert edges(shown.cut) == (bleed, bleed, 3.5 + bleed, 2 + bleed)
    assert edges(shown.safe) == (bleed + 0.0625, bleed + 0.0625, 3.4375 + bleed, 1.9375 + bleed)
    assert shown.bleeds


def test_marks_around_the_page_are_not_shown_and_move_no_line():
    page = FilePage(
        media=Area(0, 0, 4.5, 3), trim=Area(0.5, 0.5, 3.5, 2), bleed=Area(0.4, 0.4, 3.7, 2.2)
    )
    shown = one(page)

    assert tuple(round(side, 4) for side in shown.size) == (3.7, 2.2)
    assert edges(shown.cut) == (0.1, 0.1, 3.6, 2.1)


def test_a_page_that_lies_the_other_way_round_is_cut_that_way():
    upright = Wanted("fr", Profile.SHEET, Size(2, 3.5), bleed=0.0625, bleed_most=0.125)
    shown = one(FilePage(media=Area(0, 0, 3.625, 2.125)), upright)

    assert edges(shown.cut) == (0.0625, 0.0625, 3.5625, 2.0625)
    assert shown.safe is None


def test_a_picture_is_shown_at_the_size_it_is_printed():
    shown = one(FilePage(pixels=(1088, 638)))

    assert tuple(round(side, 3) for side in shown.size) == (3.625, 2.125)
    assert edges(shown.cut) == (0.0625, 0.0625, 3.5625, 2.0625)


def test_a_page_of_another_size_has_no_cut_line():
    shown = one(FilePage(media=Area(0, 0, 8.5, 11)))

    assert (shown.cut, shown.safe, shown.size) == (None, None, Size(8.5, 11))


def test_nothing_is_drawn_where_the_size_is_not_known():
    template = Wanted("fr", Profile.TEMPLATE)
    assert one(FilePage(media=Area(0, 0, 9, 12)), template).cut is None


def test_a_folded_sheet_shows_its_folds_inside_the_cut():
    brochure = Wanted(
        "out", Profile.SHEET, Size(11, 8.5), oriented=True, bleed=0.0625, bleed_most=0.125,
        drawing=Drawing("fold", 11, 8.5, marks="3"),
    )  # fmt: skip
    shown = one(FilePage(media=Area(0, 0, 11.125, 8.625)), brochure)

    assert [(round(fold.x1, 3), fold.y1, fold.y2) for fold in shown.folds] == [
        (3.729, 0.0625, 8.5625), (7.396, 0.0625, 8.5625),
    ]  # fmt: skip

    upright = one(FilePage(media=Area(0, 0, 8.625, 11.125)), brochure)
    assert [round(fold.y1, 3) for fold in upright.folds] == [3.729, 7.396]
    assert all((fold.x1, fold.x2) == (0.0625, 8.5625) for fold in upright.folds)


HANGER = Wanted(
    "fr", Profile.SHEET, Size(4.25, 11), bleed=0.0625, bleed_most=0.125,
    drawing=Drawing("hanger", 4.25, 11),
)  # fmt: skip


@pytest.mark.parametrize(
    "drawing",
    [Drawing("hanger", 4.25, 11), Drawing("tag", 2, 3.5), Drawing("flat", 8.5, 11, marks="h")],
)
def test_a_hole_is_where_the_template_has_it(drawing):
    size = Size(drawing.width, drawing.height)
    wanted = replace(HANGER, size=size, drawing=drawing)
    page = FilePage(media=Area(0, 0, size.width + 0.125, size.height + 0.125))
    (template,) = templates_of(wanted)
    (hole,) = [line for line in sheet_of(template).lines if line.ink == Ink.HOLE]
    middle_of_top = hole.path[0].points[0]

    shown = one(page, wanted)
    assert (shown.hole.left + shown.hole.width / 2) * 72 == pytest.approx(middle_of_top[0])
    assert shown.hole.top * 72 == pytest.approx(middle_of_top[1])
    assert shown.hole_path.count("C") == 4


def test_of_a_page_that_lies_the_other_way_only_that_there_is_a_hole_is_known():
    turned = one(FilePage(media=Area(0, 0, 11.125, 4.375)), HANGER)
    assert (turned.hole, turned.hole_somewhere) == (None, True)

    upright = one(FilePage(media=Area(0, 0, 4.375, 11.125)), HANGER)
    assert upright.hole
    assert not upright.hole_somewhere
    assert one(FilePage(media=Area(0, 0, 3.625, 2.125))).hole is None  # a card has none


def test_a_round_piece_is_cut_round_and_its_corners_are_bleed():
    sticker = Wanted(
        "fr", Profile.SHEET, Size(2, 2), oriented=True, bleed=0.0625, bleed_most=0.125, safe=0.0625,
        drawing=Drawing("sticker", 2, 2, marks="o"),
    )  # fmt: skip
    shown = one(FilePage(media=Area(0, 0, 2.125, 2.125)), sticker)

    assert (shown.cut_path.count("C"), shown.safe_path.count("C")) == (4, 4)
    assert shown.bleed_path == "M0 0L2.125 0L2.125 2.125L0 2.125Z" + shown.cut_path
    assert one(FilePage(media=Area(0, 0, 2, 2)), sticker).bleeds  # its corners are cut off


def test_rounded_corners_are_less_round_at_the_safe_line():
    rounded = replace(CARD, corners=0.125, drawing=Drawing("flat", 3.5, 2, marks="r"))
    shown = one(FilePage(media=Area(0, 0, 3.625, 2.125)), rounded)

    assert shown.cut_path.startswith("M0.1875 0.0625")  # 1/8 from the corner
    assert shown.safe_path.startswith("M0.1875 0.125")  # 1/16 from it
    assert "C" not in one(FilePage(media=Area(0, 0, 3.625, 2.125))).cut_path  # the control


def a_finding(*areas):
    areas = tuple((1, Area(*area)) for area in areas)
    return Finding(rule="text", level=Level.WARN, so="", why="", areas=areas)


def test_findings_at_one_place_share_a_pin():
    page = FilePage(media=Area(0, 0, 3.625, 2.125))
    place, elsewhere = (1, 1, 0.5, 0.1), (2, 0.5, 0.5, 0.1)
    pins = one(page, findings=[a_finding(place, elsewhere), a_finding(place)]).pins

    assert [pin.text for pin in pins] == ["1, 2", "1"]


def test_numbers_of_pins_never_lie_on_each_other():
    page = FilePage(media=Area(0, 0, 3.625, 2.125))
    lines = [(1 + n / 50, 1 + n / 40, 0.5, 0.1) for n in range(8)]
    pins = one(page, findings=[a_finding(line) for line in lines]).pins

    labels = [pin.label for pin in pins]
    for at, label in enumerate(labels):
        assert label.right <= 3.625
        assert label.bottom <= 2.125
        assert not any(
            label.left < other.right and other.left < label.right
            and label.top < other.bottom and other.top < label.bottom
            for other in labels[:at]
        )  # fmt: skip


def test_lines_of_a_text_have_their_number_once():
    page = FilePage(media=Area(0, 0, 3.625, 2.125))
    text = [(1, 1 + n / 10, 0.5, 0.08) for n in range(3)]
    pins = one(page, findings=[a_finding(*text, (3, 0.1, 0.3, 0.1))]).pins

    assert [bool(pin.label) for pin in pins] == [True, False, False, True]


def test_a_finding_is_pinned_where_it_is_with_the_number_of_its_sentence():
    page = FilePage(media=Area(0, 0, 4.5, 3), trim=Area(0.5, 0.5, 3.5, 2))
    small, other = (
        Finding(rule=name, level=Level.WARN, so="", why="", areas=areas)
        for name, areas in (
            ("elsewhere", ((2, Area(0, 0, 1, 1)),)),
            ("text", ((1, Area(1.5, 0.75, 1, 0.001)),)),
        )
    )
    (pin,) = one(page, findings=[small, other]).pins

    assert pin.text == "2"
    assert (pin.area.left, pin.area.top, pin.area.width) == (1.125, 0.375, 1)
    assert pin.area.height == 3.75 * 0.02  # thinner than that it could not be seen
