"""The sum: what a selection costs us, and what the customer pays for it (API 4.2, 4.3)."""

from dataclasses import dataclass
from decimal import Decimal

from storefront.money import NOTHING, round_to_cent
from storefront.quotes.markup import Markup
from storefront.quotes.selection import Selection


class NoPrice(Exception):
    """A cost of nothing means that there is no price, never that it is free."""


@dataclass(frozen=True)
class Price:
    cost: Decimal  # what 4Over asks of us, exact
    price: Decimal  # what the customer pays, in whole cents
    rule: str  # which markup made it, in words


def price_of(cost: Decimal, markup: Markup) -> Price:
    """Cost and markup, rounded once. Raises NoPrice where there is no cost."""
    if cost <= 0:
        raise NoPrice(f"a cost of {cost}")
    added = cost * markup.percent / 100 + markup.fixed
    if markup.minimum > 0:  # 0 is no minimum: a discount may take away
        added = max(added, markup.minimum)
    return Price(cost, max(round_to_cent(cost + added), NOTHING), markup.rule)


def local_cost(selection: Selection) -> Decimal | None:
    """The cost by our own copy of the prices: base + turnaround + finishing, not rounded.

    None where the rows cannot be summed with certainty: a share of the base price, several fees
    for one runsize, a total of nothing. Then only 4Over knows (API 22).
    """
    parts = [option.cost_for(selection.runsize) for _, option in selection.options]
    known = [part for part in parts if part is not None]
    total = sum(known, selection.base.cost + selection.turnaround.cost)
    return total if len(known) == len(parts) and total > 0 else None
