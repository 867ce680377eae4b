"""What customers owe now, and for how long: by the day that each order was to be paid."""

import enum
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from storefront.database import db
from storefront.money import NOTHING
from storefront.orders.models import Hold, ItemStatus, Order, OrderItem
from storefront.payments.conditions import is_unpaid, more_went_than_came
from storefront.payments.statement import statements_of
from storefront.times import today

AT_ONCE = 500  # orders that are summed up in one go
MADE = (
    ItemStatus.IN_PRODUCTION,
    ItemStatus.SHIPPED,
    ItemStatus.DELIVERED,
    ItemStatus.CANCELLING,
)


class Age(enum.StrEnum):
    """Days since it was due."""

    NOT_DUE = "not due"
    UP_TO_30 = "0-30"
    UP_TO_60 = "31-60"
    UP_TO_90 = "61-90"
    OLDER = "over 90"


@dataclass(frozen=True)
class Debt:
    """What of an order is not paid."""

    order: Order
    amount: Decimal
    due_on: date
    total: Decimal  # of the order as it is now

    @property
    def days(self) -> int:
        """Since it was due; less than 0 before that."""
        return (today() - self.due_on).days

    @property
    def age(self) -> Age:
        ends = ((-1, Age.NOT_DUE), (30, Age.UP_TO_30), (60, Age.UP_TO_60), (90, Age.UP_TO_90))
        return next((age for last, age in ends if self.days <= last), Age.OLDER)


@dataclass(frozen=True)
class Debtor:
    """Somebody with an account, or a guest, who is known by the email."""

    key: str  # in URLs
    email: str
    debts: tuple[Debt, ...]  # the oldest first

    @property
    def name(self) -> str:
        return self.debts[-1].order.address.recipient

    @property
    def total(self) -> Decimal:
        return sum_of(self.debts)

    @property
    def by_age(self) -> dict[Age, Decimal]:
        return by_age(self.debts)


def debts() -> list[Debt]:
    """Of all orders that are owed and not paid, the one that was due first first.

    The database finds them, and their statements say how much it is. What is printed though its
    payment was taken back was due when it was placed.
    """
    ids = db.session.scalars(select(Order.id).where(is_owed()).order_by(Order.id)).all()
    those_owed = []
    for begin in range(0, len(ids), AT_ONCE):
        some = select(Order).where(Order.id.in_(ids[begin : begin + AT_ONCE]))
        asked = selectinload(Order.items).selectinload(OrderItem.questions)
        orders = db.session.scalars(some.options(asked)).all()
        bills = statements_of(orders)
        those_owed += [
            Debt(order, amount, due_on(order, amount), bills[order.id].total)
            for order in orders
            if (amount := bills[order.id].unpaid)
        ]
    return sorted(those_owed, key=lambda debt: (debt.due_on, debt.order.id))


def due_on(order: Order, amount: Decimal) -> date:
    """The day to pay so much of it by. What was owed first is paid first: of a higher price that
    the customer agreed to, and of nothing before, it is the terms after that."""
    agreed = [one for item in order.items for one in item.questions if one.accepted]
    for question in sorted(agreed, key=lambda one: one.answered_at or one.asked_at, reverse=True):
        amount -= question.more
        if amount <= 0 and question.answered_at:
            return order.due_after(question.answered_at)
    return order.due_on or order.due_after(order.placed_at)


def is_owed() -> ColumnElement[bool]:
    """Of an order, for a query: it is not paid, and it may be printed, some of it is printed or on
    its way, or more was given back than is there, as after a bounced check. What nobody has cleared
    and nobody prints is no debt: it waits."""
    in_doubt = (OrderItem.status == ItemStatus.HELD) & OrderItem.hold.in_(
        [hold for hold in Hold if hold.in_doubt]
    )
    made = Order.items.any(OrderItem.status.in_(MADE) | in_doubt)
    return (Order.cleared_at.is_not(None) | made | more_went_than_came()) & is_unpaid()


def owes(order: Order) -> bool:
    """The same of one order. Asks the database."""
    return db.session.scalar(select(Order.id).where(Order.id == order.id, is_owed())) is not None


def by_debtor(debts: Iterable[Debt]) -> list[Debtor]:
    """Who owes most first."""
    theirs: defaultdict[str, list[Debt]] = defaultdict(list)
    for debt in debts:
        theirs[key_of(debt.order)].append(debt)
    those = (Debtor(key, some[-1].order.email, tuple(some)) for key, some in theirs.items())
    return sorted(those, key=lambda debtor: (-debtor.total, debtor.key))


def key_of(order: Order) -> str:
    return str(order.user_id) if order.user_id else order.email.lower()


def by_age(debts: Iterable[Debt]) -> dict[Age, Decimal]:
    sums = dict.fromkeys(Age, NOTHING)
    for debt in debts:
        sums[debt.age] += debt.amount
    return sums


def sum_of(debts: Iterable[Debt]) -> Decimal:
    return sum((debt.amount for debt in debts), NOTHING)
