"""What an order comes to once some of it is cancelled: by what was paid, and by the refund ledger.

What was ordered stays as it was placed. The same rows and sentences are for the customer, for mails
and for staff.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from storefront.database import db
from storefront.money import NOTHING, format_money
from storefront.orders.models import ItemStatus, Order, OrderItem
from storefront.payments.beyond import beyond_of, granted_beyond
from storefront.payments.models import Payment, PaymentStatus, Refund, RefundSide, Repayment

BEING_REFUNDED = "is being refunded: the bank has not confirmed it yet"


@dataclass(frozen=True)
class Statement:
    order: Order
    paid: Decimal = NOTHING
    refunded: Decimal = NOTHING  # what was really given back
    beyond: Decimal = NOTHING  # of that, what was agreed beyond what was owed: it is no debt
    waived: Decimal = NOTHING  # of what is cancelled, what is not given back
    withheld: Decimal = NOTHING  # the same, if it is paid after all
    open: Decimal = NOTHING  # to be given back, what nobody has settled or waived yet
    in_lines: Decimal = NOTHING  # of that, what stands in open lines of the ledger
    asked: Decimal = NOTHING  # of the lines, what a provider was asked for and has not confirmed
    asked_over: Decimal = NOTHING  # the same of what was paid too much
    goodwill: Decimal = NOTHING  # taken off what is not cancelled, given back already or not
    agreed: Decimal = NOTHING  # of what is not cancelled, what the customer agreed to since

    @property
    def rows(self) -> list[tuple[str, Decimal]]:
        """What comes before the total, with its words."""
        order = self.order
        ordered = [
            ("Subtotal", order.goods),
            ("Shipping", order.shipping),
            (order.tax_name or "Tax", order.tax),
        ]
        changes = [
            ("Price increase agreed to", order.extra),
            ("Canceled", -order.cancelled),
            ("Refund granted", -self.goodwill),
        ]
        since = [(words, amount) for words, amount in changes if amount]
        return [*ordered, ("Total when ordered", order.total), *since] if since else ordered

    @property
    def total(self) -> Decimal:
        return self.order.remaining - self.goodwill

    @property
    def total_text(self) -> str:
        if not (self.order.extra or self.order.cancelled or self.goodwill):
            return "Total"
        if not self.paid and not self.refunded:
            return "Balance due"
        return "Paid" if self.paid - self.refunded == self.total else "New total"

    @property
    def kept(self) -> Decimal:
        """Of what is waived, only what was paid. It pays nothing that was agreed to since."""
        there = self.paid - self.refunded + self.beyond - (self.total - self.agreed)
        return max(NOTHING, min(self.waived, there))

    @property
    def to_refund(self) -> Decimal:
        """Only what was paid can be owed back."""
        return max(NOTHING, min(self.open, self._left))

    @property
    def to_keep(self) -> Decimal:
        """What was cancelled without a refund is paid, and no line of the ledger says so yet."""
        return max(NOTHING, min(self.withheld, self._left - self.to_refund))

    @property
    def unpaid(self) -> Decimal:
        """What of the order as it is now nobody has paid yet."""
        return max(NOTHING, self.total - (self.paid - self.refunded + self.beyond - self.kept))

    @property
    def overpaid(self) -> Decimal:
        """More came than was ever owed, and is still here: it is to be given back."""
        return max(NOTHING, self._left - self.to_refund - self.to_keep)

    @property
    def _left(self) -> Decimal:
        """Of what was paid, once all is paid that is left of the order."""
        return self.paid - self.refunded - self.kept - self.total

    @property
    def sentences(self) -> list[str]:
        """What became, or becomes, of the money for what is cancelled or granted."""
        if not (self.order.cancelled or self.goodwill):
            return self._too_much
        if not self.paid and not self.refunded:
            return [f"The canceled {format_money(self.order.cancelled)} is no longer owed."]
        retained = self.paid - self.refunded - self.to_refund - self.total - self.overpaid
        asked = min(self.asked, self.to_refund)
        parts = [
            (self.refunded, "was refunded"),
            (asked, BEING_REFUNDED),
            (self.to_refund - asked, "will be refunded"),
            (retained, "is not refunded"),
        ]
        moved = [f"{format_money(amount)} {what}." for amount, what in parts if amount > 0]
        return [*moved, *self._too_much]

    @property
    def _too_much(self) -> list[str]:
        asked = min(self.asked_over, self.overpaid)
        parts = [(asked, BEING_REFUNDED), (self.overpaid - asked, "will be refunded")]
        return [
            f"{format_money(amount)} was paid too much and {what}."
            for amount, what in parts
            if amount
        ]


def statement_of(order: Order) -> Statement:
    """Asks the database twice."""
    return statements_of([order])[order.id]


def statements_of(orders: Iterable[Order]) -> dict[int, Statement]:
    """By the orders' ids. Asks the database twice, however many they are."""
    ids = {order.id for order in orders}
    payments: defaultdict[int, list[Payment]] = defaultdict(list)
    refunds: defaultdict[int, list[Refund]] = defaultdict(list)
    asked: defaultdict[int, list[Repayment]] = defaultdict(list)
    unknown = (Repayment.payment_id == Payment.id) & Repayment.reference.is_(None)
    rows = select(Payment, Repayment).outerjoin(Repayment, unknown)
    for payment, repayment in db.session.execute(rows.where(Payment.order_id.in_(ids))):
        if payment not in payments[payment.order_id]:
            payments[payment.order_id].append(payment)
        if repayment:
            asked[payment.order_id].append(repayment)
    theirs = select(OrderItem.order_id, Refund).join(OrderItem, Refund.item_id == OrderItem.id)
    theirs = theirs.where(OrderItem.order_id.in_(ids), Refund.side == RefundSide.CUSTOMER)
    for order_id, refund in db.session.execute(theirs.order_by(Refund.turn)):
        refunds[order_id].append(refund)
    return {
        order.id: _statement(order, payments[order.id], refunds[order.id], asked[order.id])
        for order in orders
    }


