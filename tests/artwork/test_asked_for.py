"""The size of a file is told where it is certain, and nowhere else."""

from dataclasses import replace

import pytest

from storefront.artwork.inspection.facts import Area, Facts, FileKind, FilePage, Sides
from storefront.artwork.rules.asked_for import asked_for
from storefront.artwork.rules.findings import Level
from storefront.artwork.rules.judging import judge
from storefront.artwork.rules.rulebook import RuleBook, RuleSetting
from storefront.artwork.rules.table import settings_of
from storefront.artwork.rules.wanted import Profile
from storefront.artwork.rules.wanting import piece, wanted
from storefront.artwork.words import HELP, LABELS
from storefront.catalog.models import Product


def piece_wanted(size='2" x 3.5"', answers=(), family="Business Cards", code="fr"):
    product = Product(partner_name=family, family=family, size=size, stock="", coating="")
    return wanted(piece(product, answers), code)


def told(size, answers=(), family="Business Cards", code="fr"):
    return asked_for(piece_wanted(size, answers, family, code))


@pytest.mark.parametrize(
    ("size", "finished", "file", "either_way"),
    [
        ('2" x 3.5"', '2" x 3.5"', '2.125" x 3.625"', True),
        ("8.5 X 11", '8.5" x 11"', '8.625" x 11.125"', True),
        ('4" x 4"', '4" x 4"', '4.125" x 4.125"', False),
    ],
)
def test_a_sixteenth_of_an_inch_a_side_is_asked_for_on_press_sheets(
    size, finished, file, either_way
):
    asked = told(size)
    assert asked[1:3] == (finished, file)
    assert asked[3:7] == ('1/16"', '1/8"', '1/16"', either_way)


@pytest.mark.parametrize("size", ['9" x 12" x 3"', "Custom", ""])
def test_nothing_is_told_where_no_size_can_be_read(size):
    assert told(size).file == ""


@pytest.mark.parametrize(
    ("answer", "file"),
    [
        ("Horizontal", '3.625" x 2.125"'),
        ("Landscape", '3.625" x 2.125"'),
        ("Vertical", '2.125" x 3.625"'),
        ("portrait ", '2.125" x 3.625"'),
    ],
)
@pytest.mark.parametrize("size", ['2" x 3.5"', '3.5" x 2"'])
def test_the_chosen_orientation_says_which_side_is_the_width(size, answer, file):
    asked = told(size, ["Rectangle", answer])
    assert (asked.file, asked.either_way) == (file, False)


@pytest.mark.parametrize(
    ("family", "size", "profile", "finished"),
    [
        ("Vinyl Banners", "2.5' x 6'", "large", '30" x 72"'),
        ("Yard Signs", '18" x 24"', "large", '18" x 24"'),
        ("Presentation Folders", '9" x 12"', "template", ""),
        ("Envelopes", '4.125" x 9.5"', "template", ""),
        ("Die Cut Business Cards", '2" x 3.5"', "template", ""),
        ("Roll Labels", '2" x 2"', "template", ""),
        ("Booklets", '8.5" x 11"', "booklet", '8.5" x 11"'),
    ],
)
def test_other_kinds_have_rules_of_their_own(family, size, profile, finished):
    asked = told(size, family=family)
    assert (asked.profile, asked.finished) == (profile, finished)
    assert bool(asked.bleed) == (profile == "booklet")


@pytest.mark.parametrize(
    ("few", "dots"),
    [
        (None, "72"),
        (RuleSetting(Level.WARN, 120), "120"),
        (RuleSetting(Level.OFF, 120), ""),
    ],
    ids=["by the table", "set by the shop", "off"],
)
def test_a_banner_is_asked_for_as_many_dots_as_it_is_held_to(few, dots):
    settings = settings_of(Profile.LARGE)
    book = RuleBook("1.0", {**settings, "few pixels": few or settings["few pixels"]})
    its = piece_wanted("2.5' x 6'", family="Vinyl Banners").by(book)
    assert asked_for(its).dots == dots

    page = FilePage(pixels=(1500, 3600))  # 50 an inch
    found = judge(Facts(kind=FileKind.JPEG, pages=(page,)), its, book)
    said = [one.so for one in found if one.rule == "few pixels"]
    assert [so.endswith(f"At least {dots} are wanted.") for so in said] == [True] * bool(dots)


def test_every_kind_of_file_is_explained():
    assert HELP.keys() == LABELS.keys()


@pytest.mark.parametrize(
    ("family", "answer", "folds"),
    [
        ("Brochures", "No Folding", ()),
        ("Brochures", "", ()),
        ("Brochures", "Tri-Fold", (1 / 3, 2 / 3)),
        ("Brochures", "Gate Fold", (1 / 4, 3 / 4)),
        ("Greeting Cards", "", (1 / 2,)),
    ],
)
def test_only_what_is_said_to_be_folded_has_folds(family, answer, folds):
    assert piece_wanted('8.5" x 11"', [answer], family).folds == folds


@pytest.mark.parametrize(
    ("answer", "radius"),
    [
        ('4 Round Corners 1/4" Radius', 0.25),
        ('4 Round Corners 1/8" Radius', 0.125),
        ("Rounded corners, 0.375 inch radius", 0.375),
        ("Round Corners", 0.25),
        ("2 Round Corners", 0.0),  # nobody says which
        ("No Round Corners", 0.0),
        ("Rectangle", 0.0),
    ],
)
def test_corners_are_as_round_as_the_option_says(answer, radius):
    assert piece_wanted(answers=[answer]).shape == (False, radius)


def test_what_is_called_round_is_cut_round():
    assert piece_wanted('2" x 2"', family="Circle Stickers").shape.round
    assert piece_wanted('2" x 3"', ["Oval"], "Stickers").shape.round
    assert not piece_wanted('2" x 2"', family="Stickers").shape.round


def test_what_the_shop_has_set_is_what_is_asked_for():
    its = piece_wanted()
    rules = dict(settings_of(its.profile))
    rules["bleed"] = replace(rules["bleed"], target=0.125)
    rules["safe"] = replace(rules["safe"], target=0.25)
    asked = asked_for(its.by(RuleBook("1.1", rules)))

    assert (asked.file, asked.bleed, asked.safe) == ('2.25" x 3.75"', '1/8"', '1/4"')
    assert asked.bleed_most == ""  # nothing above it is spoken of
    banner = piece_wanted("2.5 ft x 6 ft", family="Banners")
    its = banner.by(RuleBook("1.1", rules))
    assert (its.bleed, its.safe) == (banner.bleed, banner.safe) == (None, None)


def test_how_to_mend_a_bleed_says_what_the_shop_asks_for():
    its = piece_wanted()
    rules = dict(settings_of(its.profile))
    rules["bleed"] = replace(rules["bleed"], target=0.125)
    book = RuleBook("1.1", rules)
    page = FilePage(media=Area(0, 0, 3.5, 2), margins=Sides(0, 0, 0, 0))
    found = judge(Facts(kind=FileKind.PDF, pages=(page,), version=1), its.by(book), book)

    (bleed,) = (one for one in found if one.rule == "bleed")
    mend = dict(bleed.mend)
    assert 'Bleed 1/8" (type 0.125 in)' in mend["InDesign"]
    assert '1/4" wider' in mend["Word"]
    assert not any("{" in how for one in found for _, how in one.mend)
