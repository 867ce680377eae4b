"""Paying later. Somebody of staff says first that the order may be printed."""

from storefront.audit import record
from storefront.database import db
from storefront.orders.models import ON_ACCOUNT, Cleared, Order, OrderItem
from storefront.payments.clearing import AlreadyCleared, clear
from storefront.payments.models import Payment, PaymentStatus
from storefront.settings import shop_settings


class NothingToApprove(Exception):
    """The order waits for nobody's approval, or not any more."""


class OnAccount:
    key = ON_ACCOUNT
    label = "Pay later"

    def explanation(self, user_id: int | None) -> str:
        if _trusts(user_id):
            return "We print your order now. You pay for it later."
        return "We review your order, then print it. You pay for it later."

    def begin(self, order: Order) -> str | None:
        due = Payment(order=order, method=self.key, amount=order.total, status=PaymentStatus.DUE)
        db.session.add(due)
        if _trusts(order.user_id):
            clear(order, Cleared.ON_ACCOUNT, by="the settings", tell=False)
        return None


def _trusts(user_id: int | None) -> bool:
    return user_id is not None and shop_settings().trust_customers


def approve_on_account(order: Order, *, by: str) -> list[OrderItem]:
    """Let it be printed before it is paid. Returns what became ready; the caller commits and
    enqueues it.

    Raises NothingToApprove, also to the second of two who say so at once.
    """
    nothing = NothingToApprove(f"Order {order.number} does not wait for approval.")
    if not order.waits_for_approval:
        raise nothing
    try:
        released = clear(order, Cleared.ON_ACCOUNT, by=by)
    except AlreadyCleared:
        raise nothing from None
    record(by, "approved on account", order.number)
    return released