def _statement(
    order: Order, payments: list[Payment], refunds: list[Refund], asked: list[Repayment]
) -> Statement:
    of_item: defaultdict[int, list[Refund]] = defaultdict(list)
    for line in refunds:
        of_item[line.item_id].append(line)
    kept = [item for item in order.items if item.status != ItemStatus.CANCELLED]
    in_lines = sum((line.expected for line in refunds if line.open), NOTHING)
    closed = [line for line in refunds if not (line.open or line.goodwill)]
    more = sum(map(beyond_of, closed), NOTHING)
    granted = (granted_beyond(item.total, of_item[item.id]) for item in order.items)
    yet = {item: left for item in order.items if (left := in_no_line(item, of_item[item.id]))}
    withheld = [item for item in yet if without_refund(item)]
    return Statement(
        order,
        in_lines=in_lines,
        paid=sum((p.amount for p in payments if p.status == PaymentStatus.PAID), NOTHING),
        refunded=sum((line.amount or NOTHING for line in refunds), NOTHING),
        beyond=sum(granted, more),
        waived=sum((one.expected - (one.amount or NOTHING) for one in closed), more),
        withheld=sum((yet[item] for item in withheld), NOTHING),
        open=in_lines + sum((yet[item] for item in yet if item not in withheld), NOTHING),
        asked=sum((one.amount for one in asked if one.refund_id), NOTHING),
        asked_over=sum((one.amount for one in asked if not one.refund_id), NOTHING),
        goodwill=sum((goodwill_on(item, of_item[item.id]) for item in kept), NOTHING),
        agreed=sum((item.extra + item.extra_tax for item in kept), NOTHING),
    )


def goodwill_in(lines: Iterable[Refund]) -> Decimal:
    """What these lines give back, or are to give back, though nothing was cancelled."""
    theirs = (line for line in lines if line.goodwill)
    given = (line.expected if line.open else line.amount or NOTHING for line in theirs)
    return sum(given, NOTHING)


def goodwill_on(item: OrderItem, lines: Iterable[Refund]) -> Decimal:
    """Of that, what is taken off what is left of it: no more than there is."""
    return min(goodwill_in(lines), item.total - item.cancelled)


def without_refund(item: OrderItem) -> bool:
    """It is cancelled, and staff said that nothing is given back for it."""
    request = item.cancellation if item.status == ItemStatus.CANCELLED else None
    return request is not None and request.without_refund


def kept_in(lines: Iterable[Refund]) -> Decimal:
    """Of what was paid for a cancelled item, what these lines close without giving it back."""
    closed = (line for line in lines if not line.open and line.amount is None)
    return sum((line.expected for line in closed if not line.goodwill), NOTHING)


def in_no_line(item: OrderItem, lines: Sequence[Refund]) -> Decimal:
    """Of what is cancelled of an item, what none of its customer's lines speaks of. What was
    granted speaks of what is left of it first."""
    spoken_of = sum((line.expected for line in lines if not line.goodwill), NOTHING)
    spoken_of += goodwill_in(lines) - goodwill_on(item, lines)
    return max(NOTHING, item.cancelled - spoken_of)


def unpaid(order: Order) -> Decimal:
    """What of the order as it is now nobody has paid yet."""
    return statement_of(order).unpaid
