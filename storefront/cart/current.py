"""The cart of whoever is asking: found by the session, made only when something goes in."""

from flask import g, session
from flask_login import current_user
from sqlalchemy import func, select

from storefront.cart.models import Cart, CartItem, CartStatus
from storefront.extensions import db
from storefront.partner.account import environment


def current_cart() -> Cart | None:
    """The open cart of this visitor in the present environment, if there is one."""
    mine = _mine()
    if mine is None:
        return None
    return db.session.scalar(
        select(Cart).where(
            mine, Cart.status == CartStatus.OPEN, Cart.environment == environment()
        )
    )


def cart_for_adding() -> Cart:
    """The same, made if need be. The caller commits."""
    cart = current_cart()
    if cart is None:
        user_id = current_user.id if current_user.is_authenticated else None
        cart = Cart(user_id=user_id, environment=environment())
        db.session.add(cart)
        db.session.flush()
        session["cart"] = cart.token
        cart.visitor = session.setdefault("visitor", cart.token)
    return cart


def cart_count() -> int:
    """How many items are in it, for the page's head."""
    if "cart_count" not in g:
        mine = _mine()
        g.cart_count = 0 if mine is None else db.session.scalar(
            select(func.count(CartItem.id)).join(Cart).where(
                mine, Cart.status == CartStatus.OPEN, Cart.environment == environment()
            )
        )
    count: int = g.cart_count
    return count


def _mine():  # type: ignore[no-untyped-def]
    if current_user.is_authenticated:
        return Cart.user_id == current_user.id
    token = session.get("cart")
    return None if token is None else (Cart.token == token) & Cart.user_id.is_(None)
