"""What was picked for one product, taken over to another."""

from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict

from storefront.catalog.spec import BasePrice, Labeled, Option, OptionGroup
from storefront.quotes.fitting import Preferences, fitting_picks, inks, preferences_of
from storefront.quotes.forms import fields_of, picks_from, picks_of_url, preferences_from
from storefront.quotes.selection import Picks, choose
from tests.factories import (
    CORNERS,
    NEXT_DAY,
    ONE_SIDE,
    R500,
    R1000,
    ROUND,
    STANDARD,
    TWO_SIDES,
    a_spec,
)


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("4/4 (4 color both sides)", "4/4"),
        ("5/0 (4/0 with Foil)", "5/0"),
        ("Full Color", "full color"),
    ],
)
def test_colors_are_called_by_their_inks(label, said):
    assert inks(label) == said


def test_colors_and_runsize_are_kept_where_they_fit_whatever_their_ids():
    spec = a_spec(colorspecs=(Labeled(ONE_SIDE, "4/0"), Labeled(TWO_SIDES, "4/4 (both sides)")))
    assert fitting_picks(spec, Preferences("4/4", 1000)) == (Picks(TWO_SIDES, R1000, STANDARD), "")


@pytest.mark.parametrize(
    ("colors", "runsize", "expected"),
    [
        ("1/0", 1000, (ONE_SIDE, R1000)),
        ("4/4", 77, (TWO_SIDES, R500)),
        ("", 0, (ONE_SIDE, R500)),
    ],
)
def test_what_does_not_fit_gives_way_to_what_costs_least(colors, runsize, expected):
    picks = fitting_picks(a_spec(), Preferences(colors, runsize)).picks
    assert (picks.colorspec, picks.runsize) == expected


def test_a_product_that_cannot_be_ordered_fits_nothing():
    assert fitting_picks(a_spec(turnarounds=()), Preferences("4/4", 500)).picks == Picks()


@pytest.mark.parametrize(("copies", "runsize"), [("500", 500), ("x", 0), ("-1", 0), ("\u0663", 3)])
def test_preferences_are_read_from_a_url(copies, runsize):
    assert preferences_from(MultiDict({"colors": "4/4", "copies": copies})) == Preferences(
        "4/4", runsize
    )


def test_a_url_without_preferences_has_none():
    assert preferences_from(MultiDict({"runsize": R500})) is None


def test_a_cell_is_a_runsize_and_a_turnaround():
    assert picks_from(MultiDict({"cell": f"{R500}:{NEXT_DAY}"})) == Picks("", R500, NEXT_DAY)


def test_named_fields_count_more_than_the_cell():
    values = MultiDict({"cell": f"{R500}:{NEXT_DAY}", "runsize": R1000, "turnaround": STANDARD})
    assert picks_from(values) == Picks("", R1000, STANDARD)


ALL = Preferences("4/4", 500, "Next Business Day", ("Corners: Round corners",))


def test_turnaround_and_options_are_kept_by_their_words_whatever_their_ids():
    theirs = [
        OptionGroup(
            "g-9", "corners", 0, 1, (Option("o-8", "Square"), Option("o-9", "Round Corners"))
        )
    ]
    picks, lacking = fitting_picks(a_spec(groups=theirs), ALL)
    assert picks == Picks(TWO_SIDES, R500, NEXT_DAY, {"g-9": ("o-9",)})
    assert lacking == ""


def test_what_was_taken_over_gives_way_like_what_an_address_says():
    """Nobody picked it of this product, so nobody is told that it is printed no more."""
    assert fitting_picks(a_spec(), ALL).picks.of_url
    assert not picks_from(MultiDict({"runsize": R500})).of_url


def test_what_another_product_has_not_is_named():
    picks, lacking = fitting_picks(a_spec(groups=[]), ALL._replace(copies=1000))
    assert picks == Picks(TWO_SIDES, R1000, STANDARD)
    assert lacking == (
        "“Ready to ship the next business day” and “Round corners” are not available for this "
        "product. Everything else you chose is kept."
    )


def test_no_more_answers_are_taken_over_than_a_question_allows():
    either = (Option("o-1", "Left"), Option("o-2", "Right"))
    spec = a_spec(groups=[OptionGroup("g-1", "Hole", 0, 1, either)])
    picks, _ = fitting_picks(spec, Preferences(options=("Hole: Left", "Hole: Right")))
    assert picks.options == {"g-1": ("o-1",)}


