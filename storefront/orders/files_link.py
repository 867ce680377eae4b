"""A link to the page of one item's files, for whoever has the mail: it opens those files alone, not
the order, so it may be handed on to whoever made them."""

from flask import session
from sqlalchemy import select

from storefront import tokens
from storefront.config import config
from storefront.database import db
from storefront.orders.models import Order, OrderItem

PURPOSE = "item files"
GOOD_FOR = 60 * 60 * 24 * 60  # seconds
REMEMBERED = 10  # links a browser; a cookie is small


def files_link(item: OrderItem) -> str:
    """The address of the page, with the key to it."""
    key = tokens.dumps(f"{item.order.secret}:{item.position}", PURPOSE)
    url = f"/orders/{item.order.number}/items/{item.position}/files?key={key}"
    return f"{config().public_url.rstrip('/')}{url}"


def item_behind(key: str) -> OrderItem | None:
    """The item whose files the key opens, or None for a key that is not ours. Raises
    LinkExpired."""
    words = tokens.loads(key, PURPOSE, good_for=GOOD_FOR)
    secret, _, position = (words or "").rpartition(":")
    if not secret or not position.isdecimal():
        return None
    return db.session.scalar(
        select(OrderItem)
        .join(Order)
        .where(Order.secret == secret, OrderItem.position == int(position))
    )


def remember(key: str) -> None:
    """This browser showed the key. It opens the page for as long as the key is good."""
    others = [known for known in _keys() if known != key]
    session["files_keys"] = [*others, key][-REMEMBERED:]


def is_remembered(item: OrderItem) -> bool:
    """Whether this browser showed a key to it. Raises LinkExpired if that is over."""
    over = None
    for key in _keys():
        try:
            opened = item_behind(key)
        except tokens.LinkExpired as expired:
            over = expired
            continue
        if opened is not None and opened.id == item.id:
            return True
    if over is not None:
        raise over
    return False


def _keys() -> list[str]:
    keys: list[str] = session.get("files_keys", [])
    return keys
