"""One at a time: whoever changes what is owed on an order."""

from sqlalchemy import update

from storefront.database import db, rows_changed
from storefront.orders.models import Order


def alone_with(order: Order) -> None:
    """Nobody else changes what is owed on this order until the transaction ends: who comes later
    waits here. All that was read before is read anew."""
    db.session.flush()
    rows_changed(update(Order).where(Order.id == order.id).values(number=Order.number))
    db.session.expire_all()
