"""Sales tax by the shop's own table: where a parcel goes decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise

from sqlalchemy import select

from storefront.accounts.address import PostalAddress
from storefront.database import db
from storefront.money import NOTHING, round_to_cent
from storefront.quotes.models import TaxRule


@dataclass(frozen=True)
class Tax:
    amount: Decimal  # in whole cents
    name: str = ""
    rate: Decimal = NOTHING  # in percent
    on_shipping: bool = False

    def split(self, lines: Sequence[tuple[Decimal, Decimal]]) -> list[Decimal]:
        """The part of each (goods, shipping) in the tax. The parts add up to it, to the cent."""
        weights = [goods + (ship if self.on_shipping else NOTHING) for goods, ship in lines]
        whole = sum(weights, NOTHING)
        if not whole:
            return [NOTHING for _ in lines]
        # rounding the running sums, not the parts, leaves no cent over
        until = [round_to_cent(self.amount * part / whole) for part in accumulate(weights)]
        return [sum_ - before for before, sum_ in pairwise([NOTHING, *until])]

    def on_shipping_of(self, part: Decimal, goods: Decimal, shipping: Decimal) -> Decimal:
        """Of a line's part of the tax, what is on its shipping."""
        if not self.on_shipping or not goods + shipping:
            return NOTHING
        return part - round_to_cent(part * goods / (goods + shipping))


def tax_for(address: PostalAddress, goods: Decimal, shipping: Decimal) -> Tax:
    """The tax on an order. The narrowest range of ZIP codes counts, then the state, else none."""
    rule = _rule_for(address)
    if rule is None:
        return Tax(NOTHING)
    base = goods + shipping if rule.on_shipping else goods
    return Tax(round_to_cent(base * rule.rate / 100), rule.name, rule.rate, rule.on_shipping)


def _rule_for(address: PostalAddress) -> TaxRule | None:
    if address.country != "US":
        return None
    rules = db.session.scalars(select(TaxRule).where(TaxRule.state == address.state.upper()))
    return rule_among(rule for rule in rules if covers(rule, address.zipcode))


def rule_among(fitting: Iterable[TaxRule]) -> TaxRule | None:
    """The one that counts of those that speak of a place."""
    return min(fitting, key=lambda rule: (_width(rule), rule.id), default=None)


def covers(rule: TaxRule, zipcode: str) -> bool:
    """Whether the rule speaks of this ZIP code, of 5 or 9 digits, in its state."""
    if not rule.zip_from:
        return True
    return rule.zip_from <= zipcode[:5] <= (rule.zip_to or rule.zip_from)


def _width(rule: TaxRule) -> int:
    if not rule.zip_from:
        return 100_000
    return int(rule.zip_to or rule.zip_from) - int(rule.zip_from)
