"""The link by which a guest sees an order, without an account: signed, good for a year."""

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from sqlalchemy import select

from storefront.config import config
from storefront.extensions import db
from storefront.orders.models import Order

GOOD_FOR = 60 * 60 * 24 * 365  # seconds


class LinkExpired(Exception):
    """It was a good link once."""


def guest_link(order: Order) -> str:
    """The address of the order's page, with the key to it."""
    key = _signer().dumps(order.number)
    return f"{config().public_url.rstrip('/')}/orders/{order.number}?key={key}"


def order_behind(key: str, good_for: int = GOOD_FOR) -> Order | None:
    """The order that the key opens, or None for a key that is not ours. Raises LinkExpired."""
    try:
        number = _signer().loads(key, max_age=good_for)
    except SignatureExpired:
        raise LinkExpired from None
    except BadSignature:
        return None
    return db.session.scalar(select(Order).where(Order.number == number))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="guest order")
