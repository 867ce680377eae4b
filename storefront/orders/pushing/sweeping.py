"""The sweep: what a lost job, an outage or a dead worker left undone.

It looks only in the database, and repeats only what is safe to repeat. An order whose sending was
interrupted is never sent again by it; it is shown to a person.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import Select, or_, select

from storefront.clock import now
from storefront.config import config
from storefront.database import db, end_transaction
from storefront.failures import records_failure
from storefront.fourover import RawAnswer
from storefront.orders.models import ItemStatus, Order, OrderItem, Phase, PushAttempt
from storefront.orders.pushing import outcome, push
from storefront.orders.release import release
from storefront.settings import shop_settings

log = logging.getLogger(__name__)

One = TypeVar("One")  # mostly an id


def ready_to_push(most: int) -> list[int]:
    """Items to enqueue, the longest ready first. None while pushing is paused."""
    if shop_settings().pushing_paused:
        return []
    return list(db.session.scalars(_due().limit(most)))


def next_of_account(item_id: int) -> int | None:
    """The item that has been ready longest, of those that go to the same account as this one."""
    its_account = select(Order.account_id).join(OrderItem).where(OrderItem.id == item_id)
    due = _due().join(Order).where(Order.account_id == its_account.scalar_subquery())
    return db.session.scalars(due).first()


def _due() -> Select[int]:
    return (
        select(OrderItem.id)
        .where(
            OrderItem.status == ItemStatus.READY,
            or_(OrderItem.push_after.is_(None), OrderItem.push_after <= now()),
        )
        .order_by(OrderItem.ready_since, OrderItem.id)
    )


def settle_interrupted() -> None:
    """Attempts whose worker is gone: not begun is ready again, begun is unknown. Commits."""
    moment = now()
    settings = config()
    lease_is_over = or_(OrderItem.push_until.is_(None), OrderItem.push_until < moment)
    preparing = (
        select(PushAttempt.id)
        .join(OrderItem)
        .where(PushAttempt.phase == Phase.PREPARING, lease_is_over)
    )
    sending = select(PushAttempt.id).where(
        PushAttempt.phase == Phase.SENDING,
        PushAttempt.sent_at < moment - timedelta(seconds=settings.push_unknown_seconds),
    )
    for attempts, settle in ((preparing, _settle_preparing), (sending, _settle_sending)):
        ids = list(db.session.scalars(attempts))
        end_transaction()
        each(ids, settle)


@records_failure
def _settle_preparing(attempt_id: int) -> None:
    outcome.not_sent(attempt_id, "The shop was interrupted before it was sent.")


@records_failure
def _settle_sending(attempt_id: int) -> None:
    """The worker died after sending. If the answer was stored, it still counts."""
    attempt = db.session.get_one(PushAttempt, attempt_id)
    status, body = attempt.http_status, attempt.answer
    if body is None:
        outcome.unknown(attempt_id, "The shop was interrupted before the answer came.")
    else:
        assert status is not None  # it is kept with its body
        push.read(attempt_id, RawAnswer(status, {}, body))


def release_overlooked(order_id: int) -> None:
    """Commits."""
    release(db.session.get_one(Order, order_id))
    db.session.commit()


def each(ids: Iterable[One], do: Callable[[One], object]) -> list[Exception]:
    """Do it for each. One failure stops no other; all of them are returned."""
    troubles = []
    for one in ids:
        try:
            do(one)
        except Exception as trouble:
            db.session.rollback()
            log.error("%s(%s) failed: %s", do.__name__, one, type(trouble).__name__)
            troubles.append(trouble)
    return troubles


def do_all(parts: Mapping[str, Callable[[], object]]) -> None:
    """Each part by itself: the first that fails is raised after all others were done."""

    def do_part(name: str) -> None:
        parts[name]()

    for trouble in each(parts, do_part):
        raise trouble
