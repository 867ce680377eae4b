"""What an option form shows for some picks: its questions, and a price or why there is none."""

from dataclasses import dataclass
from decimal import Decimal

from storefront.catalog.models import Product
from storefront.catalog.spec import ProductSpec
from storefront.money import round_to_cent
from storefront.quotes.markup import Markup
from storefront.quotes.price import Price, local_cost, price_of
from storefront.quotes.questions import Question, questions
from storefront.quotes.selection import NotOffered, Picks, Selection, choose, default_picks


@dataclass(frozen=True)
class Offer:
    spec: ProductSpec
    questions: list[Question]
    selection: Selection | None = None  # None while the picks are not one
    price: Price | None = None  # None also where only 4Over knows it
    problem: str = ""  # what to change
    question: str = ""  # the name of the question to answer differently

    @property
    def unit(self) -> str:
        """What one piece comes to, in words; nothing for a single piece."""
        if not self.price or not self.selection or self.selection.runsize < 2:
            return ""
        each = self.price.price / self.selection.runsize
        shown = round_to_cent(each) if each >= 1 else each.quantize(Decimal("0.001"))
        return f"${shown:,} each"


def offer_for(product: Product, picks: Picks | None, markup: Markup) -> Offer:
    """By our own copy of the prices: 4Over is not asked. Without picks, where a page starts."""
    spec = product.spec
    picks = default_picks(spec) if picks is None else picks
    asked = questions(spec, picks)
    try:
        selection = choose(spec, picks)
    except NotOffered as reason:
        return Offer(spec, asked, problem=reason.message, question=reason.question)
    return Offer(spec, asked, selection, shown_price(selection, markup))


def shown_price(selection: Selection, markup: Markup) -> Price | None:
    """The price as a product page shows it, or None where it shows none."""
    cost = local_cost(selection)
    return None if cost is None else price_of(cost, markup)