def test_what_stands_in_the_link_is_read_from_it_again():
    assert preferences_from(MultiDict(list(fields_in(ALL)))) == ALL


def fields_in(preferred):
    for name, value in preferred.fields.items():
        for one in value if isinstance(value, tuple) else [value]:
            yield name, str(one)


def test_preferences_are_what_somebody_chose_in_4overs_words():
    holes = (Option("o-1", "Left"), Option("o-2", "Right"), Option("o-3", "Top"))
    spec = a_spec(groups=[*a_spec().groups[3:], OptionGroup("g-1", "Hole", 0, 2, holes)])
    picks = Picks(TWO_SIDES, R500, NEXT_DAY, {"g-1": ("o-3", "o-1")})
    assert preferences_of(choose(spec, picks), picks) == Preferences(
        "4/4", 500, "Next Business Day", ("Hole: Left", "Hole: Top")
    )


def test_what_has_no_price_of_ours_gives_way_to_what_has_one():
    spec = a_spec()
    free = BasePrice(R500, 500, ONE_SIDE, Decimal(0))
    spec = a_spec(base_prices=(free, *spec.base_prices[1:]))
    assert fitting_picks(spec, Preferences("", 500)).picks == Picks(TWO_SIDES, R500, STANDARD)


def test_each_thing_that_is_lacking_is_named():
    preferred = Preferences("5/5", 77, "Same Day", ("Corners: Square", "Corners: Round corners"))
    picks, lacking = fitting_picks(a_spec(), preferred)
    assert picks == Picks(ONE_SIDE, R500, STANDARD, {CORNERS: (ROUND,)})
    assert lacking.startswith("“5/5”, “77”, “")
    assert lacking.endswith(
        " and “Square” are not available for this product. Everything else you chose is kept."
    )


def test_a_place_alone_is_named_with_what_is_there():
    preferred = Preferences(options=('Pole Pockets: Top and Bottom 3"',))
    assert fitting_picks(a_spec(), preferred).lacking.startswith(
        '“Pole Pockets Top and Bottom 3"” is not available'
    )


def test_one_thing_that_is_lacking_is_named_alone():
    assert fitting_picks(a_spec(), Preferences(copies=1234)).lacking == (
        "“1,234” is not available for this product. Everything else you chose is kept."
    )


@pytest.mark.parametrize("only", [{"colors": "4/4"}, {"copies": "500"}])
def test_preferences_may_be_for_colors_or_copies_alone(only):
    assert preferences_from(MultiDict(only)) == Preferences(
        only.get("colors", ""), int(only.get("copies", 0))
    )


def test_too_much_in_an_address_is_cut_off():
    long = MultiDict(
        [("colors", "c" * 50), ("copies", "1234567891"), ("speed", "s" * 50)]
        + [("with", "w" * 300)] * 30
    )
    assert preferences_from(long) == Preferences("c" * 40, 123456789, "s" * 40, ("w" * 160,) * 20)


@pytest.mark.parametrize(
    ("more", "by_cell"),
    [
        ({}, True),
        ({"runsize": R1000}, False),
        ({"turnaround": STANDARD}, False),
        ({"runsize": R1000, "turnaround": STANDARD}, False),
    ],
)
def test_only_a_cell_by_itself_gives_way_to_the_next_one(more, by_cell):
    assert picks_from(MultiDict({"cell": f"{R500}:{NEXT_DAY}"} | more)).by_cell == by_cell
    assert not picks_from(MultiDict(more)).by_cell


def test_an_address_says_that_it_is_one():
    values = MultiDict([("colorspec", ONE_SIDE), (f"group-{CORNERS}", ROUND), ("other", "x")])
    picks = picks_of_url(values)
    assert picks == Picks(ONE_SIDE, options={CORNERS: (ROUND,)})
    assert (picks.of_url, picks_from(values).of_url) == (True, False)


def test_what_was_picked_is_read_again_from_its_own_fields():
    picks = Picks(TWO_SIDES, R500, "", {CORNERS: (ROUND, "o-2")})
    fields = list(fields_of(picks))
    assert fields == [
        ("colorspec", TWO_SIDES),
        ("runsize", R500),
        (f"group-{CORNERS}", ROUND),
        (f"group-{CORNERS}", "o-2"),
    ]
    assert picks_from(MultiDict(fields)) == picks
