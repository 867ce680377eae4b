"""What is printed, and which choice to change when something is not."""

from decimal import Decimal

import pytest

from storefront.catalog.spec import Option, OptionGroup, PriceRow
from storefront.quotes.price import local_cost
from storefront.quotes.questions import questions
from storefront.quotes.selection import NotOffered, Picks, choose, default_picks
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

FREE = ()
PAID = (PriceRow(1, 100000, Decimal(5)),)


def a_group(uuid="g-fold", least=1, most=1, name="Folding", **options):
    """Options by uuid: what they cost."""
    made = tuple(Option(o, o.title(), "", rows) for o, rows in options.items())
    return OptionGroup(uuid, name, least, most, made)


def picks(**more):
    return Picks(**({"colorspec": TWO_SIDES, "runsize": R500, "turnaround": STANDARD} | more))


def refusal(spec, picked):
    with pytest.raises(NotOffered) as refused:
        choose(spec, picked)
    return refused.value.question, str(refused.value)


def test_a_printed_combination_is_chosen_with_its_finishing(app):
    selection = choose(a_spec(), picks(turnaround=NEXT_DAY, options={CORNERS: (ROUND,)}))

    assert (selection.runsize, selection.choice.turnaround_uuid) == (500, NEXT_DAY)
    assert selection.choice.option_uuids == (ROUND,)
    assert selection.choices == [
        ["Colors", "Full color both sides (4/4)"],
        ["Quantity", "500"],
        ["Turnaround", "Ready to ship the next business day"],
        ["Corners", "Round corners"],
    ]


def test_a_turnaround_that_another_runsize_has_names_the_turnaround():
    question, message = refusal(a_spec(), picks(runsize=R1000, turnaround=NEXT_DAY))

    assert question == "turnaround"
    assert message == (
        "“Ready to ship the next business day” is not available for 1,000 in these colors. "
        "Please choose another turnaround."
    )


def test_a_colorspec_without_turnarounds_cannot_be_ordered():
    spec = a_spec()
    rows = tuple(row for row in spec.turnarounds if row.colorspec_uuid == TWO_SIDES)
    assert refusal(a_spec(turnarounds=rows), picks(colorspec=ONE_SIDE))[0] == "colorspec"


def test_a_runsize_of_another_colorspec_names_the_runsize():
    spec = a_spec()
    rows = tuple(
        row
        for row in spec.turnarounds
        if (row.runsize_uuid, row.colorspec_uuid) != (R1000, ONE_SIDE)
    )
    question, message = refusal(a_spec(turnarounds=rows), picks(colorspec=ONE_SIDE, runsize=R1000))

    assert question == "runsize"
    assert message == "1,000 is not available in these colors. Please choose another quantity."


def test_a_runsize_without_a_base_price_is_not_printed():
    rows = tuple(row for row in a_spec().base_prices if row.runsize_uuid != R1000)
    assert refusal(a_spec(base_prices=rows), picks(runsize=R1000))[0] == "runsize"


@pytest.mark.parametrize("question", ["colorspec", "runsize", "turnaround"])
def test_what_another_product_has_is_not_offered(question):
    assert refusal(a_spec(), picks(**{question: "of-another-product"}))[0] == question


@pytest.mark.parametrize("question", ["colorspec", "runsize", "turnaround"])
def test_what_is_not_answered_is_asked_for(question):
    asked, message = refusal(a_spec(), picks(**{question: ""}))
    assert asked == question
    assert message.startswith(("Choose the ", "Choose a "))


def test_a_question_with_one_answer_needs_none():
    row = next(r for r in a_spec().turnarounds if r.uuid == NEXT_DAY)
    assert choose(a_spec(turnarounds=(row,)), Picks()).choice.turnaround_uuid == NEXT_DAY


def test_a_product_without_any_combination_says_so():
    assert "can't be ordered" in refusal(a_spec(turnarounds=()), picks())[1]
    assert default_picks(a_spec(turnarounds=())) == Picks()


def test_an_option_of_another_product_is_refused():
    assert refusal(a_spec(), picks(options={CORNERS: ("o-other",)})) == (
        f"group-{CORNERS}",
        "Please choose another option under “Corners”.",
    )
    assert refusal(a_spec(), picks(options={"g-other": ("o-other",)}))[0] == "group-g-other"


def test_no_more_than_maxoccurs_may_be_chosen():
    spec = a_spec(groups=[a_group(least=0, most=2, a=PAID, b=PAID, c=PAID)])
    assert choose(spec, picks(options={"g-fold": ("a", "b")})).choice.option_uuids == ("a", "b")

    question, message = refusal(spec, picks(options={"g-fold": ("a", "b", "c")}))

    assert (question, message) == ("group-g-fold", "Choose at most 2 under “Folding”.")


def test_the_same_option_twice_is_chosen_once():
    assert choose(a_spec(), picks(options={CORNERS: (ROUND, ROUND)})).choice.option_uuids == (
        ROUND,
    )


