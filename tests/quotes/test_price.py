"""The sum: exact until its one rounding."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storefront.catalog.spec import BasePrice, Option, OptionGroup, PriceRow, Turnaround
from storefront.quotes.markup import Markup
from storefront.quotes.price import NoPrice, local_cost, price_of, under_cost
from storefront.quotes.selection import Picks, choose
from tests.factories import R500, STANDARD, TWO_SIDES, a_spec

costs = st.decimals("0.0001", "20000", places=6)
fees = st.decimals("0", "500", places=4)
percents = st.decimals("-99", "400", places=3)
amounts = st.decimals("0", "50", places=2)

# A busy machine is slow at drawing numbers; that says nothing about the sums.
on_a_busy_machine = settings(suppress_health_check=[HealthCheck.too_slow])


def a_selection(*options, base="32.00", turnaround="0"):
    groups = [
        OptionGroup(
            f"g-{number}", f"Group {number}", 0, 1, (Option(f"o-{number}", "Yes", "", rows),)
        )
        for number, rows in enumerate(options)
    ]
    spec = a_spec(
        groups=groups,
        base_prices=(BasePrice(R500, 500, TWO_SIDES, Decimal(base)),),
        turnarounds=(
            Turnaround(STANDARD, "224", "2-4 Days", R500, TWO_SIDES, Decimal(turnaround)),
        ),
    )
    picked = {group.uuid: (group.options[0].uuid,) for group in groups}
    return choose(spec, Picks(TWO_SIDES, R500, STANDARD, picked))


def a_row(price="0", start=1, end=100000, **more):
    return PriceRow(start, end, Decimal(price), **more)


@on_a_busy_machine
@given(base=costs, turnaround=fees, options=st.lists(fees, max_size=5))
def test_the_cost_is_base_and_turnaround_and_every_option_to_the_last_digit(
    base, turnaround, options
):
    selection = a_selection(
        *([a_row(fee)] for fee in map(str, options)), base=str(base), turnaround=str(turnaround)
    )
    assert local_cost(selection) == base + turnaround + sum(options)


@on_a_busy_machine
@given(cost=costs, percent=percents, fixed=amounts)
def test_the_price_is_cost_and_markup_rounded_once(cost, percent, fixed):
    price = price_of(cost, Markup(percent, fixed, Decimal("-100000")))
    exact = cost * (100 + percent) / 100 + fixed
    assert price.price == max(exact.quantize(Decimal("0.01"), ROUND_HALF_UP), Decimal("0.01"))
    assert price.cost == cost


@on_a_busy_machine
@given(cost=costs, percent=percents, fixed=amounts, minimum=amounts.filter(bool))
def test_no_price_is_below_zero_or_below_cost_and_least_markup(cost, percent, fixed, minimum):
    price = price_of(cost, Markup(percent, fixed, minimum)).price
    assert price > 0
    assert price >= (cost + minimum).quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_a_discount_takes_away_where_there_is_no_minimum():
    assert price_of(Decimal(100), Markup(Decimal(-10))).price == Decimal("90.00")
    least = Markup(Decimal(-10), minimum=Decimal("0.01"))
    assert price_of(Decimal(100), least).price == Decimal("100.01")


@pytest.mark.parametrize("markup", [Markup(Decimal(-100)), Markup(Decimal(0), fixed=Decimal(-5))])
def test_no_discount_gives_away_what_4over_charges_for(markup):
    assert price_of(Decimal(1), markup).price == Decimal("0.01")


def test_a_price_is_under_cost_by_the_cent():
    assert under_cost(Decimal("35.59"), Decimal("35.595"))
    assert not under_cost(Decimal("35.59"), Decimal("35.594"))


def test_half_a_cent_goes_up():
    assert price_of(Decimal("10.005"), Markup(Decimal(0))).price == Decimal("10.01")
    assert price_of(Decimal("10.0049"), Markup(Decimal(0))).price == Decimal("10.00")


def test_rounding_each_part_would_give_another_price():
    """The naive sum, so that the test above is known to see a difference."""
    parts = [Decimal("0.004"), Decimal("0.004")]
    naive = sum(part.quantize(Decimal("0.01")) for part in parts)
    assert price_of(sum(parts), Markup(Decimal(0))).price != naive


@pytest.mark.parametrize("cost", ["0", "-1"])
def test_a_cost_of_nothing_is_no_price(cost):
    with pytest.raises(NoPrice):
        price_of(Decimal(cost), Markup(Decimal(40)))
    assert local_cost(a_selection(base=cost)) is None


def test_an_option_counts_for_the_runsizes_of_its_row_alone():
    assert local_cost(a_selection([a_row("5", 500, 500)])) == Decimal(37)
    assert local_cost(a_selection([a_row("5", 501, 1000), a_row("9", 1, 499)])) == Decimal(32)


def test_a_price_for_each_piece_is_counted_by_the_runsize():
    row = a_row("12", flat=False, per_qty=Decimal("7.25"), qty=Decimal(1000))
    assert local_cost(a_selection([row])) == Decimal("32") + 12 + Decimal("3.625")


def test_two_free_rows_for_one_runsize_are_free():
    assert local_cost(a_selection([a_row(), a_row()])) == Decimal(32)


@pytest.mark.parametrize(
    "rows",
    [
        [a_row("5"), a_row("5")],
        [a_row("0.07", flat=False, percentage=True)],
        [a_row("1", flat=False, per_qty=Decimal(2), qty=Decimal(0))],
    ],
    ids=["the same fee twice", "a share", "a price for each of no pieces"],
)
def test_rows_that_cannot_be_summed_with_certainty_have_no_local_cost(rows):
    assert local_cost(a_selection(rows)) is None
    assert local_cost(a_selection([a_row("5")])) == Decimal(37)
