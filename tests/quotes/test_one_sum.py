"""Box, table, range, listing, cart and order speak of one price: costs are summed in one place."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from storefront.catalog.spec import (
    BasePrice,
    Labeled,
    Option,
    OptionGroup,
    PriceRow,
    Turnaround,
    pack,
    unpack,
)
from storefront.quotes.markup import Markup
from storefront.quotes.offer import offer_for, price_range
from storefront.quotes.price import local_cost, price_of
from storefront.quotes.selection import Picks, choose
from tests.factories import a_spec

fees = st.decimals("0", "90", places=3)
rows = st.builds(
    PriceRow,
    start=st.sampled_from([1, 300]),
    end=st.sampled_from([299, 700, 100000]),
    price=fees,
    per_qty=fees,
    qty=st.sampled_from([Decimal(1), Decimal(1000)]),
    flat=st.booleans(),
    percentage=st.sampled_from([False] * 9 + [True]),
)
markups = st.builds(
    Markup,
    percent=st.decimals("-30", "90", places=2),
    fixed=st.decimals("-3", "9", places=2),
    minimum=st.decimals("0", "9", places=2),
)


@st.composite
def groups(draw):
    found = []
    for number in range(draw(st.integers(0, 3))):
        options = tuple(
            Option(f"o-{number}-{n}", f"Answer {n}", "", tuple(draw(st.lists(rows, max_size=2))))
            for n in range(draw(st.integers(1, 3)))
        )
        least = draw(st.integers(0, 2))
        found.append(OptionGroup(f"g-{number}", f"Group {number}", least, 2, options))
    return found


@st.composite
def specs(draw):
    colors, runsizes, speeds = ("c-1", "c-2"), {"r-1": 100, "r-2": 500, "r-3": 1000}, ("t-1", "t-2")
    base = [
        BasePrice(uuid, number, color, draw(fees))
        for uuid, number in runsizes.items()
        for color in colors
    ]
    turnarounds = [
        Turnaround(speed, speed, f"{speed} days", uuid, color, draw(fees))
        for speed in speeds
        for uuid in runsizes
        for color in colors
    ]
    return a_spec(
        groups=draw(groups()),
        colorspecs=tuple(Labeled(color, color) for color in colors),
        base_prices=tuple(draw(st.lists(st.sampled_from(base), min_size=1, unique=True))),
        turnarounds=tuple(draw(st.lists(st.sampled_from(turnarounds), min_size=1, unique=True))),
    )


class Sold:
    """A product, as far as an offer looks at it."""

    def __init__(self, spec):
        self.spec = spec


def all_picks(spec, finishing):
    for row in spec.orderable:
        yield Picks(row.colorspec_uuid, row.runsize_uuid, row.uuid, finishing)


def cells_of(table):
    return {cell.value: cell.total for _, cells in table.rows for cell in cells if cell}


@st.composite
def answers(draw, spec):
    """Some answer to each question that can be answered, or none."""
    found = {}
    for group in spec.finishing:
        many = draw(st.sampled_from([0, *range(max(group.needed, 1), group.allowed + 1)]))
        found[group.uuid] = tuple(option.uuid for option in group.options[:many])
    return found


@settings(max_examples=150, deadline=None)
@given(st.data(), specs(), markups)
def test_whatever_is_picked_box_and_table_and_cart_agree(data, spec, markup):
    finishing = data.draw(answers(spec))
    for picks in all_picks(spec, finishing):
        offer = offer_for(Sold(spec), picks, markup, exactly=True)
        assert offer.problem == ""
        box = offer.price and offer.price.price

        assert cells_of(offer.table)[offer.cell] == box
        # the cart asks 4Over for this very selection, and prices what it says alike
        cost = local_cost(choose(unpack(pack(spec)), picks))
        assert (price_of(cost, markup).price if cost else None) == box
        assert box is None or box > 0


@settings(max_examples=150, deadline=None)
@given(specs(), markups)
def test_the_range_is_from_the_least_to_the_most_that_the_page_shows(spec, markup):
    offers = [offer_for(Sold(spec), picks, markup, exactly=True) for picks in all_picks(spec, {})]
    prices = [offer.price.price for offer in offers if offer.price]

    assert price_range(spec, markup) == ((min(prices), max(prices)) if prices else None)
    if prices:
        assert price_of(spec.lowest_cost, markup).price >= min(prices)
    assert (spec.lowest_cost is None) == (not prices)


@settings(max_examples=100, deadline=None)
@given(specs())
def test_a_page_starts_with_the_least_that_a_listing_says(spec):
    start = offer_for(Sold(spec), None, Markup(Decimal(40)))
    if spec.lowest_cost is None:
        assert start.price is None
    else:
        assert start.price.cost == spec.lowest_cost


@settings(max_examples=100, deadline=None)
@given(st.data(), specs())
def test_nothing_costs_more_than_the_most(data, spec):
    finishing = data.draw(answers(spec))
    for picks in all_picks(spec, finishing):
        cost = local_cost(choose(spec, picks))
        assert cost is None or cost <= spec.highest_cost


def test_finishing_that_is_always_taken_is_in_the_range():
    """The control: without it the range would be of the bare product."""
    always = Option("o-1", "Spot UV", "", (PriceRow(1, 100000, Decimal(10)),))
    spec = a_spec(groups=[OptionGroup("g-1", "Spot UV", 1, 1, (always,))])
    bare = a_spec(groups=[])
    at_cost = Markup(Decimal(0))
    assert price_range(bare, at_cost) == (Decimal(30), Decimal(64))
    assert price_range(spec, at_cost) == (Decimal(40), Decimal(74))
