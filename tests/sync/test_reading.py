"""From 4Over's feed to a spec: what is merged, what is kept, what is not to be trusted."""

from decimal import Decimal

import pytest

from storefront.catalog.spec import COLORSPEC, RUNSIZE, SIZE, TURNAROUND, Kind
from storefront.fourover.replies import FeedBasePrice, FeedProduct
from storefront.sync.reading import Quarantined, spec_from, why_not_sold

FOIL = "g-foil"


def option(uuid, name, prices=(), **more):
    return {"option_uuid": uuid, "option_name": name, "option_prices_list": list(prices), **more}


def group(uuid, name, *options, least="1", most="1"):
    return {
        "product_option_group_uuid": uuid,
        "product_option_group_name": name,
        "minoccurs": least,
        "maxoccurs": most,
        "options": list(options),
    }


def turnaround(price=None, uuid="t-224", runsize="r-500", colorspec="c-44"):
    row = {} if price is None else {"price": price}
    return option(
        uuid, "224", [row], option_description="2-4 Days", runsize_uuid=runsize,
        colorspec_uuid=colorspec,
    )  # fmt: skip


def product(*groups, turnarounds=None, **more):
    rows = [turnaround()] if turnarounds is None else turnarounds
    core = [
        group(SIZE, "Size", option("s", '2" x 3.5"')),
        group(COLORSPEC, "Colorspec", option("c-44", "4/4 (4 color both sides)")),
        group(RUNSIZE, "Runsize", option("r-500", "500")),
        group(TURNAROUND, "Turn-Around", *rows, least=1),
    ]
    return FeedProduct.from_json(
        {
            "product_uuid": "p-1",
            "product_code": "14PT-BCUV-2X3.5",
            "product_description": "Cards",
            "categories": [{"category_uuid": "cat", "category_name": "Cards"}],
            "product_option_groups": [*core, *groups],
            **more,
        }
    )


def base(cost="6.50", runsize="500", runsize_uuid="r-500", colorspec_uuid="c-44"):
    return FeedBasePrice.from_json(
        {
            "product_baseprice": cost,
            "runsize": runsize,
            "runsize_uuid": runsize_uuid,
            "colorspec_uuid": colorspec_uuid,
            "colorspec": "4/4",
        }
    )


def test_a_group_that_comes_several_times_is_one():
    foil = product(
        group(FOIL, "Foil Color", option("silver", "Silver")),
        group(FOIL, "Foil Color", option("gold", "Gold"), option("silver", "Silver"), most="2"),
    )

    merged = [group for group in spec_from(foil, [base()]).groups if group.uuid == FOIL]

    assert len(merged) == 1
    assert [option.name for option in merged[0].options] == ["Silver", "Gold"]
    assert merged[0].maxoccurs == 2


def test_colorspecs_are_named_by_their_group_and_runsizes_by_the_base_prices():
    spec = spec_from(product(), [base()])

    assert [choice.label for choice in spec.colorspecs] == ["4/4 (4 color both sides)"]
    assert [row.runsize for row in spec.runsizes_for("c-44")] == [500]
    assert spec.named(Kind.SIZE) == '2" x 3.5"'


def test_a_turnaround_without_a_price_adds_nothing():
    spec = spec_from(product(turnarounds=[turnaround(None)]), [base("6.50")])

    assert spec.turnarounds[0].cost == 0
    assert spec.lowest_cost == Decimal("6.50")


def test_costs_keep_all_their_digits():
    assert spec_from(product(), [base("92.8679012345")]).lowest_cost == Decimal("92.8679012345")


def test_percentage_and_repeated_price_rows_stay_as_they_came():
    share = {"startqty": 1, "endqty": 9, "price": "0.07", "is_percentage": True}
    spec = spec_from(product(group("g", "Rush", option("o", "Rush", [share, share]))), [base()])

    rows = next(option for group, option in spec.options() if group.uuid == "g").prices
    assert len(rows) == 2
    assert all(row.percentage and row.price == Decimal("0.07") for row in rows)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([base("6.50"), base("7.00")], "two base prices"),
        ([base("6.50")], ""),
        ([base("6.50"), base("6.50")], ""),
    ],
)
def test_two_base_prices_for_one_combination_quarantine_the_product(rows, reason):
    if not reason:
        assert len(spec_from(product(), rows).base_prices) == 1
        return
    with pytest.raises(Quarantined, match=reason):
        spec_from(product(), rows)


def test_two_costs_for_one_turnaround_quarantine_the_product():
    with pytest.raises(Quarantined, match="several costs"):
        spec_from(product(turnarounds=[turnaround("1.00"), turnaround("2.00")]), [base()])


@pytest.mark.parametrize(
    ("turnarounds", "rows", "why"),
    [
        (None, [], "no base prices"),
        ([], [base()], "no turnaround"),
        ([turnaround(colorspec="c-other")], [base()], "None of its turnarounds"),
        (None, [base("0")], "prices are $0"),
        (None, [base()], ""),
    ],
)
def test_what_cannot_be_ordered_says_why(turnarounds, rows, why):
    said = why_not_sold(spec_from(product(turnarounds=turnarounds), rows))

    assert why in said
    assert bool(said) == bool(why)


def test_hostile_text_is_cleaned_and_bounded():
    odd = product(product_description="Cards\u202e\x00" + "x" * 3000)

    description = spec_from(odd, [base()]).description

    assert description.startswith("Cardsx")
    assert len(description) == 500
