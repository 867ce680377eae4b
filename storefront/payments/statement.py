"""What an order comes to once some of it is cancelled: by what was paid, and by the refund ledger.

What was ordered stays as it was placed. The same rows and sentences are for the customer, for mails
and for staff.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from storefront.database import db
from storefront.money import NOTHING, format_money
from storefront.orders.models import ItemStatus, Order, OrderItem
from storefront.payments.models import Payment, PaymentStatus, Refund, RefundSide, RefundStatus
from storefront.times import day


@dataclass(frozen=True)
class Statement:
    order: Order
    paid: Decimal = NOTHING
    refunded: Decimal = NOTHING  # what was really given back
    open: Decimal = NOTHING  # of what is cancelled, what nobody has settled or waived yet

    @property
    def rows(self) -> list[tuple[str, Decimal]]:
        """What comes before the total, with its words."""
        order = self.order
        ordered = [
            ("Subtotal", order.goods),
            ("Shipping", order.shipping),
            (order.tax_name or "Tax", order.tax),
        ]
        if not order.cancelled:
            return ordered
        return [*ordered, ("Total when ordered", order.total), ("Canceled", -order.cancelled)]

    @property
    def total(self) -> Decimal:
        return self.order.remaining

    @property
    def total_text(self) -> str:
        if not self.order.cancelled:
            return "Total"
        if not self.paid and not self.refunded:
            return "Balance due"
        return "Paid" if self.paid - self.refunded == self.total else "New total"

    @property
    def to_refund(self) -> Decimal:
        """Only what was paid can be owed back."""
        return max(NOTHING, min(self.open, self.paid - self.refunded - self.total))

    @property
    def sentences(self) -> list[str]:
        """What became, or becomes, of the money for what is cancelled."""
        if not self.order.cancelled:
            return []
        if not self.paid and not self.refunded:
            return [f"The canceled {format_money(self.order.cancelled)} is no longer owed."]
        retained = self.paid - self.refunded - self.to_refund - self.total
        parts = [
            (self.refunded, "was refunded"),
            (self.to_refund, "will be refunded"),
            (retained, "is not refunded"),
        ]
        return [f"{format_money(amount)} {what}." for amount, what in parts if amount > 0]


def statement_of(order: Order) -> Statement:
    """Asks the database only about an order of which something is cancelled."""
    return statements_of([order])[order.id] if order.cancelled else Statement(order)


def statements_of(orders: Iterable[Order]) -> dict[int, Statement]:
    """By the orders' ids. Asks the database twice, however many they are."""
    ids = {order.id for order in orders}
    payments: defaultdict[int, list[Payment]] = defaultdict(list)
    refunds: defaultdict[int, list[Refund]] = defaultdict(list)
    for payment in db.session.scalars(select(Payment).where(Payment.order_id.in_(ids))):
        payments[payment.order_id].append(payment)
    theirs = select(OrderItem.order_id, Refund).join(OrderItem, Refund.item_id == OrderItem.id)
    theirs = theirs.where(OrderItem.order_id.in_(ids), Refund.side == RefundSide.CUSTOMER)
    for order_id, refund in db.session.execute(theirs.order_by(Refund.turn)):
        refunds[order_id].append(refund)
    return {order.id: _statement(order, payments[order.id], refunds[order.id]) for order in orders}


def _statement(order: Order, payments: list[Payment], refunds: list[Refund]) -> Statement:
    paid = sum((p.amount for p in payments if p.status == PaymentStatus.PAID), NOTHING)
    refunded = sum((refund.amount or NOTHING for refund in refunds), NOTHING)
    return Statement(order, paid, refunded, _open(order, refunds))


def _open(order: Order, refunds: list[Refund]) -> Decimal:
    """Also of an item that was cancelled a moment ago and is not in the ledger yet."""
    last = {refund.item_id: refund for refund in refunds}
    closed = {item_id for item_id, line in last.items() if line.status != RefundStatus.OPEN}
    cancelled = (item for item in order.items if item.status == ItemStatus.CANCELLED)
    return sum((item.total for item in cancelled if item.id not in closed), NOTHING)


def unpaid(order: Order) -> Decimal:
    """What of the order as it is now nobody has paid yet."""
    bill = statements_of([order])[order.id]
    return max(NOTHING, bill.total - (bill.paid - bill.refunded))


def payment_words(order: Order) -> str:
    """What is paid and what is not, in a sentence or two. Asks the database."""
    of_it = select(Payment).where(Payment.order_id == order.id).order_by(Payment.id.desc())
    payments = db.session.scalars(of_it).all()
    if not payments:
        return ""
    received = [payment for payment in payments if payment.status == PaymentStatus.PAID]
    left = unpaid(order)
    if not received and not left:
        return ""
    if not received:
        return f"{format_money(left)} is not paid yet."
    if not left:
        return f"Paid {day(received[0].paid_at or received[0].made_at)}."
    paid = format_money(order.remaining - left)
    whole = format_money(order.remaining)
    return f"{paid} of {whole} is paid. {format_money(left)} is not paid yet."
