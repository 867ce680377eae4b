"""The cart of whoever is asking: found by the session, made only when something goes in."""

import secrets

from flask import g, session, url_for
from flask_login import current_user
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from storefront.cart import words
from storefront.cart.models import Cart, CartItem, CartStatus
from storefront.catalog.models import Product
from storefront.database import NotUnique, db, unique
from storefront.not_here import NotHere
from storefront.partner.account import environment
from storefront.quotes.models import Quote

_ITEMS = joinedload(Cart.items)
PRICED = (  # a cart with what its items are and cost
    _ITEMS.joinedload(CartItem.quote).joinedload(Quote.product),
    _ITEMS.joinedload(CartItem.new_quote),
    _ITEMS.joinedload(CartItem.own_product),
)
ALL_OF_IT = (  # with all that a page shows of it, and what its files are compared with
    *PRICED,
    _ITEMS.selectinload(CartItem.all_slots),
    _ITEMS.joinedload(CartItem.quote).joinedload(Quote.product).undefer(Product.packed_spec),
)


def current_cart(*options: ExecutableOption, lock: bool = False) -> Cart | None:
    """The open cart of this visitor in the present environment, if there is one.

    With `lock` nobody can order it until the caller commits. So what is put into it is part of its
    order, or in a cart that is still open: never lost.
    """
    mine = _mine()
    if mine is None:
        return None
    query = select(Cart).where(mine, *_open()).options(*options)
    if lock:
        query = query.with_for_update(of=Cart)
    return db.session.scalars(query).unique().first()


def whole_cart() -> Cart | None:
    """The same with all that a page shows of it, in as many statements for 1 item as for 50."""
    return current_cart(*ALL_OF_IT)


def cart_for_adding() -> Cart:
    """The same, made if need be, and locked until the caller commits."""
    cart = current_cart(joinedload(Cart.items), lock=True)
    if cart is None:
        try:
            with unique(Cart.user_id, Cart.environment), db.session.begin_nested():
                cart = _new_cart()
        except NotUnique:  # another window of this customer was quicker by a moment
            cart = current_cart(joinedload(Cart.items), lock=True)
            if cart is None:
                raise
        else:
            session["cart"] = cart.token
    return cart


def _new_cart() -> Cart:
    token = secrets.token_urlsafe(32)
    cart = Cart(
        token=token,
        user_id=current_user.id if current_user.is_authenticated else None,
        environment=environment(),
        visitor=session.setdefault("visitor", token),
        items=[],
    )
    db.session.add(cart)
    return cart


def my_item(item_id: int, *, lock: bool = False) -> CartItem | None:
    """An item of this visitor's open cart; None for one of somebody else's. `lock` as above."""
    mine = _mine()
    if mine is None:
        return None
    query = select(CartItem).join(Cart).where(CartItem.id == item_id, mine, *_open())
    return db.session.scalar(query.with_for_update(of=Cart) if lock else query)


def my_item_or_404(item_id: int, *, lock: bool = False) -> CartItem:
    item = my_item(item_id, lock=lock)
    if item is None:
        raise NotHere(
            words.NOT_IN_CART, words.NOT_IN_CART_WHY, (words.TO_CART, url_for("cart.show"))
        )
    return item


def cart_count() -> int:
    """How many items are in it, for the page's head."""
    if "cart_count" not in g:
        mine = _mine()
        g.cart_count = (
            0
            if mine is None
            else db.session.scalar(select(func.count(CartItem.id)).join(Cart).where(mine, *_open()))
        )
    count: int = g.cart_count
    return count


def _open() -> tuple[ColumnElement[bool], ...]:
    return Cart.status == CartStatus.OPEN, Cart.environment == environment()


def _mine() -> ColumnElement[bool] | None:
    if current_user.is_authenticated:
        user_id: int = current_user.id
        return Cart.user_id == user_id
    token: str | None = session.get("cart")
    return None if token is None else (Cart.token == token) & Cart.user_id.is_(None)
