"""Following what 4Over does: the whole history of each print job, and where its parcels are.

What is shown is worked out from the set of all lines ever seen, so repeats and disorder change
nothing.
"""

import logging
import random
from datetime import timedelta

from sqlalchemy import or_, select

from storefront.clock import now
from storefront.config import config
from storefront.database import db, end_transaction
from storefront.fourover.client import FourOver
from storefront.fourover.errors import FourOverError
from storefront.fourover.replies import StatusEntry
from storefront.fourover.statuses import JobPhase, cancellable, delivered, phase_of, shipped
from storefront.orders import (
    arrival,
    cancellation,
    files_wanted,
    set_cancellation,
    unheard_of,
)
from storefront.orders.models import CancellationState, ItemStatus, JobStatus, OrderItem, PrintJob
from storefront.orders.pushing import sending_files
from storefront.partner import former
from storefront.partner.account import client_for

log = logging.getLogger(__name__)

FOLLOWED = (
    ItemStatus.IN_PRODUCTION,
    ItemStatus.CANCELLING,
    ItemStatus.SHIPPED,
    ItemStatus.DELIVERED,
    ItemStatus.HELD,
)
FORGOTTEN_AFTER = timedelta(days=30)  # since the last move to shipped or delivered
GONE = (JobPhase.CANCELLED, JobPhase.DISCARDED)


def track(item_id: int) -> bool:
    """Ask 4Over about each print job of an item, and write down what is new. Commits.

    Returns whether 4Over said something of all of them.
    """
    item = db.session.get(OrderItem, item_id)
    if item is None or item.status not in FOLLOWED or item.order.account is None:
        end_transaction()
        return True
    answered = True
    trouble: FourOverError | None = None
    client = client_for(item.order.account)
    for job_id in [job.job_id for job in item.print_jobs]:
        end_transaction()
        try:
            history, numbers = _ask(client, job_id)
        except FourOverError as error:
            log.warning("No status of %s: %s", job_id, error)
            answered, trouble = False, error
            continue
        _write_down(job_id, history, numbers)
    item = db.session.get_one(OrderItem, item_id)
    if item.order.account and item.print_jobs:
        former.note(item.order.account, trouble)
    _conclude(item)
    arrival.tell_shop(item)
    unheard_of.tell_shop(item)
    sending_files.see(item)
    files_wanted.ask_for_others(item)
    item.tracked_at = now()
    pause = config().track_seconds * random.uniform(0.8, 1.2)  # noqa: S311 - no secret, a jitter
    item.track_after = now() + timedelta(seconds=pause)
    db.session.commit()
    return answered


def due(limit: int = 100) -> list[int]:
    """Items to ask about now, the longest unasked first."""
    moment = now()
    final = (ItemStatus.SHIPPED, ItemStatus.DELIVERED)
    return list(
        db.session.scalars(
            select(OrderItem.id)
            .where(
                OrderItem.status.in_(FOLLOWED),
                OrderItem.print_jobs.any(),
                or_(OrderItem.track_after.is_(None), OrderItem.track_after <= moment),
                or_(OrderItem.status.not_in(final), OrderItem.moved_at > moment - FORGOTTEN_AFTER),
            )
            .order_by(OrderItem.tracked_at.asc().nulls_first())
            .limit(limit)
        )
    )


def _ask(client: FourOver, job_id: str) -> tuple[tuple[StatusEntry, ...], tuple[str, ...]]:
    history = client.order_status(job_id)
    if not any(shipped(entry.status) for entry in history):
        return history, ()
    try:
        return history, client.tracking(job_id)
    except FourOverError as trouble:  # picked up, say: the status counts all the same
        log.warning("No tracking of %s: %s", job_id, trouble)
        return history, ()


def _write_down(job_id: str, history: tuple[StatusEntry, ...], numbers: tuple[str, ...]) -> None:
    """Every line once; the newest first in 4Over's answer is the present one (API 13)."""
    job = db.session.get_one(PrintJob, job_id)
    known = {(line.status, line.date_set) for line in job.history}
    before = job.status, len(known)
    for entry in reversed(history):
        line = (entry.status[:200], entry.date_text[:40])
        if line not in known:
            known.add(line)
            job.history.append(JobStatus(status=line[0], date_set=line[1]))
    if history:
        if before[0] == history[0].status[:200] and before[1] != len(known):
            job.stopped_at = None  # stopped anew, for the same
        job.status = history[0].status[:200]
    if numbers:
        job.tracking = " ".join(numbers)[:400]
    job.polled_at = now()
    db.session.commit()


def _conclude(item: OrderItem) -> None:
    """Move the item to where all its jobs are."""
    jobs = [job for job in item.print_jobs if job.status]
    if not jobs or len(jobs) < len(item.print_jobs):
        return
    alive = [job for job in jobs if phase_of(job.status) not in GONE]
    if not alive:
        _all_gone(item)
        return
    if item.status == ItemStatus.HELD:
        return  # a person decides first
    set_cancellation.note_gone(item, set(jobs) - set(alive))
    set_cancellation.note_others(item)
    if all(delivered(job.status) for job in alive):
        _reach(item, ItemStatus.DELIVERED)
    elif all(shipped(job.status) for job in alive):
        _reach(item, ItemStatus.SHIPPED)
    elif item.status in (ItemStatus.SHIPPED, ItemStatus.DELIVERED):
        _reach(item, ItemStatus.IN_PRODUCTION)  # a reprint goes back, and is shown so
    elif item.status == ItemStatus.CANCELLING:
        _doubt_agreement(item, alive)
    if item.status in (ItemStatus.SHIPPED, ItemStatus.DELIVERED):
        cancellation.too_late(item)
        arrival.tell(item, alive)


def _reach(item: OrderItem, status: ItemStatus) -> None:
    if item.status == status:
        return
    if status == ItemStatus.DELIVERED and item.status == ItemStatus.CANCELLING:
        item.move_to(ItemStatus.SHIPPED, item.jobs_left[0].status, who="4Over")
    item.move_to(status, item.jobs_left[0].status, who="4Over")


def _all_gone(item: OrderItem) -> None:
    """4Over shows every job as cancelled: now it is true."""
    if item.status == ItemStatus.CANCELLED:
        return
    if item.status in (ItemStatus.SHIPPED, ItemStatus.DELIVERED):
        item.move_to(ItemStatus.IN_PRODUCTION, "4Over took it back.", who="4Over")
    cancellation.seen(item, "4Over shows it as canceled.", who="4Over")


def _doubt_agreement(item: OrderItem, alive: list[PrintJob]) -> None:
    """4Over said yes and goes on printing: somebody has to call its support."""
    request = item.cancellation
    going_on = [job for job in alive if job.let_go and not cancellable(job.status)]
    if request is not None and going_on and request.state == CancellationState.AGREED:
        request.state = CancellationState.UNCONFIRMED
        request.answer = f"4Over agreed, but {going_on[0].job_id} is at {going_on[0].status}."
