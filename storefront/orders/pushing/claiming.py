"""Who may push an item: compare-and-swap on the rows, so that a race has one winner.

Each function is one conditional UPDATE and says whether it won. Leases only decide when somebody
may take over; that no one sends twice rests on the phases alone.
"""

import os
import secrets
import socket
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from storefront.clock import now
from storefront.config import config
from storefront.database import db, rows_changed
from storefront.orders.models import (
    CANCELLATION_OVER,
    Cancellation,
    ItemEvent,
    ItemStatus,
    Order,
    OrderItem,
    Phase,
    PushAttempt,
)
from storefront.partner.models import PartnerAccount

MARGIN = timedelta(seconds=5)  # a lease this near its end is not used any more


def new_owner() -> str:
    """A unique name for one run of a push: machine, process and a random number."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(6)}"


def claim(item_id: int, owner: str) -> int | None:
    """Take a ready item. Returns the attempt's id, or None if it is not to be had now.

    Commits. One push at a time for each account, so that an outage leaves one doubt at most.
    """
    moment = now()
    _queue_up(item_id)
    won = rows_changed(
        update(OrderItem)
        .where(
            OrderItem.id == item_id,
            OrderItem.status == ItemStatus.READY,
            or_(OrderItem.push_after.is_(None), OrderItem.push_after <= moment),
            ~_account_is_pushing(item_id),
            ~_breaker_is_open(item_id, moment),
        )
        .values(
            status=ItemStatus.PUSHING,
            moved_at=moment,
            push_owner=owner,
            push_until=moment + timedelta(seconds=config().push_lease_seconds),
            version=OrderItem.version + 1,
        )
    )
    if not won:
        db.session.rollback()
        return None
    number = select(func.count(PushAttempt.id)).where(PushAttempt.item_id == item_id)
    attempt = PushAttempt(item_id=item_id, number=(db.session.scalar(number) or 0) + 1, owner=owner)
    event = ItemEvent(item_id=item_id, was=ItemStatus.READY, became=ItemStatus.PUSHING, who="shop")
    db.session.add_all([attempt, event])
    db.session.commit()
    return attempt.id


def _queue_up(item_id: int) -> None:
    """Claims of one account wait for each other: an update that changes nothing locks its row."""
    its_account = select(Order.account_id).join(OrderItem).where(OrderItem.id == item_id)
    db.session.execute(
        update(PartnerAccount)
        .where(PartnerAccount.id == its_account.scalar_subquery())
        .values(id=PartnerAccount.id)
        .execution_options(synchronize_session=False)
    )


def pass_point_of_no_return(attempt_id: int, item_id: int, owner: str) -> bool:
    """preparing → sending, if the item is still mine, wanted and paid, and no other may be there.

    The caller writes what is to be sent into the attempt in the same transaction, then commits.
    """
    others = aliased(PushAttempt)
    still_mine = exists().where(
        OrderItem.id == item_id,
        OrderItem.status == ItemStatus.PUSHING,
        OrderItem.push_owner == owner,
        OrderItem.push_until > now() + MARGIN,
        ~OrderItem.extra_due,
        OrderItem.order_id == Order.id,
        Order.cleared_at.is_not(None),
    )
    unwanted = exists().where(
        Cancellation.item_id == item_id, Cancellation.state.not_in(CANCELLATION_OVER)
    )
    may_be_there = exists().where(
        others.item_id == item_id,
        others.id != attempt_id,
        or_(
            others.phase.in_((Phase.SENDING, Phase.ACCEPTED, Phase.PARTLY)),
            (others.phase == Phase.UNKNOWN) & others.ended_at.is_(None),
        ),
    )
    return _swap(
        attempt_id,
        (Phase.PREPARING,),
        PushAttempt.owner == owner,
        still_mine,
        ~unwanted,
        ~may_be_there,
        phase=Phase.SENDING,
        sent_at=now(),
    )


def end(attempt_id: int, was: tuple[Phase, ...], phase: Phase, note: str = "") -> bool:
    """Close an attempt that is in one of these phases. An unknown stays open for a person."""
    ended_at = None if phase == Phase.UNKNOWN else now()
    return _swap(attempt_id, was, phase=phase, ended_at=ended_at, note=note[:4000])


def _swap(
    attempt_id: int, was: tuple[Phase, ...], *also: ColumnElement[bool], **values: object
) -> bool:
    return bool(
        rows_changed(
            update(PushAttempt)
            .where(PushAttempt.id == attempt_id, PushAttempt.phase.in_(was), *also)
            .values(**values)
        )
    )


def _account_is_pushing(item_id: int) -> ColumnElement[bool]:
    other, its_order = aliased(OrderItem), aliased(Order)
    mine = select(Order.account_id).join(OrderItem).where(OrderItem.id == item_id)
    return (
        select(other.id)
        .join(its_order, its_order.id == other.order_id)
        .where(
            other.status == ItemStatus.PUSHING,
            its_order.account_id == mine.scalar_subquery(),
        )
        .exists()
    )


def _breaker_is_open(item_id: int, moment: datetime) -> ColumnElement[bool]:
    """After an unknown the account pauses; then one push may try: its canary closes the breaker."""
    rested = moment - timedelta(seconds=config().breaker_seconds)
    return (
        select(PartnerAccount.id)
        .join(Order, Order.account_id == PartnerAccount.id)
        .join(OrderItem, OrderItem.order_id == Order.id)
        .where(OrderItem.id == item_id, PartnerAccount.breaker_opened_at > rested)
        .exists()
    )
