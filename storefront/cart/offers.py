"""Prices that 4Over confirmed and that this visitor can say yes to."""

from flask import session

from storefront.database import db
from storefront.quotes.models import Quote

MOST = 10


def keep_offer(quote: Quote) -> None:
    """The caller commits."""
    db.session.add(quote)
    db.session.flush()
    session["offers"] = [*session.get("offers", ())[1 - MOST :], quote.token]


def was_offered(token: str) -> bool:
    return token in session.get("offers", ())
