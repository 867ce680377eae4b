"""Money came in for a payment that was due."""

from contextlib import suppress
from decimal import Decimal

from sqlalchemy import update

from storefront.audit import record
from storefront.clock import now
from storefront.database import rows_changed
from storefront.money import format_money
from storefront.orders.models import Cleared, Order, OrderItem
from storefront.payments.clearing import AlreadyCleared, clear
from storefront.payments.correcting import money_came
from storefront.payments.models import Payment, PaymentStatus
from storefront.payments.statement import unpaid
from storefront.text import clean


class AlreadyPaid(Exception):
    """Somebody has noted the payment before; it is received once."""

    def __init__(self, order: Order) -> None:
        super().__init__(f"The payment of order {order.number} is already recorded.")


class BadReceipt(ValueError):
    """It cannot be what was paid; the text says why."""


def may_be_received(payment: Payment) -> bool:
    """It is due, and of an order that costs something."""
    return payment.status == PaymentStatus.DUE and bool(payment.order.total)


def receive(
    payment: Payment, *, by: str, note: str = "", amount: Decimal | None = None
) -> list[OrderItem]:
    """Note that a due payment was made: all that is still owed, or the `amount` if one is given.

    It may be more than what is owed, as long as it is not more than was ordered: somebody paid
    before they heard that something is cancelled; what was waived of that is owed again. If the
    order waited for it, it is cleared: returns what became ready by that. Raises AlreadyPaid or
    BadReceipt. The caller commits, and enqueues what is ready.
    """
    order = payment.order
    if payment.status == PaymentStatus.PAID:
        raise AlreadyPaid(order)
    owed = unpaid(order)
    amount = owed if amount is None else amount
    if not may_be_received(payment) or not (amount or owed):
        raise BadReceipt(f"Nothing is owed on order {order.number}.")
    if not owed <= amount <= order.total:
        ordered = format_money(order.total)
        raise BadReceipt(f"{format_money(owed)} is owed, and {ordered} was ordered.")
    due = update(Payment).where(Payment.id == payment.id, Payment.status == PaymentStatus.DUE)
    paid = due.values(status=PaymentStatus.PAID, amount=amount, paid_at=now(), note=clean(note))
    if not rows_changed(paid):
        raise AlreadyPaid(order)
    if amount > owed:
        money_came(order, by=by)
    record(by, "received a payment", order.number, f"{amount} {note}")
    with suppress(AlreadyCleared):
        return clear(order, Cleared.PAID, by=by)
    return []