def test_a_required_group_with_one_option_is_filled_and_not_asked():
    spec = a_spec(groups=[a_group(only=PAID)])
    assert choose(spec, picks()).choice.option_uuids == ("only",)
    assert "group-g-fold" not in [question.name for question in questions(spec, picks())]


def test_a_required_group_with_a_free_option_is_filled_with_it_but_asked():
    spec = a_spec(groups=[a_group(paid=PAID, free=FREE)])
    assert choose(spec, picks()).choice.option_uuids == ("free",)
    asked = next(q for q in questions(spec, picks()) if q.name == "group-g-fold")
    assert [answer.value for answer in asked.answers if answer.picked] == ["free"]


def test_a_paid_option_is_never_preselected_where_there_are_several():
    spec = a_spec(groups=[a_group(a=PAID, b=PAID)])
    selection = choose(spec, picks())

    assert selection.choice.option_uuids == ()
    assert selection.left_open == ("Folding",)
    asked = next(q for q in questions(spec, picks()) if q.name == "group-g-fold")
    assert [(answer.label, answer.picked) for answer in asked.answers] == [
        ("None", True),
        ("A", False),
        ("B", False),
    ]


def test_a_paid_option_that_was_chosen_counts():
    spec = a_spec(groups=[a_group(a=PAID, b=PAID)])
    selection = choose(spec, picks(options={"g-fold": ("b",)}))

    assert selection.choice.option_uuids == ("b",)
    assert selection.left_open == ()


def test_what_costs_nothing_cannot_be_left_out_where_4over_requires_it():
    spec = a_spec(groups=[a_group(paid=PAID, free=FREE)])
    asked = next(q for q in questions(spec, picks()) if q.name == "group-g-fold")

    assert [answer.label for answer in asked.answers] == ["Paid", "Free"]
    assert choose(spec, picks(options={"g-fold": ("",)})).choice.option_uuids == ("free",)


def test_a_group_that_wants_two_is_filled_where_two_are_free():
    spec = a_spec(groups=[a_group(least=2, most=2, a=FREE, b=PAID, c=FREE)])
    assert choose(spec, picks()).choice.option_uuids == ("a", "c")
    short = a_spec(groups=[a_group(least=2, most=2, a=FREE, b=PAID, c=PAID)])
    assert choose(short, picks()).choice.option_uuids == ()


def test_the_price_from_which_it_can_be_had_holds_what_is_filled_in_unasked():
    spec = a_spec(groups=[a_group(only=(PriceRow(1, 100000, Decimal(5)),))])
    assert spec.lowest_cost == local_cost(choose(spec, default_picks(spec))) == Decimal("35.00")


def test_where_that_cannot_be_summed_there_is_no_such_price():
    share = PriceRow(1, 100000, Decimal("0.07"), flat=False, percentage=True)
    spec = a_spec(groups=[a_group(only=(share,))])
    assert spec.lowest_cost is local_cost(choose(spec, default_picks(spec))) is None


def test_two_of_three_must_be_answered_where_minoccurs_says_so():
    spec = a_spec(groups=[a_group(least=2, most=2, a=FREE, b=FREE, c=FREE)])
    assert (
        refusal(spec, picks(options={"g-fold": ("a",)}))[1] == "Choose at least 2 under “Folding”."
    )


def test_descriptive_groups_are_neither_asked_nor_sent():
    shape = a_group(uuid="5fffd29b-af78-41af-a216-7cdaf8d55177", name="Shape", square=FREE)
    spec = a_spec(groups=[shape])

    selection = choose(spec, picks(options={shape.uuid: ("square",)}))

    assert selection.choice.option_uuids == ()
    assert [question.name for question in questions(spec, picks())] == ["colorspec"]


def test_requirements_are_asked_with_every_chosen_option_and_quotes_without_the_core():
    selection = choose(a_spec(), picks(options={CORNERS: (ROUND,)}))
    assert set(selection.all_option_uuids) == {
        "s-1", "k-1", "n-1", TWO_SIDES, R500, STANDARD, ROUND,
    }  # fmt: skip
    assert selection.choice.option_uuids == (ROUND,)


def test_requirements_are_not_asked_for_what_was_not_chosen():
    assert set(choose(a_spec(), picks()).all_option_uuids) == {
        "s-1", "k-1", "n-1", TWO_SIDES, R500, STANDARD,
    }  # fmt: skip


def test_an_answer_to_a_question_that_has_no_answers_any_more_is_refused():
    spec = a_spec(groups=[a_group()])
    question, message = refusal(spec, picks(options={"g-fold": ("flat",)}))
    assert question == "group-g-fold"
    assert message == "One of the options is not available for this product."
    assert choose(spec, picks(options={"g-fold": ()})).choice.option_uuids == ()


def test_a_page_starts_with_the_least_costly_combination():
    picked = default_picks(a_spec())
    assert (picked.colorspec, picked.runsize, picked.turnaround) == (ONE_SIDE, R500, STANDARD)
    assert choose(a_spec(), picked).choice.option_uuids == ()
