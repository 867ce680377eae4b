"""The table of runsizes and turnarounds: our totals, and what is not printed."""

from decimal import Decimal

from storefront.catalog.spec import Option, OptionGroup, PriceRow
from storefront.quotes.markup import Markup
from storefront.quotes.offer import price_range, shown_price
from storefront.quotes.price_table import price_table
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

FORTY = Markup(Decimal(40))


def totals(picks, spec=None):
    table = price_table(spec or a_spec(), picks, FORTY)
    return table.columns, [
        (runsize, [cell and cell.total for cell in cells]) for runsize, cells in table.rows
    ]


def test_each_combination_that_is_printed_has_its_total():
    columns, rows = totals(Picks(TWO_SIDES, R500, STANDARD))

    assert columns == ["2-4 Business Days", "Next Business Day"]
    assert rows == [
        ("500", [Decimal("44.80"), Decimal("58.80")]),
        ("1,000", [Decimal("89.60"), None]),
    ]


def test_other_colors_have_other_columns():
    assert totals(Picks(ONE_SIDE, R500, STANDARD))[0] == ["2-4 Business Days"]


def test_what_was_picked_of_the_finishing_is_in_every_total():
    _, rows = totals(Picks(TWO_SIDES, R500, STANDARD, {CORNERS: (ROUND,)}))

    assert rows[0][1][0] == Decimal("52.50")  # (32 + 5.50) x 1.4


def test_every_cell_says_what_choosing_it_says():
    spec = a_spec()
    for colorspec in (ONE_SIDE, TWO_SIDES):
        picks = Picks(colorspec, R500, STANDARD, {CORNERS: (ROUND,)})
        for _, cells in price_table(spec, picks, FORTY).rows:
            for cell in filter(None, cells):
                runsize, turnaround = cell.value.split(":")
                chosen = choose(spec, Picks(colorspec, runsize, turnaround, picks.options))
                assert cell.total == shown_price(chosen, FORTY).price


def test_a_cell_names_the_price_of_a_piece():
    table = price_table(a_spec(), Picks(TWO_SIDES, R1000, STANDARD), FORTY)
    assert table.rows[1][1][0].unit == "$0.090 each"


def test_where_only_4over_knows_there_is_a_cell_without_a_total():
    share = PriceRow(1, 10000, Decimal("0.07"), flat=False, percentage=True)
    group = OptionGroup("g-critical", "Color", 1, 1, (Option("o-c", "Critical", "", (share,)),))
    table = price_table(a_spec(groups=[group]), Picks(TWO_SIDES, R500, NEXT_DAY), FORTY)

    assert [cell.total for cell in table.rows[0][1]] == [None, None]
    assert table.rows[0][1][1].value == f"{R500}:{NEXT_DAY}"


def test_colors_that_are_not_printed_show_the_first_that_are():
    assert totals(Picks("nonsense"))[1] == totals(Picks(ONE_SIDE))[1]


def test_a_product_without_any_combination_has_an_empty_table():
    assert totals(Picks(), a_spec(turnarounds=())) == ([], [])


def test_the_range_of_prices_goes_from_the_least_to_the_most():
    assert price_range(a_spec(), FORTY) == (Decimal("42.00"), Decimal("89.60"))
    assert price_range(a_spec(turnarounds=()), FORTY) is None
