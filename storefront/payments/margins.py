"""What is left of what customers pay once 4Over is paid: of one item, from rows."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self

from storefront.fourover.charge import Charge
from storefront.money import NOTHING, round_to_cent
from storefront.orders.charges import unquoted_tax
from storefront.payments.beyond import granted_beyond
from storefront.payments.models import RefundStatus

FREE = Charge(NOTHING, NOTHING, NOTHING)


@dataclass(frozen=True, slots=True)
class RefundLine:
    """A line of the refund ledger."""

    status: RefundStatus
    expected: Decimal
    amount: Decimal | None
    goodwill: bool = False  # granted of what is not canceled

    @property
    def open(self) -> bool:
        return self.status == RefundStatus.OPEN


@dataclass(frozen=True, slots=True)
class Taken:
    """A push attempt that 4Over accepted."""

    expected: Charge | None
    charged: Decimal | None
    breakdown: Charge | None


@dataclass(frozen=True, slots=True)
class Sold:
    """An item, and all that is known of its money."""

    price: Decimal
    shipping: Decimal
    tax: Decimal
    cancelled: bool
    paid: bool  # something was paid for its order
    quoted: Charge  # when it was ordered
    expected: Charge  # now, at a cost that somebody agreed to
    taken: list[Taken] = field(default_factory=list)
    refunds: list[RefundLine] = field(default_factory=list)  # to the customer
    credits: list[RefundLine] = field(default_factory=list)  # from 4Over
    less: Decimal = NOTHING  # for sets that were canceled alone
    less_tax: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Margin:
    """Of one item or of many: sums, which add up. In whole cents."""

    items: int = 0
    uncharged: int = 0  # items that 4Over has not charged yet: what is expected counts
    price: Decimal = NOTHING
    shipping: Decimal = NOTHING
    tax: Decimal = NOTHING  # collected for a state, and no part of the margin
    refunds: Decimal = NOTHING  # given or owed to customers, without their tax
    quoted: Decimal = NOTHING
    goods: Decimal = NOTHING  # charged by 4Over: these three
    carriage: Decimal = NOTHING
    partner_tax: Decimal = NOTHING
    credits: Decimal = NOTHING  # given or owed by 4Over

    @property
    def sales(self) -> Decimal:
        return self.price + self.shipping - self.refunds

    @property
    def charged(self) -> Decimal:
        return self.goods + self.carriage + self.partner_tax

    @property
    def left(self) -> Decimal:
        return self.sales - self.charged + self.credits

    @property
    def percent(self) -> Decimal | None:
        """Of the sales; None where there are none."""
        return self.left / self.sales * 100 if self.sales > 0 else None

    def __add__(self, other: Self) -> Self:
        return type(self)(*(getattr(self, n) + getattr(other, n) for n in self.__slots__))


def margin_of(item: Sold) -> Margin:
    """What is open in the refund ledger counts as given: it is owed. For a cancelled item nothing
    is earned but what was paid and is kept; 4Over's charge and credit count all the same."""
    total = item.price + item.shipping + item.tax
    if item.cancelled:
        of_it = [line for line in item.refunds if not line.goodwill]
        back = total - _kept(of_it, paid=item.paid) + granted_beyond(total, item.refunds)
        without_tax = round_to_cent(back * (total - item.tax) / total) if back else NOTHING
    else:
        gone = item.less + item.less_tax
        of_sets = [line for line in item.refunds if gone and not line.goodwill]
        granted = _given([line for line in item.refunds if line not in of_sets])
        off = gone - _kept(of_sets, paid=item.paid)
        back = granted + off
        without_tax = round_to_cent(granted * (total - item.tax) / total) if granted else NOTHING
        without_tax += round_to_cent(off * item.less / gone) if gone else NOTHING
    charge = _charge(item)
    return Margin(
        items=1,
        uncharged=int(not item.taken and not item.cancelled),
        price=item.price,
        shipping=item.shipping,
        tax=item.tax - (back - without_tax),
        refunds=without_tax,
        quoted=item.quoted.sum,
        goods=charge.goods,
        carriage=charge.shipping,
        partner_tax=charge.tax or NOTHING,
        credits=_given(item.credits),
    )


def _kept(lines: list[RefundLine], *, paid: bool) -> Decimal:
    """Of what was paid for what is canceled, what is not given back."""
    return sum((line.expected for line in lines), NOTHING) - _given(lines) if paid else NOTHING


def _given(lines: list[RefundLine]) -> Decimal:
    """What was given back, and what is still owed."""
    if not lines:
        return NOTHING
    owed = (line.expected for line in lines if line.open)
    return sum((line.amount or NOTHING for line in lines), sum(owed, NOTHING))


def _charge(item: Sold) -> Charge:
    if not item.taken:
        return FREE if item.cancelled else item.expected
    parts = [charged_by_parts(one, item.expected) for one in item.taken]
    if len(parts) == 1:
        return parts[0]
    return Charge(
        sum((part.goods for part in parts), NOTHING),
        sum((part.shipping for part in parts), NOTHING),
        sum((part.tax or NOTHING for part in parts), NOTHING),
    )


def charged_by_parts(one: Taken, otherwise: Charge) -> Charge:
    """In whole cents. Where the answer breaks nothing down, shipping and tax are those that were
    expected, and the rest is goods; where it named no sum, all is as expected."""
    parts = one.breakdown or one.expected or otherwise
    shipping, tax = round_to_cent(parts.shipping), round_to_cent(parts.tax or NOTHING)
    if one.breakdown is None:
        tax += unquoted_tax(parts, one.charged)
    sum_ = round_to_cent(parts.sum if one.charged is None else one.charged)
    return Charge(sum_ - shipping - tax, shipping, tax)
