"""What an option form shows for some picks: its questions, its prices, or why there is none."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from storefront.catalog.models import Product
from storefront.catalog.spec import ProductSpec
from storefront.quotes import words
from storefront.quotes.markup import Markup
from storefront.quotes.nearest import Nearest, choose_nearest
from storefront.quotes.price import Price, local_cost, price_of
from storefront.quotes.price_table import Known, PriceTable, cell_value, price_table, unit_words
from storefront.quotes.questions import Question, Several, questions, several
from storefront.quotes.selection import NotOffered, Picks, Selection, choose, default_picks


class Refusal(str):
    """A sentence: 4Over does not print it so, or not now."""


@dataclass(frozen=True)
class Offer:
    spec: ProductSpec
    picks: Picks
    markup: Markup
    selection: Selection | None = None  # None while the picks are not one
    price: Price | None = None  # None also where only 4Over knows it
    problem: str = ""  # what to change
    question: str = ""  # the name of the question to answer differently
    changed: str = ""  # what was taken instead of what was picked, as a sentence
    confirmed: bool = False  # 4Over was asked for the price
    unanswered: str = ""  # why it has none, as a sentence
    refused: bool = False  # by 4Over: then our copy of the price is worth nothing
    known: Known = lambda _: None  # what 4Over said a moment ago

    @cached_property
    def questions(self) -> list[Question]:
        return questions(self.spec, self.picks)

    @cached_property
    def several(self) -> Several | None:
        """The question how many sets; None where there is never more than one."""
        return several(self.spec, self.picks)

    @cached_property
    def table(self) -> PriceTable:
        return price_table(self.spec, self.picks, self.markup, self.known)

    @property
    def in_cell(self) -> tuple[str, str] | None:
        """What its cell of the table says, if 4Over was asked: as much as the box, or a word."""
        if self.picks.sets > 1:
            return None  # the table is of one set
        if self.refused:
            return words.NOT_AVAILABLE, ""
        if self.confirmed and self.price:
            return f"${self.price.price:,}", self.unit
        return (words.NOT_CONFIRMED, "") if self.unanswered else None

    @property
    def only_printer_knows(self) -> bool:
        """Our copy of the prices cannot say what this comes to, and 4Over was not asked yet."""
        return self.selection is not None and self.price is None and not self.unanswered

    @property
    def asked_again(self) -> bool:
        """Whether 4Over answered about a cell that the table may show otherwise."""
        known = self.selection and local_cost(self.selection)
        return (self.confirmed or self.refused) and known is not None

    @property
    def unit(self) -> str:
        if not self.price or not self.selection:
            return ""
        return unit_words(self.price.price, self.selection.runsize * self.selection.choice.sets)

    @property
    def of_versions(self) -> str:
        """ "5 versions, 500 of each"; "" for one."""
        if self.selection is None or self.selection.choice.sets == 1:
            return ""
        return words.versions(self.selection.choice.sets, self.selection.runsize)

    @property
    def cell(self) -> str:
        """The one of the table that is chosen."""
        if self.selection:
            chosen = self.selection.choice
            return cell_value(chosen.runsize_uuid, chosen.turnaround_uuid)
        return cell_value(self.picks.runsize, self.picks.turnaround)


def offer_for(
    product: Product,
    picks: Picks | None,
    markup: Markup,
    *,
    exactly: bool = False,
    live: bool = False,
    known: Known = lambda _: None,
) -> Offer:
    """By our own copy of the prices, and where that has none by what is `known`: 4Over is not
    asked. Without picks, where a page starts.

    With `live` our copy is of other prices than the customer's, so it has none. What is not printed
    gives way to the nearest, but `exactly` what was picked is offered or not.
    """
    spec = product.spec
    picks = default_picks(spec) if picks is None else picks
    try:
        near = Nearest(choose(spec, picks), picks, "") if exactly else choose_nearest(spec, picks)
    except NotOffered as reason:
        problem, question = str(reason), reason.question
        return Offer(spec, picks, markup, problem=problem, question=question, known=known)
    price = None if live else shown_price(near.selection, markup)
    offer = Offer(
        spec, near.picks, markup, near.selection, price, changed=near.changed, known=known
    )
    cost = None if price else known(near.selection.choice)
    return with_answer(offer, price_of(cost, markup, near.picks.sets)) if cost else offer


def with_answer(offer: Offer, answer: Price | str | None) -> Offer:
    """The same with 4Over's price, or the sentence that says why it has none."""
    if answer is None or offer.selection is None:
        return offer
    if isinstance(answer, Refusal):
        return replace(offer, price=None, unanswered=answer, refused=True)
    if isinstance(answer, str):
        return replace(offer, unanswered=answer)
    return replace(offer, price=answer, confirmed=True)


def shown_price(selection: Selection, markup: Markup) -> Price | None:
    """The price as a product page shows it, or None where it shows none."""
    cost = local_cost(selection)
    return None if cost is None else price_of(cost, markup)


def price_range(spec: ProductSpec, markup: Markup) -> tuple[Decimal, Decimal] | None:
    """The least and the most that a product can come to, but for finishing that is chosen."""
    costs = [cost for cost, _ in spec.starting if cost]
    if not costs:
        return None
    return price_of(min(costs), markup).price, price_of(max(costs), markup).price
