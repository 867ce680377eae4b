"""What an option form asks, what it offers, and what is picked already."""

from decimal import Decimal

from storefront.catalog.spec import Option, OptionGroup, PriceRow
from storefront.quotes.questions import questions
from storefront.quotes.selection import Picks
from tests.factories import CORNERS, ONE_SIDE, ROUND, TWO_SIDES, a_spec

PAID = (PriceRow(1, 100000, Decimal(5)),)


def asked(least, most, picked=(), **options):
    """The question of such a group."""
    made = tuple(Option(name, name.title(), "", rows) for name, rows in options.items())
    spec = a_spec(groups=[OptionGroup("g-1", "Folding", least, most, made)])
    found = questions(spec, Picks(TWO_SIDES, options={"g-1": picked} if picked else {}))
    return next(question for question in found if question.name == "group-g-1")


def said(question):
    return [(answer.value, answer.picked) for answer in question.answers]


def test_colors_are_asked_first_with_the_picked_ones_picked():
    colors, corners = questions(a_spec(), Picks(TWO_SIDES))
    assert (colors.name, colors.label) == ("colorspec", "Colors")
    assert said(colors) == [(ONE_SIDE, False), (TWO_SIDES, True)]
    assert corners.name == f"group-{CORNERS}"


def test_what_nobody_has_to_choose_can_be_left_out():
    assert said(asked(0, 1, a=PAID, b=PAID)) == [("", True), ("a", False), ("b", False)]
    assert said(asked(0, 1, ("b",), a=PAID, b=PAID)) == [("", False), ("a", False), ("b", True)]


def test_4overs_own_word_for_leaving_it_out_is_offered_once_and_picked():
    question = asked(0, 1, fold=PAID, none=())
    assert said(question) == [("fold", False), ("none", True)]
    assert said(asked(0, 1, ("fold",), fold=PAID, none=())) == [("fold", True), ("none", False)]


def test_a_none_that_costs_something_is_an_answer_like_any_other():
    assert said(asked(0, 1, fold=PAID, none=PAID)) == [
        ("", True), ("fold", False), ("none", False),
    ]  # fmt: skip


def test_something_free_is_not_picked_unasked_where_it_may_be_left_out():
    assert said(asked(0, 1, a=PAID, gift=())) == [("", True), ("a", False), ("gift", False)]


def test_of_several_any_number_may_be_ticked_and_none_is_no_answer():
    question = asked(0, 2, ("a", "b"), a=PAID, b=PAID, none=())
    assert question.several
    assert question.help == "Up to 2."
    assert said(question) == [("a", True), ("b", True), ("none", False)]
    assert said(asked(0, 2, a=PAID, none=())) == [("a", False), ("none", False)]
    assert said(asked(0, 2, a=PAID, b=PAID)) == [("a", False), ("b", False)]


def test_one_answer_is_chosen_by_itself():
    question = asked(0, 1, a=PAID)
    assert (question.several, question.help) == (False, "")


def test_what_is_taken_unasked_is_picked_until_something_else_is():
    assert said(asked(1, 1, a=PAID, b=())) == [("a", False), ("b", True)]
    assert said(asked(1, 1, ("a",), a=PAID, b=())) == [("a", True), ("b", False)]


def test_an_empty_answer_is_none():
    (_, corners) = questions(a_spec(), Picks(options={CORNERS: ("",)}))
    assert said(corners) == [("", True), (ROUND, False)]


def test_of_a_pdf_proof_no_more_is_said_than_4over_does():
    """Its documents have a name and a price, and not how it comes or when."""
    proof = (Option("a", "PDF Proofs (per set)", "", PAID),)
    spec = a_spec(groups=[OptionGroup("g-1", "Additional Options", 0, 1, proof)])
    told = questions(spec, Picks(TWO_SIDES))[-1]
    assert "one for each version" in told.help
    assert "ask us how" in told.help
    assert "mail" not in told.help
