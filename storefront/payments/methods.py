"""The ways to pay. A new one is a file beside this, and its name in the list below."""

from typing import Protocol

from storefront.orders.models import Order
from storefront.payments.on_account import OnAccount


class PaymentMethod(Protocol):
    key: str  # in forms and in the database; never change it
    label: str

    def explanation(self, user_id: int | None) -> str:
        """What will happen, in a sentence for the customer who chooses; without id it is a
        guest."""

    def begin(self, order: Order) -> str | None:
        """Note the payment of a new order, in the present transaction.

        Set `order.cleared_at` if it may be printed already. Return a URL to send the customer to,
        or None if nothing is left to do. It may not talk to anybody: a transaction is open.
        """


METHODS: dict[str, PaymentMethod] = {method.key: method for method in [OnAccount()]}
