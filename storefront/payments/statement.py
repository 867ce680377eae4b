"""What an order comes to once some of it is cancelled: by what was paid, and by the refund ledger.

What was ordered stays as it was placed. The same rows and sentences are for the customer, for mails
and for staff.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from storefront.extensions import db
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
        kept = self.paid - self.refunded - self.to_refund - self.total
        said = [
            (self.refunded, "was refunded"),
            (self.to_refund, "will be refunded"),
            (kept, "is not refunded"),
        ]
        return [f"{format_money(amount)} {what}." for amount, what in said if amount > 0]


def statement_of(order: Order) -> Statement:
    """Asks the database only about an order of which something is cancelled."""
    if not order.cancelled:
        return Statement(order)
    payments = db.session.scalars(select(Payment).where(Payment.order_id == order.id))
    paid = sum((p.amount for p in payments if p.status == PaymentStatus.PAID), NOTHING)
    refunds = db.session.scalars(
        select(Refund)
        .join(OrderItem)
        .where(OrderItem.order_id == order.id, Refund.side == RefundSide.CUSTOMER)
    ).all()
    refunded = sum((refund.amount or NOTHING for refund in refunds), NOTHING)
    return Statement(order, paid, refunded, _open(order, refunds))


def _open(order: Order, refunds: Sequence[Refund]) -> Decimal:
    """Also of an item that was cancelled a moment ago and is not in the ledger yet."""
    closed = {refund.item_id for refund in refunds if refund.status != RefundStatus.OPEN}
    cancelled = (item for item in order.items if item.status == ItemStatus.CANCELLED)
    return sum((item.total for item in cancelled if item.id not in closed), NOTHING)


def payment_words(order: Order) -> str:
    """Whether it is paid, in a sentence. Asks the database."""
    of_it = select(Payment).where(Payment.order_id == order.id).order_by(Payment.id.desc())
    payment = db.session.scalars(of_it).first()
    if payment is None:
        return ""
    if payment.paid_at:
        return f"Paid {day(payment.paid_at)}."
    return f"{format_money(order.remaining)} is not paid yet." if order.remaining else ""
