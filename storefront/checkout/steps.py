"""The way through checkout: its steps in their order, and the first that has something to ask."""

import enum

from flask import url_for

from storefront.cart.models import Cart
from storefront.checkout.delivering import delivery_of
from storefront.checkout.models import Checkout
from storefront.payments.methods import METHODS


class Step(enum.StrEnum):
    """Each is called as its page's endpoint is."""

    ADDRESS = "address"
    DELIVERY = "delivery"
    PAYMENT = "payment"
    CONFIRM = "confirm"

    @property
    def called(self) -> str:
        """What customers call it."""
        return _CALLED[self]

    @property
    def url(self) -> str:
        return url_for(f"checkout.{self}")

    @property
    def place(self) -> int:
        return list(Step).index(self)


_CALLED = {
    Step.ADDRESS: "Address",
    Step.DELIVERY: "Shipping",
    Step.PAYMENT: "Payment",
    Step.CONFIRM: "Review",
}


def first_open_step(cart: Cart, checkout: Checkout | None) -> Step:
    if checkout is None or checkout.ship_to is None or not checkout.email:
        return Step.ADDRESS
    for item in cart.items:
        if item.quote:
            delivery = delivery_of(checkout, item)
            if delivery is None or delivery.service is None:
                return Step.DELIVERY
    if checkout.payment_method not in METHODS:
        return Step.PAYMENT
    return Step.CONFIRM
