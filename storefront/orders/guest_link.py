"""How a guest sees an order without an account: by a signed link, which the browser remembers.

Both name the order's secret. Its number may be given again to another order, after a backup of the
database was restored.
"""

from datetime import datetime

from flask import session
from sqlalchemy import select

from storefront import tokens
from storefront.config import config
from storefront.database import db
from storefront.orders.models import Order

PURPOSE = "guest order"
GOOD_FOR = 60 * 60 * 24 * 365  # seconds
REMEMBERED = 20  # orders a browser; a cookie is small


def guest_link(order: Order) -> str:
    """The address of the order's page, with the key to it."""
    key = tokens.dumps(order.secret, PURPOSE)
    return f"{config().public_url.rstrip('/')}/orders/{order.number}?key={key}"


def order_behind(key: str, good_for: int = GOOD_FOR) -> Order | None:
    """The order that the key opens, or None for a key that is not ours. Raises LinkExpired."""
    signed = tokens.loads_with_time(key, PURPOSE, good_for=good_for)
    if signed is None:
        return None
    by_secret = select(Order).where(Order.secret == signed.words)
    return db.session.scalar(by_secret) or _by_number(signed.words, signed.at)


def remember(order: Order) -> None:
    """This browser placed the order, or showed the key to it: it may see it from now on."""
    others = [known for known in secrets_of_browser() if known != order.secret]
    session["guest_orders"] = [*others, order.secret][-REMEMBERED:]


def is_remembered(order: Order) -> bool:
    return order.secret in secrets_of_browser()


def secrets_of_browser() -> list[str]:
    """The secrets of the orders that this browser may see, whoever is signed in."""
    numbers: list[str] = session.get("guest_orders", [])
    return numbers


def _by_number(number: str, signed_at: datetime) -> Order | None:
    """For links mailed before orders had secrets, which name the number. One that is older than
    the order of that number now was to another order: of before the database was restored."""
    order = db.session.scalar(select(Order).where(Order.number == number))
    return order if order and signed_at >= order.placed_at.replace(microsecond=0) else None
