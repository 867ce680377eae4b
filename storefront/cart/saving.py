"""Carts kept for later, and taken up again."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask import session
from flask_login import current_user
from sqlalchemy import ColumnElement, select, update

from storefront.cart.current import PRICED, current_cart
from storefront.cart.models import Cart, CartStatus
from storefront.cart.refreshing import prices_now
from storefront.cart.titles import title_of_item
from storefront.database import db
from storefront.money import NOTHING
from storefront.partner.account import environment

TITLES = 2  # of a cart that are named; of the others it says how many


@dataclass(frozen=True)
class SavedCart:
    """What tells it from the others."""

    id: int
    saved_at: datetime
    count: int  # of its items
    name: str  # what its first items are called, and how many more there are
    subtotal: Decimal  # at the prices of today's customer


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
    latest = Cart.updated_at.desc(), Cart.id.desc()
    carts = db.session.scalars(select(Cart).where(mine).options(*PRICED).order_by(*latest))
    return [_described(cart) for cart in carts.unique() if cart.items]


def _described(cart: Cart) -> SavedCart:
    titles = [title_of_item(item) for item in cart.items]
    more = f" and {len(titles) - TITLES} more" if len(titles) > TITLES else ""
    name = "; ".join(titles[:TITLES]) + more
    subtotal = sum(prices_now(cart).values(), NOTHING)
    return SavedCart(cart.id, cart.updated_at, len(titles), name, subtotal)


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
