"""A form of a cart that is not open any more was sent: what became of that cart is shown, and the
present one is left alone."""

from flask import flash, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from storefront.cart.current import cart_count
from storefront.cart.models import Cart
from storefront.cart.shown import FIELD
from storefront.checkout import words
from storefront.database import db
from storefront.orders import guest_link
from storefront.orders.models import Order


def show_its_order() -> Response | None:
    """Lead to the order that came of it, if it is this customer's: a second click, or a page left
    open. A guest's cart is known by its token alone."""
    token = request.form.get(FIELD, "")
    order = db.session.scalar(select(Order).join(Cart).where(Cart.token == token))
    user_id = current_user.id if current_user.is_authenticated else None
    if order is None or order.user_id not in (None, user_id):
        return None
    if order.user_id is None:
        guest_link.remember(order)
    placed = words.placed_already(order.number)
    if cart_count():
        flash(f"{placed} {words.OTHER_CART_KEPT}", "warn")
    else:
        flash(placed, "info")
    return redirect(url_for("orders.order", number=order.number))
