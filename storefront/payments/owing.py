"""What is owed back, now: the one source for all that shows or counts it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from storefront.clock import now
from storefront.database import db
from storefront.money import NOTHING
from storefront.orders.models import Order, OrderItem
from storefront.payments.conditions import is_overpaid
from storefront.payments.models import Payment, PaymentStatus, Refund, RefundSide, RefundStatus
from storefront.payments.statement import statements_of

WITH_ITEMS = selectinload(Order.items).selectinload(OrderItem.cancellations)
WITH_ORDER = (joinedload(Refund.item).joinedload(OrderItem.order).options(WITH_ITEMS),)
AGES = {"0–30 days": 30, "31–60 days": 60, "61–90 days": 90, "Over 90 days": None}


@dataclass(frozen=True, eq=False)
class Overpaid:
    """An order for which more came than was ever owed: the shop owes it, though in no line."""

    order: Order
    opened_at: datetime  # when the last payment came
    side: ClassVar = RefundSide.CUSTOMER


Entry = TypeVar("Entry", bound=Refund | Overpaid)  # what can be owed


def overpaid_orders() -> dict[Overpaid, Decimal]:
    """All of them, the oldest first, and what is owed on each. The database finds the orders, and
    their statements say how much it is."""
    came = select(Payment.order_id, func.max(Payment.paid_at)).where(
        Payment.status == PaymentStatus.PAID, Payment.amount > NOTHING
    )
    found = select(Order).where(is_overpaid()).options(WITH_ITEMS)
    orders = db.session.scalars(found).all()
    ids = [order.id for order in orders]
    since = dict(
        db.session.execute(came.where(Payment.order_id.in_(ids)).group_by(Payment.order_id)).all()
    )
    bills = statements_of(orders)
    due = {
        Overpaid(order, since.get(order.id) or order.placed_at): sum_
        for order in orders
        if (sum_ := bills[order.id].overpaid)
    }
    return dict(sorted(due.items(), key=lambda one: (one[0].opened_at, one[0].order.id)))


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


def total_of(lines: Mapping[Entry, Decimal], side: RefundSide) -> Decimal:
    """What that side owes on these lines."""
    return sum((sum_ for line, sum_ in lines.items() if line.side == side), NOTHING)


def by_age(lines: Mapping[Entry, Decimal], side: RefundSide) -> dict[str, Decimal]:
    """The same, by how long it has been owed: a sum for each name in `AGES`."""
    sums = dict.fromkeys(AGES, NOTHING)
    for line, sum_ in lines.items():
        if line.side == side:
            days = (now() - line.opened_at).days
            sums[next(age for age, most in AGES.items() if most is None or days <= most)] += sum_
    return sums
