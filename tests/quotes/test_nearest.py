"""Where other colors leave a cell of the price table empty, the nearest one is taken."""

import pytest

from storefront.catalog.spec import BasePrice, Option, OptionGroup, Turnaround
from storefront.quotes.nearest import choose_nearest
from storefront.quotes.selection import NotOffered, Picks, choose
from storefront.quotes.words import PICKED_THE_CLOSEST
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

MANY, FEW = "r-5000", "r-250"

SLOWER = (
    "“Ready to ship the next business day” is not available for 500 in these colors, "
    "so we picked “Ready to ship in 2–4 business days”."
)
FEWER_AND_SLOWER = (
    "5,000 with “Ready to ship the next business day” is not available in these colors, "
    "so we picked 1,000 with “Ready to ship in 2–4 business days”."
)


@pytest.fixture
def spec(app):
    """As ever, and 250 and 5,000 on both sides only, the latter by the next day only."""
    usual = a_spec()
    more = (
        BasePrice(FEW, 250, TWO_SIDES, usual.base_prices[0].cost),
        BasePrice(MANY, 5000, TWO_SIDES, usual.base_prices[0].cost),
    )
    return a_spec(
        base_prices=usual.base_prices + more,
        turnarounds=(
            *usual.turnarounds,
            Turnaround(STANDARD, "224", "2-4 Business Days", FEW, TWO_SIDES),
            Turnaround(NEXT_DAY, "1", "Next Business Day", MANY, TWO_SIDES),
        ),
    )


def cell(colorspec, runsize, turnaround, **options):
    return Picks(colorspec, runsize, turnaround, by_cell=True, **options)


@pytest.mark.parametrize(
    ("runsize", "turnaround", "taken", "changed"),
    [
        (R1000, STANDARD, (R1000, STANDARD), ""),
        (R500, NEXT_DAY, (R500, STANDARD), SLOWER),
        (
            FEW,
            STANDARD,
            (R500, STANDARD),
            "250 is not available in these colors, so we picked 500.",
        ),
        (MANY, NEXT_DAY, (R1000, STANDARD), FEWER_AND_SLOWER),
    ],
)
def test_other_colors_move_the_cell_as_little_as_they_can(
    spec, runsize, turnaround, taken, changed
):
    selection, picks, said = choose_nearest(spec, cell(ONE_SIDE, runsize, turnaround))
    assert (selection.choice.runsize_uuid, selection.choice.turnaround_uuid) == taken
    assert selection.choice.colorspec_uuid == ONE_SIDE
    assert said == changed
    assert choose(spec, picks) == selection


def test_the_finishing_stays(spec):
    picks = cell(ONE_SIDE, R500, NEXT_DAY, options={CORNERS: (ROUND,)})
    assert choose_nearest(spec, picks).selection.choice.option_uuids == (ROUND,)


@pytest.mark.parametrize(
    "picks",
    [
        cell(ONE_SIDE, "of another product", NEXT_DAY),
        cell(ONE_SIDE, R500, "of another product"),
        cell("of another product", R500, NEXT_DAY),
        cell(ONE_SIDE, R500, NEXT_DAY, options={CORNERS: ("of another product",)}),
        cell(ONE_SIDE, R500, NEXT_DAY, options={"of another product": (ROUND,)}),
        cell(ONE_SIDE, "", ""),
        Picks(ONE_SIDE, R500, NEXT_DAY),
    ],
    ids=["runsize", "turnaround", "colors", "option", "group", "no cell", "each by its name"],
)
def test_what_no_form_of_ours_sends_is_refused_as_ever(spec, picks):
    with pytest.raises(NotOffered):
        choose_nearest(spec, picks)


def address(colorspec="", runsize="", turnaround="", **options):
    return Picks(colorspec, runsize, turnaround, of_url=True, **options)


ODD = "of another product"


