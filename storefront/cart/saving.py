"""Carts kept for later, and taken up again."""

from dataclasses import dataclass
from datetime import datetime

from flask import session
from flask_login import current_user
from sqlalchemy import ColumnElement, func, select, update

from storefront.cart.current import current_cart
from storefront.cart.models import Cart, CartItem, CartStatus
from storefront.extensions import db
from storefront.partner.account import environment


@dataclass(frozen=True)
class SavedCart:
    id: int
    saved_at: datetime
    count: int  # of its items


def save_for_later(cart: Cart) -> None:
    """The next thing added starts another cart. What was just ordered stays ordered.

    The caller commits.
    """
    still_open = update(Cart).where(Cart.id == cart.id, Cart.status == CartStatus.OPEN)
    db.session.execute(still_open.values(status=CartStatus.SAVED))


def reopen(saved: Cart) -> None:
    """Make it the open cart; what is open now is kept for later in its place."""
    present = current_cart()
    if present:
        save_for_later(present)  # a customer has one open cart at a time
    saved.status = CartStatus.OPEN
    session["cart"] = saved.token


def saved_carts() -> list[SavedCart]:
    """This visitor's, in the present environment, the latest first; empty ones left out."""
    mine = _mine()
    if mine is None:
        return []
    rows = db.session.execute(
        select(Cart.id, Cart.updated_at, func.count(CartItem.id))
        .join(CartItem)
        .where(mine)
        .group_by(Cart.id, Cart.updated_at)
        .order_by(Cart.updated_at.desc())
    )
    return [SavedCart(*row) for row in rows]


def my_saved_cart(cart_id: int) -> Cart | None:
    mine = _mine()
    if mine is None:
        return None
    return db.session.scalar(select(Cart).where(Cart.id == cart_id, mine))


def _mine() -> ColumnElement[bool] | None:
    saved = (Cart.status == CartStatus.SAVED) & (Cart.environment == environment())
    if current_user.is_authenticated:
        user_id: int = current_user.id
        return saved & (Cart.user_id == user_id)
    visitor: str | None = session.get("visitor")
    if visitor is None:
        return None
    return saved & (Cart.visitor == visitor) & Cart.user_id.is_(None)
