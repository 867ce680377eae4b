"""What a proof says of holes, grommets and pockets that nobody can draw exactly."""

import pytest

from storefront.artwork.made_into import made_into

CARD = [["Colors", "4/4"], ["Quantity", "500"], ["Turnaround", "2-4 Business Days"]]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("Hole Drilling", '3 Holes 5/16"'),
        ("Grommets", "Every 2 Feet"),
        ("Pole Pockets", 'Top and Bottom 3"'),
        ("Hemming", "Heat Welded Hem"),
        ("Business Card Slits", "Left Pocket"),
        ("Scoring Options", "Score in Half"),
        ("Envelope Window", "Left Window"),
    ],
)
def test_what_is_made_into_a_piece_is_named_with_its_question(asked, answer):
    said = made_into([*CARD, [asked, answer]])
    assert f"Also made into it: {asked}: {answer}. " in said
    assert ("takes that much of the edge" in said) is (asked == "Pole Pockets")


def test_several_are_one_sentence():
    chosen = [["Grommets", "4 Corners"], ["Hemming", "No Hem"], ["Pole Pockets", 'Top Only 3"']]
    assert 'Grommets: 4 Corners; Pole Pockets: Top Only 3". ' in made_into(chosen)


@pytest.mark.parametrize(
    "choices", [CARD, [*CARD, ["Grommets", "No Grommets"]], [["Whole Sheets", "Themed"]]]
)
def test_of_a_piece_without_any_nothing_is_said(choices):
    assert made_into(choices) == ""
