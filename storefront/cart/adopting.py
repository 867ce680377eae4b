"""A visitor signs in: what is in the cart comes along."""

from sqlalchemy import ColumnElement, select, update

from storefront.cart.models import Cart, CartStatus
from storefront.database import db


def adopt(user_id: int, token: str | None, visitor: str | None) -> bool:
    """Give a visitor's carts to the user. True if an older cart was put aside for it.

    What is in the cart now is what somebody is about to order, so it stays the open one; a cart
    from an earlier visit is saved for later.
    """
    if visitor:
        db.session.execute(
            update(Cart)
            .where(Cart.visitor == visitor, Cart.user_id.is_(None))
            .where(Cart.status == CartStatus.SAVED)
            .values(user_id=user_id, updated_at=Cart.updated_at)  # it was kept when it was
        )
    brought = _open_cart(Cart.token == token, Cart.user_id.is_(None)) if token else None
    if brought is None or not brought.items:
        return False
    older = _open_cart(Cart.user_id == user_id, Cart.environment == brought.environment)
    if older:
        older.status = CartStatus.SAVED
        db.session.flush()  # a user has one open cart at a time
    brought.user_id = user_id
    return bool(older and older.items)


def _open_cart(*which: ColumnElement[bool]) -> Cart | None:
    return db.session.scalar(select(Cart).where(Cart.status == CartStatus.OPEN, *which))
