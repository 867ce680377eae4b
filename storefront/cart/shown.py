"""Which cart a form was shown for: the form brings it along, for another may be open by now."""

from flask import request

from storefront.cart.models import Cart

FIELD = "cart"  # a hidden field with the cart's token


class AnotherCart(Exception):
    """The form was shown for another cart than the one that is open now, or for one that is gone.
    Nothing is done."""


def check_shown(cart: Cart | None) -> None:
    """Raises AnotherCart if the form that was just sent speaks of another cart than this one."""
    token = request.form.get(FIELD, "")
    if request.method == "POST" and token and (cart is None or cart.token != token):
        raise AnotherCart
