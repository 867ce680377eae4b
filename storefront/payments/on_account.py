"""Paying later: the order is printed at once, and an invoice follows."""

from storefront.clock import now
from storefront.extensions import db
from storefront.orders.models import Order
from storefront.payments.models import Payment, PaymentStatus


class OnAccount:
    key = "on_account"
    label = "Invoice me"
    explanation = "We print right away and send you an invoice by email."

    def begin(self, order: Order) -> str | None:
        due = Payment(order=order, method=self.key, amount=order.total, status=PaymentStatus.DUE)
        db.session.add(due)
        order.cleared_at = now()
        return None
