"""Money came in for a payment that was due."""

from sqlalchemy import update

from storefront.audit import record
from storefront.clock import now
from storefront.extensions import rows_changed
from storefront.payments.models import Payment, PaymentStatus
from storefront.text import clean


class AlreadyPaid(Exception):
    """Somebody has noted the payment before; it is received once."""


def receive(payment: Payment, *, by: str, note: str = "") -> None:
    """Note that a due payment was made. Raises AlreadyPaid. The caller commits.

    If the order waited for it, it is cleared; then the caller releases it.
    """
    due = update(Payment).where(Payment.id == payment.id, Payment.status == PaymentStatus.DUE)
    paid = due.values(status=PaymentStatus.PAID, paid_at=now(), note=clean(note))
    if not rows_changed(paid):
        raise AlreadyPaid(f"The payment of order {payment.order.number} is noted already.")
    payment.order.cleared_at = payment.order.cleared_at or now()
    record(by, "received a payment", payment.order.number, f"{payment.amount} {note}")
