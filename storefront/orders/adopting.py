"""A guest's order becomes that of their account: proven by the link and by the email."""

from sqlalchemy import update

from storefront.accounts.models import User
from storefront.audit import record
from storefront.database import rows_changed
from storefront.orders.guest_link import is_remembered
from storefront.orders.models import Order


class NotTheirs(Exception):
    """It is somebody's already, or nothing proves that it is this person's."""


def may_adopt(order: Order, user: User) -> bool:
    return order.user_id is None and user.email == order.email and is_remembered(order)


def adopt(order: Order, user: User) -> None:
    """Make it an order of this user. Raises NotTheirs. The caller commits."""
    free = update(Order).where(Order.id == order.id, Order.user_id.is_(None))
    if not may_adopt(order, user) or not rows_changed(free.values(user_id=user.id)):
        raise NotTheirs(order.number)
    record(user.email, "claimed a guest order", order.number)
