"""Several sets of one product: how many there can be, and what all of them come to."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from storefront.catalog.spec import BasePrice
from storefront.database import db
from storefront.fourover.payloads import Choice
from storefront.fourover.replies import QuantityDiscount
from storefront.money import round_to_cent
from storefront.partner.account import client_for_page, shop_account
from storefront.quotes.forms import fields_of, picks_from
from storefront.quotes.live import ask_cost
from storefront.quotes.markup import Markup
from storefront.quotes.nearest import choose_nearest
from storefront.quotes.offer import offer_for
from storefront.quotes.price import local_cost, price_of
from storefront.quotes.questions import several
from storefront.quotes.selection import MOST_SETS, NotOffered, Picks, choose
from tests.factories import R500, R1000, STANDARD, TWO_SIDES, a_product, a_spec, an_account
from tests.quotes.test_one_sum import markups

POSTED = Picks(TWO_SIDES, R500, STANDARD, by_cell=True)


def in_sets(**more):
    """A product of which 500 are taken in several sets, and 1,000 in one alone."""
    base = (
        BasePrice(R500, 500, TWO_SIDES, Decimal("32.00"), can_group_ship=True),
        BasePrice(R1000, 1000, TWO_SIDES, Decimal("64.00")),
    )
    return a_spec(base_prices=base, **more)


def a_discount(sets="4-9", share="0.07", **more):
    row = {
        "quantity_discount_percentage": share,
        "quantity": sets,
        "runsizeid": R500,
        "colorspec_uuid": TWO_SIDES,
    }
    return row | more


@pytest.mark.parametrize("sets", [1, 2, MOST_SETS])
def test_a_choice_says_how_many_sets_it_is_of(app, sets):
    selection = choose(in_sets(), replace(POSTED, sets=sets))
    assert selection.choice.sets == sets
    assert ["Quantity", "500" if sets == 1 else f"500 each of {sets} versions"] in selection.choices


@pytest.mark.parametrize(
    ("picks", "words"),
    [
        (replace(POSTED, sets=0), "from 1 to 25"),
        (replace(POSTED, sets=MOST_SETS + 1), "from 1 to 25"),
        (replace(POSTED, runsize=R1000, sets=2), "1,000 can only be ordered in one version"),
    ],
)
def test_what_4over_would_not_take_is_refused_before_it_is_asked(picks, words):
    with pytest.raises(NotOffered, match=words) as refusal:
        choose(in_sets(), picks)
    assert refusal.value.question == "sets"


def test_a_page_goes_back_to_one_set_where_there_can_be_no_more_and_says_so():
    near = choose_nearest(in_sets(), replace(POSTED, runsize=R1000, sets=5))
    assert near.selection.choice.sets == near.picks.sets == 1
    assert near.changed == "1,000 can only be ordered in one version, so we picked one."


def test_a_number_that_nobody_can_order_is_refused_in_a_form_and_gives_way_in_a_url():
    spec, picks = in_sets(), replace(POSTED, sets=999)
    with pytest.raises(NotOffered):
        choose_nearest(spec, picks)
    near = choose_nearest(spec, replace(picks, of_url=True))
    assert (near.picks.sets, near.changed != "") == (1, True)


@pytest.mark.parametrize(
    ("said", "sets"), [("5", 5), (" 5 ", 5), ("", 0), ("-1", 0), ("2.5", 0), ("٥", 0), ("1e3", 0)]
)
def test_a_form_says_a_whole_number_or_none(said, sets):
    assert picks_from(MultiDict({"sets": said})).sets == sets


def test_one_set_is_left_out_of_urls_and_several_stand_in_them():
    assert "sets" not in dict(fields_of(POSTED))
    assert dict(fields_of(replace(POSTED, sets=5)))["sets"] == "5"


def test_the_question_is_asked_where_4over_takes_several_and_says_of_which_quantities():
    question = several(in_sets(), POSTED)
    assert question is not None
    assert question.help == "Possible for quantities of 500."
    assert several(a_spec(), POSTED) is None


def test_our_own_copy_has_no_price_of_several_so_4over_is_asked(app):
    product, markup = a_product(in_sets()), plain()
    one = offer_for(product, POSTED, markup)
    five = offer_for(product, replace(POSTED, sets=5), markup)
    assert one.price is not None
    assert local_cost(choose(product.spec, POSTED)) == Decimal("32.00")
    assert five.price is None
    assert five.only_printer_knows


def plain():
    return Markup(Decimal(40))


@given(cost=st.decimals("0.01", "2000", places=4), markup=markups, sets=st.integers(1, MOST_SETS))
def test_sets_come_to_what_single_ones_come_to_but_for_one_rounding(cost, markup, sets):
    each = cost * markup.percent / 100 + markup.fixed
    if markup.minimum > 0:
        each = max(each, markup.minimum)
    naive = sum((cost + each for _ in range(sets)), Decimal(0))

    price = price_of(cost * sets, markup, sets)

    assert price.price == max(round_to_cent(naive), Decimal("0.01"))
    assert price.cost == cost * sets
    if cost + each >= Decimal("0.01"):
        assert abs(price.price - sets * price_of(cost, markup).price) <= (sets + 1) * Decimal(
            "0.005"
        )


@given(base=st.decimals("1", "900", places=3), more=st.decimals("0", "90", places=3))
def test_a_discount_is_taken_off_the_base_price_of_the_sets_it_is_for(base, more):
    rows = QuantityDiscount.those_of(
        Choice("p", R500, TWO_SIDES, STANDARD),
        [a_discount(), a_discount("10-24", "0.1"), a_discount("25+", "0.2")],
    )
    shares = {sets: [row.share for row in rows if row.is_for(sets)] for sets in (3, 4, 9, 10, 25)}
    assert shares == {
        3: [],
        4: [Decimal("0.07")],
        9: [Decimal("0.07")],
        10: [Decimal("0.1")],
        25: [Decimal("0.2")],
    }
    total = base + more
    assert 4 * (total - base * Decimal("0.07")) < 4 * total


@pytest.mark.parametrize(
    "row",
    [
        a_discount(runsizeid=R1000),
        a_discount(colorspec_uuid="c-other"),
        a_discount(share="7"),
        a_discount(share="0"),
        a_discount(share="none"),
        a_discount(sets="many"),
        a_discount(sets=None),
        None,
        "0.07",
    ],
)
def test_a_discount_that_is_of_something_else_or_makes_no_sense_does_not_count(row):
    choice = Choice("p", R500, TWO_SIDES, STANDARD)
    found = QuantityDiscount.those_of(choice, [row, a_discount("10", "0.1")])
    assert found == (QuantityDiscount(10, 10, Decimal("0.1")),)


@pytest.fixture
def ask(fourover):
    an_account()
    spec = a_product(in_sets(uuid="p-sets")).spec
    client = client_for_page(shop_account())
    db.session.rollback()
    return lambda sets: ask_cost(client, choose(spec, replace(POSTED, sets=sets)).choice)


def test_a_cost_is_of_all_sets_less_the_discount(ask, fourover):
    fourover.quotes("40.00", base="32.00", discounts=[a_discount(), a_discount("10-24", "0.1")])
    assert ask(1) == Decimal("40.00")
    assert fourover.calls == ["GET /printproducts/productquote"]
    assert ask(3) == Decimal("120.00")
    assert ask(5) == 5 * (Decimal("40.00") - Decimal("2.24"))


def test_without_a_word_of_discounts_each_set_costs_its_full_price(ask, fourover):
    fourover.quotes("40.00")
    fourover.http.upsert(
        "GET",
        f"{fourover.url}/printproducts/products/p-sets/quantitydiscounts",
        status=400,
        json={"status": "error", "message": "Invalid product"},
    )
    assert ask(5) == Decimal("200.00")
