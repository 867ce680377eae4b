"""The table of runsizes and turnarounds: our totals, and what is not printed."""

from decimal import Decimal

import pytest

from storefront.catalog.spec import Option, OptionGroup, PriceRow
from storefront.quotes.markup import Markup
from storefront.quotes.offer import price_range, shown_price
from storefront.quotes.price_table import price_table, same_prices, seal_of, unit_words
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


def test_where_our_copy_has_no_price_4overs_word_counts_and_is_marked():
    share = PriceRow(1, 10000, Decimal("0.07"), flat=False, percentage=True)
    group = OptionGroup("g-critical", "Color", 1, 1, (Option("o-c", "Critical", "", (share,)),))
    asked = []

    def known(choice):
        asked.append((choice.runsize_uuid, choice.turnaround_uuid, choice.option_uuids))
        return Decimal("50.00") if choice.runsize_uuid == R500 else None

    table = price_table(a_spec(groups=[group]), Picks(TWO_SIDES), FORTY, known)

    cells = [cell for _, row in table.rows for cell in row]
    assert [cell and (cell.total, cell.unit, cell.asked) for cell in cells] == [
        (Decimal("70.00"), "$0.14 each", True),
        (Decimal("70.00"), "$0.14 each", True),
        (None, "", True),
        None,
    ]
    assert asked == [
        (R500, STANDARD, ("o-c",)),
        (R500, NEXT_DAY, ("o-c",)),
        (R1000, STANDARD, ("o-c",)),
    ]


def test_nobody_is_asked_about_a_price_that_our_copy_has():
    table = price_table(a_spec(), Picks(TWO_SIDES), FORTY, lambda _: Decimal(1))
    cell = table.rows[0][1][0]
    assert (cell.total, cell.asked, cell.column) == (Decimal("44.80"), False, "2-4 Business Days")


@pytest.mark.parametrize(
    ("total", "runsize", "words"),
    [
        ("9.00", 1, ""),
        ("9.00", 2, "$4.50 each"),
        ("3000.00", 2, "$1,500.00 each"),
        ("50.00", 500, "$0.10 each"),
        ("49.00", 500, "$0.10 each"),
        ("47.25", 500, "$0.094 each"),
    ],
)
def test_a_piece_below_ten_cents_has_one_place_more(total, runsize, words):
    assert unit_words(Decimal(total), runsize) == words


def test_tables_of_one_product_and_markup_have_the_same_prices_whatever_is_picked():
    spec, bare, round_ = a_spec(), Picks(ONE_SIDE), Picks(TWO_SIDES, options={CORNERS: (ROUND,)})
    seal = seal_of("hash", spec, bare, FORTY)
    other = seal_of("hash", spec, round_, FORTY)

    assert seal != other
    assert same_prices(seal, other)
    for another in (
        seal_of("newer", spec, bare, FORTY),
        seal_of("hash", spec, bare, Markup(Decimal(41))),
        seal_of("hash", spec, bare, Markup(Decimal(40), fixed=Decimal(1))),
        seal_of("hash", spec, bare, Markup(Decimal(40), minimum=Decimal(1))),
    ):
        assert not same_prices(seal, another)
    assert not same_prices("", seal)