@pytest.mark.parametrize(
    ("picks", "taken", "changed"),
    [
        (address(TWO_SIDES, R500, NEXT_DAY), (TWO_SIDES, R500, NEXT_DAY), ""),
        (address(ONE_SIDE, R500, NEXT_DAY), (ONE_SIDE, R500, STANDARD), SLOWER),
        (address(TWO_SIDES, ODD, NEXT_DAY), (TWO_SIDES, MANY, NEXT_DAY), PICKED_THE_CLOSEST),
        (address(TWO_SIDES, R500, ODD), (TWO_SIDES, R500, STANDARD), PICKED_THE_CLOSEST),
        (address(ODD, R1000, STANDARD), (ONE_SIDE, R1000, STANDARD), PICKED_THE_CLOSEST),
        (address(ONE_SIDE), (ONE_SIDE, R500, STANDARD), ""),
        (address(ODD, ODD, ODD), (ONE_SIDE, R500, STANDARD), PICKED_THE_CLOSEST),
        (address(TWO_SIDES, R500), (TWO_SIDES, R500, STANDARD), ""),
        (
            address(TWO_SIDES, R500, STANDARD, options={ODD: (ROUND,)}),
            (TWO_SIDES, R500, STANDARD),
            PICKED_THE_CLOSEST,
        ),
        (
            address(TWO_SIDES, R500, STANDARD, options={CORNERS: (ODD, ROUND)}),
            (TWO_SIDES, R500, STANDARD, ROUND),
            PICKED_THE_CLOSEST,
        ),
        (
            address(TWO_SIDES, R500, STANDARD, options={CORNERS: ("",)}),
            (TWO_SIDES, R500, STANDARD),
            "",
        ),
        (
            address(ONE_SIDE, R500, NEXT_DAY, options={CORNERS: ("",)}),
            (ONE_SIDE, R500, STANDARD),
            SLOWER,
        ),
        (address(TWO_SIDES), (TWO_SIDES, FEW, STANDARD), ""),  # costs least of what is printed so
        (address(TWO_SIDES, "", NEXT_DAY), (TWO_SIDES, MANY, NEXT_DAY), ""),
    ],
)
def test_of_an_address_everything_gives_way_that_is_not_offered(spec, picks, taken, changed):
    selection, kept, said = choose_nearest(spec, picks)
    chosen = (
        selection.choice.colorspec_uuid,
        selection.choice.runsize_uuid,
        selection.choice.turnaround_uuid,
    )
    assert (*chosen, *selection.choice.option_uuids) == taken
    assert said == changed
    assert choose(spec, kept) == selection


@pytest.mark.parametrize(
    ("most", "kept", "said"), [(1, ("a",), PICKED_THE_CLOSEST), (2, ("a", "b"), SLOWER)]
)
def test_of_an_address_as_many_answers_stay_as_the_question_allows(most, kept, said):
    options = tuple(Option(name, name.title()) for name in "abc")
    spec = a_spec(groups=[OptionGroup("g-1", "Hole", 0, most, options)])
    near = choose_nearest(spec, address(ONE_SIDE, R500, NEXT_DAY, options={"g-1": ("b", "a")}))
    assert near.selection.choice.option_uuids == kept
    assert near.changed == said


def test_of_two_runsizes_of_one_number_the_picked_one_stays(spec):
    twin = BasePrice("r-500-too", 500, ONE_SIDE, spec.base_prices[0].cost)
    usual = Turnaround(STANDARD, "224", "2-4 Business Days", twin.runsize_uuid, ONE_SIDE)
    both = a_spec(base_prices=(twin, *spec.base_prices), turnarounds=(usual, *spec.turnarounds))
    near = choose_nearest(both, cell(ONE_SIDE, R500, NEXT_DAY))
    assert (near.selection.choice.runsize_uuid, near.changed) == (R500, SLOWER)


def test_an_address_of_what_cannot_be_ordered_at_all_is_refused(spec):
    with pytest.raises(NotOffered, match="can't be ordered"):
        choose_nearest(a_spec(base_prices=()), address(ONE_SIDE))
