"""Cancelled items whose debts are not in the ledger yet."""

from sqlalchemy import select

from storefront.extensions import db
from storefront.money import NOTHING
from storefront.orders.models import ItemStatus, OrderItem
from storefront.payments.ledger import open_refunds
from storefront.payments.models import Refund


def open_missing() -> None:
    """Open both sides for every cancelled item that has neither. The caller commits."""
    cancelled = select(OrderItem).where(
        OrderItem.status == ItemStatus.CANCELLED,
        OrderItem.price > NOTHING,
        OrderItem.id.not_in(select(Refund.item_id)),
    )
    for item in db.session.scalars(cancelled):
        open_refunds(item)
