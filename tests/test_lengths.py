"""Inches are written in one way, wherever customers read them."""

import pytest

from storefront import lengths


@pytest.mark.parametrize(
    ("inches", "said"),
    [
        (0.0625, '1/16"'),
        (0.125, '1/8"'),
        (0.12500001, '1/8"'),
        (0.25, '1/4"'),
        (0.5, '1/2"'),
        (0.1, '0.1"'),
        (0.03, '0.03"'),
        (1.5, '1.5"'),
        (2.0, '2"'),
    ],
)
def test_the_sixteenths_that_people_know_are_fractions(inches, said):
    assert lengths.length(inches) == said


def test_a_size_is_written_as_products_are_called():
    assert lengths.size((3.625, 2.125)) == '3.625" x 2.125"'
    assert lengths.size((0.5, 11 / 3)) == '0.5" x 3.6667"'
