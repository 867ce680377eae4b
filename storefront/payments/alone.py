"""One at a time: whoever changes what is owed on an order."""

from sqlalchemy import update

from storefront.database import db, rows_changed
from storefront.orders.models import Order


def alone_with(*orders: Order) -> None:
    """Nobody else changes what is owed on these orders until the transaction ends: who comes later
    waits here. All that was read before is read anew.

    Who needs several asks for all of them at once, before the next invoice's number: whoever had a
    number, or a later order, and then wanted one that another has could wait for them in a circle.
    """
    db.session.flush()
    for order_id in sorted(order.id for order in orders):
        rows_changed(update(Order).where(Order.id == order_id).values(number=Order.number))
    db.session.expire_all()
