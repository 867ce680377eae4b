"""Asking 4Over about many items now, in the background: some at a time, so that orders that wait
to be sent come in between."""

import logging
import time
from datetime import timedelta

from sqlalchemy import Select, delete, select

from storefront.clock import now
from storefront.database import NotUnique, db, end_transaction, unique
from storefront.orders.models import ItemStatus, Order, OrderItem, PrintJob, StatusCheck
from storefront.orders.tracking import FOLLOWED, track

log = logging.getLogger(__name__)

ALL = "all open items"
OPEN = tuple(status for status in FOLLOWED if status != ItemStatus.DELIVERED)
AT_A_TIME = 20.0  # seconds
KEPT_FOR = timedelta(days=30)  # since it ended
LEFT_ALONE = timedelta(minutes=2)  # without an answer noted: another worker goes on with it


class AlreadyAsking(Exception):
    """4Over is asked about the same items already. The text says for whom, where that is known."""


class NothingToAsk(Exception):
    """4Over has no print job to ask about."""


def may_begin(order: Order | None) -> bool:
    """There is something to ask about, and nobody asks yet."""
    return _running(order) is None and db.session.scalar(_items(order).limit(1)) is not None


def begin(order: Order | None, *, by: str) -> StatusCheck:
    """Note a check of all open items, or of those of one order. The caller commits and enqueues.

    Raises AlreadyAsking, also to the second of two at the same moment, or NothingToAsk.
    """
    what = order.number if order else ALL
    if asking := _running(order):
        raise AlreadyAsking(f"4Over is already being asked, for {asking.started_by}.")
    ids = list(db.session.scalars(_items(order)))
    if not ids:
        raise NothingToAsk("4Over has no print job to ask about.")
    order_id = order.id if order else None
    check = StatusCheck(order_id=order_id, running=what, started_by=by, total=len(ids), left=ids)
    try:
        with unique(StatusCheck.running), db.session.begin_nested():
            db.session.add(check)
    except NotUnique:
        raise AlreadyAsking("4Over is already being asked.") from None
    return check


def go_on(check_id: int, seconds: float = AT_A_TIME) -> bool:
    """Ask about what is left, for a while. Returns whether something is left then. Commits after
    each item."""
    until = time.monotonic() + seconds
    while (check := db.session.get(StatusCheck, check_id)) and check.left:
        item_id = check.left[0]
        end_transaction()
        answered = _asked(item_id)
        check = db.session.get_one(StatusCheck, check_id)
        check.left, check.seen_at = [one for one in check.left if one != item_id], now()
        check.unanswered += not answered
        db.session.commit()
        if check.left and time.monotonic() > until:
            end_transaction()
            return True
    if check and check.running:
        check.running, check.ended_at = None, now()
    db.session.commit()
    return False


def _asked(item_id: int) -> bool:
    try:
        return track(item_id)
    except Exception as trouble:  # of this item; the others are asked about all the same
        db.session.rollback()
        log.error("The status of item %s: %s", item_id, type(trouble).__name__)
        return False


def left_alone() -> list[int]:
    """Checks that nobody works on, for the sweep."""
    silent = StatusCheck.seen_at < now() - LEFT_ALONE
    return list(
        db.session.scalars(select(StatusCheck.id).where(StatusCheck.running.is_not(None), silent))
    )


def forget_old() -> None:
    """Delete checks that ended long ago. The caller commits."""
    db.session.execute(delete(StatusCheck).where(StatusCheck.ended_at < now() - KEPT_FOR))


def latest(order: Order | None) -> StatusCheck | None:
    """The one that runs, or the last."""
    which = StatusCheck.order_id == order.id if order else StatusCheck.order_id.is_(None)
    return db.session.scalar(
        select(StatusCheck).where(which).order_by(StatusCheck.id.desc()).limit(1)
    )


def _running(order: Order | None) -> StatusCheck | None:
    """A check of these items that has not ended."""
    what = (ALL, order.number) if order else (ALL,)
    return db.session.scalar(select(StatusCheck).where(StatusCheck.running.in_(what)))


def _items(order: Order | None) -> Select[int]:
    at_4over = OrderItem.id.in_(select(PrintJob.item_id))
    wanted = (
        (OrderItem.order_id == order.id, OrderItem.status.in_(FOLLOWED))
        if order
        else (OrderItem.status.in_(OPEN),)
    )
    return (
        select(OrderItem.id).where(at_4over, *wanted).order_by(OrderItem.tracked_at, OrderItem.id)
    )
