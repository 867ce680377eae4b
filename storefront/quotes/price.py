"""From a cost to a price: what a selection costs us, and what the customer pays for it."""

from dataclasses import dataclass
from decimal import Decimal

from storefront.money import CENT, NOTHING, round_to_cent
from storefront.quotes.markup import Markup
from storefront.quotes.selection import Selection


class NoPrice(Exception):
    """A cost of nothing means that there is no price, never that it is free."""


@dataclass(frozen=True)
class Price:
    cost: Decimal  # what 4Over asks of us, exact
    price: Decimal  # what the customer pays, in whole cents
    rule: str  # which markup made it, in words


def price_of(cost: Decimal, markup: Markup, sets: int = 1) -> Price:
    """Cost and markup, rounded once. Raises NoPrice where there is no cost.

    `cost` is that of all `sets`. What is added to each is added to each of them: so five sets come
    to what five items of one set would, and are sold under cost no sooner.
    """
    if cost <= 0:
        raise NoPrice(f"a cost of {cost}")
    added = cost * markup.percent / 100 + markup.fixed * sets
    if markup.minimum > 0:  # 0 is no minimum: a discount may take away
        added = max(added, markup.minimum * sets)
    return Price(cost, charged(cost, added), markup.rule)


def charged(cost: Decimal, added: Decimal) -> Decimal:
    """What a customer pays for what 4Over charges for, rounded once: never nothing."""
    return max(round_to_cent(cost + added), CENT if cost > 0 else NOTHING)


def under_cost(price: Decimal, cost: Decimal) -> bool:
    """Whether the shop pays more for it than it gets, to the cent."""
    return price < round_to_cent(cost)


def local_cost(selection: Selection) -> Decimal | None:
    """The cost by our own copy of the prices; None where only 4Over knows it: what it takes off
    several sets is in no copy."""
    if selection.choice.sets > 1:
        return None
    finishing = [option for _, option in selection.options]
    return selection.spec.costs([selection.turnaround], finishing)[0]
