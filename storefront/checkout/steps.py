"""The way through checkout: which step is the first that still has something to ask."""

from storefront.cart.models import Cart
from storefront.checkout.delivering import delivery_of
from storefront.checkout.models import Checkout
from storefront.payments.methods import METHODS

SAID = {  # each step, and what customers call it
    "address": "Address",
    "delivery": "Shipping",
    "payment": "Payment",
    "confirm": "Review",
}
STEPS = tuple(SAID)


def first_open_step(cart: Cart, checkout: Checkout | None) -> str:
    if checkout is None or checkout.ship_to is None or not checkout.email:
        return "address"
    for item in cart.items:
        if item.quote:
            delivery = delivery_of(checkout, item)
            if delivery is None or delivery.service is None:
                return "delivery"
    if checkout.payment_method not in METHODS:
        return "payment"
    return "confirm"


def may_open(step: str, cart: Cart, checkout: Checkout | None) -> bool:
    return STEPS.index(step) <= STEPS.index(first_open_step(cart, checkout))
