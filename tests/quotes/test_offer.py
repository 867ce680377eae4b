"""What the box beside an option form says, of itself and in its cell of the table."""

from decimal import Decimal

import pytest

from storefront.catalog.spec import Option, OptionGroup, PriceRow
from storefront.quotes.markup import Markup
from storefront.quotes.offer import Refusal, offer_for, with_answer
from storefront.quotes.price import price_of
from storefront.quotes.selection import Picks
from tests.factories import (
    CORNERS,
    NEXT_DAY,
    ONE_SIDE,
    R500,
    R1000,
    ROUND,
    STANDARD,
    TWO_SIDES,
    a_product,
    a_spec,
)

FORTY = Markup(Decimal(40))
PICKS = Picks(TWO_SIDES, R500, STANDARD)
SHARE = PriceRow(1, 10000, Decimal("0.07"), flat=False, percentage=True)
CRITICAL = OptionGroup("g-critical", "Color", 1, 1, (Option("o-c", "Critical", "", (SHARE,)),))


@pytest.fixture
def product(app):
    return a_product()


@pytest.fixture
def unsummed(app):
    """Only 4Over knows its prices."""
    return a_product(a_spec(groups=[CRITICAL]))


def said(offer):
    """All that a box may say."""
    price = offer.price and offer.price.price
    return price, offer.unit, offer.in_cell, offer.only_printer_knows, offer.asked_again


def test_by_our_own_copy_there_is_a_price_and_nothing_to_say_in_the_table(product):
    assert said(offer_for(product, PICKS, FORTY)) == (
        Decimal("44.80"), "$0.090 each", None, False, False,
    )  # fmt: skip


def test_4overs_word_about_a_price_we_have_goes_into_the_table_too(product):
    offer = with_answer(offer_for(product, PICKS, FORTY), price_of(Decimal("1000"), FORTY))
    assert said(offer) == (
        Decimal("1400.00"), "$2.80 each", ("$1,400.00", "$2.80 each"), False, True,
    )  # fmt: skip


def test_what_4over_refuses_has_no_price_and_says_why(product):
    offer = with_answer(offer_for(product, PICKS, FORTY), Refusal("Not printed so."))
    assert said(offer) == (None, "", ("Not available", ""), False, True)
    assert offer.unanswered == "Not printed so."


def test_what_4over_does_not_answer_keeps_our_price_and_says_so(product):
    offer = with_answer(offer_for(product, PICKS, FORTY), "No answer just now.")
    assert said(offer) == (
        Decimal("44.80"), "$0.090 each", ("Not confirmed", ""), False, False,
    )  # fmt: skip


class TestWhatOnlyThePrinterKnows:
    def test_waits_for_its_word(self, unsummed):
        offer = offer_for(unsummed, PICKS, FORTY)
        assert said(offer) == (None, "", None, True, False)
        answered = with_answer(offer, price_of(Decimal("50"), FORTY))
        assert said(answered) == (
            Decimal("70.00"), "$0.14 each", ("$70.00", "$0.14 each"), False, False,
        )  # fmt: skip
        assert said(with_answer(offer, "No answer.")) == (
            None, "", ("Not confirmed", ""), False, False,
        )  # fmt: skip
        assert with_answer(offer, None) == offer

    def test_is_told_where_it_was_said_a_moment_ago(self, unsummed):
        offer = offer_for(unsummed, PICKS, FORTY, known=lambda _: Decimal("50"))
        assert said(offer)[:2] == (Decimal("70.00"), "$0.14 each")
        assert offer.confirmed
        assert offer.table.rows[0][1][0].total == Decimal("70.00")

    def test_does_not_count_where_our_copy_has_a_price(self, product):
        offer = offer_for(product, PICKS, FORTY, known=lambda _: Decimal("50"))
        assert (offer.price.price, offer.confirmed) == (Decimal("44.80"), False)


def test_what_is_not_printed_so_gives_way_unless_exactly_that_is_wanted(product):
    picks = Picks(ONE_SIDE, R500, NEXT_DAY, by_cell=True)

    near = offer_for(product, picks, FORTY)
    assert near.cell == f"{R500}:{STANDARD}"
    assert near.changed.endswith("so we picked “Ready to ship in 2–4 business days”.")

    exact = offer_for(product, picks, FORTY, exactly=True)
    assert (exact.selection, exact.price, exact.question) == (None, None, "turnaround")
    assert exact.problem.startswith("“Ready to ship the next business day” is not available")
    assert exact.cell == f"{R500}:{NEXT_DAY}"
    assert said(exact) == (None, "", None, False, False)
    assert with_answer(exact, "No answer.") == exact


def test_a_page_starts_with_what_costs_least_and_else_with_what_was_picked(product):
    assert offer_for(product, None, FORTY).cell == f"{R500}:{STANDARD}"
    picked = Picks(TWO_SIDES, R1000, STANDARD, {CORNERS: (ROUND,)})
    offer = offer_for(product, picked, FORTY)
    assert offer.cell == f"{R1000}:{STANDARD}"
    assert offer.picks == picked
    assert [question.name for question in offer.questions] == ["colorspec", f"group-{CORNERS}"]
