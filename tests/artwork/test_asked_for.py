"""The size of a file is told where it is certain, and nowhere else."""

import pytest

from storefront.artwork.rules.asked_for import asked_for
from storefront.artwork.rules.wanting import Piece, wanted
from storefront.artwork.words import HELP, LABELS
from storefront.catalog.measures import inches
from storefront.drawings.subject import drawn


def told(size, answers=(), family="Business Cards", code="fr"):
    text = " ".join((family, *answers))
    piece = Piece(drawn(family, inches(size), text), size, text, tuple(answers))
    return asked_for(wanted(piece, code))


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
    assert asked[3:] == ('1/16"', '1/8"', '1/16"', either_way)


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


def test_every_kind_of_file_is_explained():
    assert HELP.keys() == LABELS.keys()


@pytest.mark.parametrize(
    ("answer", "folds"), [("No Folding", 0), ("Tri-Fold", 3), ("Half Fold", 2)]
)
def test_what_is_not_folded_has_no_folds(answer, folds):
    text = f"Brochures {answer}"
    piece = Piece(drawn("Brochures", (8.5, 11), text), '8.5" x 11"', text, (answer,))
    assert wanted(piece, "fr").folds == folds
