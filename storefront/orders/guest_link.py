"""How a guest sees an order without an account: by a signed link, which the browser remembers."""

from flask import session
from sqlalchemy import select

from storefront import signed
from storefront.config import config
from storefront.extensions import db
from storefront.orders.models import Order

PURPOSE = "guest order"
GOOD_FOR = 60 * 60 * 24 * 365  # seconds
REMEMBERED = 20  # orders a browser; a cookie is small


def guest_link(order: Order) -> str:
    """The address of the order's page, with the key to it."""
    key = signed.dumps(order.number, PURPOSE)
    return f"{config().public_url.rstrip('/')}/orders/{order.number}?key={key}"


def order_behind(key: str, good_for: int = GOOD_FOR) -> Order | None:
    """The order that the key opens, or None for a key that is not ours. Raises LinkExpired."""
    number = signed.loads(key, PURPOSE, good_for=good_for)
    return db.session.scalar(select(Order).where(Order.number == number)) if number else None


def remember(number: str) -> None:
    """This browser placed the order, or showed the key to it: it may see it from now on."""
    others = [known for known in session.get("guest_orders", []) if known != number]
    session["guest_orders"] = [*others, number][-REMEMBERED:]


def is_remembered(number: str) -> bool:
    return number in session.get("guest_orders", [])
