"""The size of a file is told where it is certain, and nowhere else."""

import pytest

from storefront.artwork.bleed import size_with_bleed
from storefront.artwork.words import HELP, LABELS


@pytest.mark.parametrize(
    ("size", "told"),
    [
        ('2" x 3.5"', ('2" x 3.5"', '2.25" x 3.75"', True)),
        ("8.5 X 11", ('8.5" x 11"', '8.75" x 11.25"', True)),
        ('4" x 4"', ('4" x 4"', '4.25" x 4.25"', False)),
        ("2.5' x 6'", None),
        ('9" x 12" x 3"', None),
        ("Custom", None),
        ("", None),
    ],
)
def test_an_eighth_of_an_inch_is_added_on_every_side(size, told):
    assert size_with_bleed(size) == told


@pytest.mark.parametrize(
    ("answer", "file"),
    [
        ("Horizontal", '3.75" x 2.25"'),
        ("Landscape", '3.75" x 2.25"'),
        ("Vertical", '2.25" x 3.75"'),
        ("portrait ", '2.25" x 3.75"'),
    ],
)
@pytest.mark.parametrize("size", ['2" x 3.5"', '3.5" x 2"'])
def test_the_chosen_orientation_says_which_side_is_the_width(size, answer, file):
    told = size_with_bleed(size, ["Rectangle", answer])
    assert (told.file, told.either_way) == (file, False)


def test_every_kind_of_file_is_explained():
    assert HELP.keys() == LABELS.keys()
