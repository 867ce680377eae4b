"""Reminders of what is due and not paid: by the schedule if the settings say so, or by a person."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from storefront.audit import record
from storefront.clock import now
from storefront.database import NotUnique, db, unique
from storefront.orders.models import Notice, NoticeKind, Order
from storefront.orders.notices import owe
from storefront.payments.alone import alone_with
from storefront.payments.statement import unpaid
from storefront.payments.unpaid import debts, owes
from storefront.settings import shop_settings
from storefront.times import moment

AGAIN = timedelta(days=14)
LATELY = timedelta(days=1)  # no person sends another then
MOST = 3  # by the schedule; a person may send more


class NothingToRemindOf(Exception):
    """The order is paid, or was not cleared to print: nobody owes anything on it."""

    def __init__(self, order: Order) -> None:
        super().__init__(f"Nothing is owed on order {order.number}.")


class RemindedLately(Exception):
    """Somebody was quicker, or pressed twice."""

    def __init__(self, last: Notice) -> None:
        super().__init__(
            f"The last reminder of order {last.order.number} is of {moment(last.made_at)}. "
            "A day after it another can be sent."
        )


def owe_reminders() -> None:
    """Note the reminders that are due by now. The caller commits.

    One for each order some days after it was due, as the settings say, then two more, each two
    weeks after the last.
    """
    after = shop_settings().remind_after_days
    if not after:
        return
    for debt in debts():
        if debt.days < after:
            continue
        earlier = _reminders_of(debt.order)
        if not earlier or (len(earlier) < MOST and earlier[-1].made_at <= now() - AGAIN):
            _owe(debt.order, len(earlier) + 1)


def remind(order: Order, *, by: str) -> Notice:
    """A reminder now, because a person wants it. The caller commits and enqueues it. Raises
    NothingToRemindOf or RemindedLately."""
    alone_with(order)
    if not owes(order):
        raise NothingToRemindOf(order)
    last = last_reminders([order]).get(order.id)
    if not may_be_reminded(last):
        assert last
        raise RemindedLately(last)
    _owe(order, len(_reminders_of(order)) + 1)
    record(by, "reminded of the payment", order.number)
    return _reminders_of(order)[-1]


def may_be_reminded(last: Notice | None) -> bool:
    """By a person, as the last reminder was not today."""
    return last is None or last.made_at <= now() - LATELY


def last_reminders(orders: Iterable[Order]) -> dict[int, Notice]:
    """Of each order that had one, by its id."""
    ids = [order.id for order in orders]
    theirs = select(Notice).where(Notice.order_id.in_(ids), Notice.kind == NoticeKind.REMINDER)
    return {one.order_id: one for one in db.session.scalars(theirs.order_by(Notice.id))}


def drop_if_paid(notice_id: int) -> None:
    """Forget a reminder that is to be sent, if nothing is owed any more. The caller commits."""
    notice = db.session.get(Notice, notice_id)
    if notice and notice.kind == NoticeKind.REMINDER and not unpaid(notice.order):
        record("the shop", "reminder not sent", notice.order.number, "Nothing is owed any more.")
        db.session.delete(notice)


def _reminders_of(order: Order) -> list[Notice]:
    theirs = select(Notice).filter_by(order_id=order.id, kind=NoticeKind.REMINDER)
    return list(db.session.scalars(theirs.order_by(Notice.id)))


def _owe(order: Order, number: int) -> None:
    """The first, the second, ...: of two who owe one at once, one does."""
    try:
        with (
            unique(Notice.order_id, Notice.kind, Notice.position, Notice.which),
            db.session.begin_nested(),
        ):
            owe(order, NoticeKind.REMINDER, which=str(number))
    except NotUnique:
        return
