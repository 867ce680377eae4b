"""4Over accepted an order, or a part of it: its print jobs are stored in every case."""

import logging

from sqlalchemy import select

from storefront.clock import now
from storefront.database import db
from storefront.fourover.replies import OrderReply, Outcome
from storefront.orders.models import (
    CancellationState,
    Hold,
    ItemStatus,
    OrderItem,
    Phase,
    PrintJob,
    PushAttempt,
)
from storefront.orders.pushing.ending import SENT, Ended, anew_if_changed, ending
from storefront.partner.card_check import charged_well

log = logging.getLogger(__name__)


@anew_if_changed
def accepted(attempt_id: int, reply: OrderReply) -> None:
    """Store the print jobs and move the item. Commits. Ends an unknown attempt, however late."""
    whole = reply.outcome is Outcome.SUCCESS
    phase = Phase.ACCEPTED if whole else Phase.PARTLY
    with ending(attempt_id, SENT, phase, reply.words) as ended:
        if ended:
            ended.attempt.charged, ended.attempt.breakdown = reply.charged, reply.breakdown
            if ended.item.order.card:
                charged_well(ended.item.order.card)
            fresh = _new_jobs(ended.item, ended.attempt, reply)
            _place(ended, reply, fresh, whole=whole)


def _place(ended: Ended, reply: OrderReply, fresh: int, *, whole: bool) -> None:
    item = ended.item
    if item.status == ItemStatus.CANCELLED:
        _came_after_cancelling(item, reply)
    elif item.status in (ItemStatus.IN_PRODUCTION, ItemStatus.CANCELLING):
        item.hold_for(Hold.UNMAPPED, f"4Over accepted it once more: {', '.join(reply.job_ids)}.")
    elif item.status == ItemStatus.PUSHING and not ended.on_its_own_item:
        log.error("%s was accepted while another attempt prepares it", item.reference)
    elif not whole:
        why = "; ".join(f"{f.name or 'a set'}: {f.words}" for f in reply.failures)
        item.hold_for(Hold.PARTLY, f"4Over took only some sets. {why}")
    elif fresh == len(item.sets_sent) and reply.one_job_for_each_of(fresh):
        if item.status == ItemStatus.READY:
            item.hold_for(Hold.UNMAPPED, "4Over answered late.")
        item.move_to(ItemStatus.IN_PRODUCTION, "4Over accepted it.")
    else:
        item.hold_for(Hold.UNMAPPED, "4Over has it, but did not name one job for each set.")


def _came_after_cancelling(item: OrderItem, reply: OrderReply) -> None:
    """Somebody said that 4Over does not have it, and it does: it may be printed and charged."""
    log.error("%s is cancelled, but 4Over accepted it", item.reference)
    request = item.cancellation
    if request is not None:
        request.state, request.settled_at = CancellationState.UNCONFIRMED, None
        request.answer = (
            f"4Over accepted it after all: {', '.join(reply.job_ids)}. Ask its support."
        )


def _new_jobs(item: OrderItem, attempt: PushAttempt, reply: OrderReply) -> int:
    """Write down the jobs that nobody knew; how many of them were new."""
    ids = reply.job_ids
    known = set(db.session.scalars(select(PrintJob.job_id).where(PrintJob.job_id.in_(ids))))
    taken, sent = len(item.print_jobs), item.sets_sent
    fresh = [job_id for job_id in ids if job_id not in known]
    for at, job_id in enumerate(fresh, start=taken + 1):
        job = PrintJob(job_id=job_id, attempt_id=attempt.id)
        place = _place_of(reply, job_id, len(sent), otherwise=at)
        # more jobs than sets are told apart by numbers that no set has
        job.set_number = sent[place - 1] if place <= len(sent) else place + item.sets - len(sent)
        job.goods_charged = reply.goods.get(job_id)
        if attempt.sent_with_files:
            job.files_attached_at = now()
        item.print_jobs.append(job)
    return len(fresh)


def _place_of(reply: OrderReply, job_id: str, sets: int, *, otherwise: int) -> int:
    """Which of the sets that were sent it is, from 1: from the end of the name we gave it; else by
    its place in the answer."""
    name = next((job.name for job in reply.jobs if job.job_id == job_id), "")
    tail = name.rpartition("-")[2]
    number = int(tail) if len(tail) == 3 and tail.isdecimal() else 0
    return number if 1 <= number <= sets else otherwise
