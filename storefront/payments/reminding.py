"""Reminders of what is due and not paid: by the schedule if the settings say so, or by a person."""

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

AGAIN = timedelta(days=14)
MOST = 3  # by the schedule; a person may send more


class NothingToRemindOf(Exception):
    """The order is paid, or was not cleared to print: nobody owes anything on it."""

    def __init__(self, order: Order) -> None:
        super().__init__(f"Nothing is owed on order {order.number}.")


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
    NothingToRemindOf."""
    alone_with(order)
    if not owes(order):
        raise NothingToRemindOf(order)
    _owe(order, len(_reminders_of(order)) + 1)
    record(by, "reminded of the payment", order.number)
    return _reminders_of(order)[-1]


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
            unique(Notice.order_id, Notice.kind, Notice.position, Notice.parcel),
            db.session.begin_nested(),
        ):
            owe(order, NoticeKind.REMINDER, parcel=str(number))
    except NotUnique:
        return
