"""Money came in, or went back, and staff record it: in parts, too much, for several orders at once.

Nothing that was recorded is edited: what is wrong is taken back by a row of its own.
"""

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal

from sqlalchemy import select

from storefront.audit import record
from storefront.clock import now
from storefront.database import NotUnique, db, unique
from storefront.money import NOTHING, format_money, round_to_cent
from storefront.orders.models import Cleared, ItemStatus, Order, OrderItem
from storefront.payments.alone import alone_with
from storefront.payments.clearing import AlreadyCleared, clear, withdraw
from storefront.payments.conditions import is_unpaid
from storefront.payments.extra import let_extras_go
from storefront.payments.ledger import NOT_KNOWN_YET, asked_for
from storefront.payments.models import Payment, PaymentStatus
from storefront.payments.opening import open_cancelled
from storefront.payments.statement import statement_of, unpaid
from storefront.text import clean

BY_HAND = "manual"  # the method of what staff record, however the customer chose to pay


class AlreadyPaid(Exception):
    """The form was sent before: it is recorded once."""

    def __init__(self) -> None:
        super().__init__("This is recorded already.")


class BadReceipt(ValueError):
    """It cannot be what was paid or given back; the text says why."""


def receive(
    order: Order, amount: Decimal, *, by: str, note: str = "", key: str | None = None,
    too_much: bool = False,
) -> list[OrderItem]:  # fmt: skip
    """Money came for the order, all of it or a part. With `too_much` somebody says that it is
    really more than is owed; the rest is to be given back. The same `key` is taken once.

    Returns what may be printed by that; the caller commits and enqueues it. Raises AlreadyPaid or
    BadReceipt.
    """
    alone_with(order)
    _whole_cents(amount)
    owed = unpaid(order)
    if amount > owed and not too_much:
        raise BadReceipt(
            f"{format_money(owed) if owed else 'Nothing'} is owed on order {order.number}. "
            "If more came, check the box below."
        )
    _add(order, amount, by, note, key=key)
    record(by, "received a payment", order.number, f"{amount} {note}")
    return payment_came(order, by=by)


def receive_for_several(
    parts: Mapping[Order, Decimal], *, by: str, note: str, key: str, too_much: bool = False
) -> list[OrderItem]:
    """One transfer for several orders. Raises AlreadyPaid or BadReceipt; then nothing of it is
    recorded, and the caller rolls back."""
    alone_with(*parts)
    ready = []
    for order, amount in parts.items():
        its_key = f"{key}-{order.id}"
        ready += receive(order, amount, by=by, note=note, key=its_key, too_much=too_much)
    return ready


def payment_came(order: Order, *, by: str) -> list[OrderItem]:
    """A payment of the order was just added, or less is to be paid: clear it if it is all paid, and
    owe back what came for what is cancelled. Returns what became ready; the caller commits and
    enqueues it."""
    bill = statement_of(order)
    if bill.to_refund or bill.to_keep:
        open_cancelled(order)
    if order.status != ItemStatus.CANCELLED and not unpaid(order):
        ready = let_extras_go(order)
        with suppress(AlreadyCleared):
            return clear(order, Cleared.PAID, by=by)
        return ready
    return []


def paid_meanwhile() -> list[int]:
    """Orders that wait though nothing of them need be paid any more, since some of them was
    canceled or a refund was granted: for the sweep, which tries `payment_came`."""
    waiting = Order.items.any(OrderItem.status == ItemStatus.WAITING)
    those = select(Order.id).where(Order.cleared_at.is_(None), waiting, ~is_unpaid())
    return list(db.session.scalars(those.order_by(Order.id)))


def clear_if_paid(order_id: int) -> None:
    """The sweep finds what became ready by it. The caller commits."""
    order = db.session.get_one(Order, order_id)
    alone_with(order)
    payment_came(order, by="the shop")


def may_be_taken_back(payment: Payment) -> bool:
    """Staff recorded it, or it went back, and nobody has taken it back. What a provider says came,
    came; what it says went back may fail days later."""
    taken_back = db.session.query(Payment.id).filter_by(corrects_id=payment.id).first()
    doubtful = payment.reference is None or payment.amount < 0
    moved = payment.status == PaymentStatus.PAID and doubtful
    return moved and payment.corrects_id is None and taken_back is None


def take_back(payment: Payment, *, by: str, reason: str) -> None:
    """It was recorded by mistake: a row of the opposite sum says so. What was to be printed for it
    and is not sent yet waits again. The caller commits. Raises AlreadyPaid."""
    order = payment.order
    alone_with(order)
    if not may_be_taken_back(payment):
        raise BadReceipt("This cannot be taken back: it was before, or a provider recorded it.")
    _add(order, -payment.amount, by, reason, corrects=payment)
    record(by, "payment taken back", order.number, f"{payment.amount} {reason}")
    if unpaid(order):
        withdraw(order, by=by, reason="The payment was taken back.")


def give_back(order: Order, amount: Decimal, *, by: str, how: str, key: str | None = None) -> None:
    """Of what was paid too much. The caller commits. Raises AlreadyPaid or BadReceipt."""
    alone_with(order)
    refuse_more_than_overpaid(order, amount)
    _add(order, -amount, by, how, key=key)
    record(by, "overpayment refunded", order.number, f"{amount} {how}")


def refuse_more_than_overpaid(order: Order, amount: Decimal) -> None:
    """Whichever way it is to go back. Raises BadReceipt."""
    _whole_cents(amount)
    asked = sum((one.amount for one in asked_for(order) if one.refund_id is None), NOTHING)
    too_much = statement_of(order).overpaid
    if asked and amount > too_much - asked:
        raise BadReceipt(NOT_KNOWN_YET)
    if amount > too_much:
        raise BadReceipt(f"{format_money(too_much)} was paid too much on order {order.number}.")


def _add(
    order: Order, amount: Decimal, by: str, note: str, *, key: str | None = None,
    corrects: Payment | None = None,
) -> None:  # fmt: skip
    row = Payment(
        order_id=order.id,
        method=BY_HAND,
        key=key,
        amount=amount,
        status=PaymentStatus.PAID,
        paid_at=now(),
        recorded_by=by,
        corrects_id=corrects.id if corrects else None,
        note=clean(note),
    )
    column = Payment.corrects_id if corrects else Payment.key
    try:
        with unique(column), db.session.begin_nested():
            db.session.add(row)
    except NotUnique:
        raise AlreadyPaid from None


def _whole_cents(amount: Decimal) -> None:
    if not amount.is_finite() or amount <= NOTHING or amount != round_to_cent(amount):
        raise BadReceipt("Enter an amount above $0.00, in whole cents.")
