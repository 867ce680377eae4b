"""What is owed back, now: the one source for all that shows or counts it."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from storefront.clock import now
from storefront.database import db
from storefront.money import NOTHING
from storefront.orders.models import Order, OrderItem
from storefront.payments.models import Refund, RefundSide, RefundStatus
from storefront.payments.statement import statements_of

WITH_ORDER = (joinedload(Refund.item).joinedload(OrderItem.order).selectinload(Order.items),)
AGES = {"0–30 days": 30, "31–60 days": 60, "61–90 days": 90, "Over 90 days": None}


def owed(order: Order | None = None) -> dict[Refund, Decimal]:
    """The open lines, of one order or of all, the oldest first, and what is owed on each.

    4Over owes what is expected of it. A customer is owed no more than was paid beyond what is left
    of the order: of several lines the oldest has it first, and some may have nothing.
    """
    is_open = select(Refund).where(Refund.status == RefundStatus.OPEN).options(*WITH_ORDER)
    if order is not None:
        is_open = is_open.join(OrderItem).where(OrderItem.order_id == order.id)
    lines = db.session.scalars(is_open.order_by(Refund.opened_at, Refund.id)).all()
    orders = {line.item.order for line in lines}
    left = {order_id: bill.to_refund for order_id, bill in statements_of(orders).items()}
    due = {}
    for line in lines:
        due[line] = line.expected
        if line.side == RefundSide.CUSTOMER:
            due[line] = min(line.expected, left[line.item.order_id])
            left[line.item.order_id] -= due[line]
    return due


def lines_of_order(order: Order) -> Sequence[Refund]:
    """All that the ledger has of the order, item by item."""
    theirs = select(Refund).join(OrderItem).where(OrderItem.order_id == order.id)
    by_item = theirs.order_by(OrderItem.position, Refund.side, Refund.turn)
    return db.session.scalars(by_item).all()


def total_of(lines: dict[Refund, Decimal], side: RefundSide) -> Decimal:
    """What that side owes on these lines."""
    return sum((sum_ for line, sum_ in lines.items() if line.side == side), NOTHING)


def by_age(lines: dict[Refund, Decimal], side: RefundSide) -> dict[str, Decimal]:
    """The same, by how long it has been owed: a sum for each name in `AGES`."""
    sums = dict.fromkeys(AGES, NOTHING)
    for line, sum_ in lines.items():
        if line.side == side:
            days = (now() - line.opened_at).days
            sums[next(age for age, most in AGES.items() if most is None or days <= most)] += sum_
    return sums
