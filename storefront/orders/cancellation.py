"""Taking an item back: asked for, agreed to, seen; or refused. Cancelled is never just set."""

import logging
from datetime import timedelta

from sqlalchemy import or_, select, update

from storefront.clock import now
from storefront.config import config
from storefront.database import db, end_transaction, rows_changed
from storefront.fourover.errors import FourOverError, Refused
from storefront.fourover.statuses import too_far_to_cancel
from storefront.orders import notices
from storefront.orders.models import (
    Cancellation,
    CancellationState,
    Hold,
    ItemStatus,
    NoticeKind,
    OrderItem,
    Phase,
    PrintJob,
)
from storefront.partner import former
from storefront.partner.account import client_for

log = logging.getLogger(__name__)

MOST_TRIES = 5  # then a person asks 4Over's support
JOBS_ARE_KNOWN = (
    OrderItem.status.in_((ItemStatus.IN_PRODUCTION, ItemStatus.HELD)),
    OrderItem.print_jobs.any(),
)
TO_ASK = (CancellationState.ASKED, CancellationState.ASKING)

MAY_ASK = {
    ItemStatus.WAITING,
    ItemStatus.READY,
    ItemStatus.PUSHING,
    ItemStatus.HELD,
    ItemStatus.IN_PRODUCTION,
}


class NotCancellable(Exception):
    """It is too late, cancelled already, or being cancelled. The text says which."""


def may_be_cancelled(item: OrderItem) -> bool:
    request = item.cancellation
    return item.status in MAY_ASK and (request is None or not request.open)


def request_cancellation(
    item: OrderItem, *, by: str, reason: str, without_refund: bool = False
) -> Cancellation:
    """Note that staff want the item back. What 4Over does not have is cancelled at once.

    With `without_refund` the customer gets nothing back, for the same reason. The caller commits,
    then enqueues `settle`. Raises NotCancellable.
    """
    if not may_be_cancelled(item):
        raise NotCancellable(f"{item.reference} cannot be canceled now, or is being canceled.")
    request = Cancellation(
        asked_by=by, reason=reason, asked_at=now(), without_refund=without_refund
    )
    item.cancellations.append(request)
    if absent(item):
        seen(item, reason, who=by, answer=why_at_once(item))
    return request


def seen(item: OrderItem, note: str, *, who: str, answer: str = "") -> None:
    """It is cancelled: 4Over shows it so, or does not have it. The customer is owed a mail.

    An open request is answered by that: with the note, if there is no other `answer`.
    """
    if item.status != ItemStatus.CANCELLED:  # else it turned up at 4Over after that
        item.move_to(ItemStatus.CANCELLED, note, who=who)
    request = item.cancellation
    for one in (request, *item.set_cancellations):
        if one is not None and one.open:
            one.state, one.settled_at, one.answer = CancellationState.SEEN, now(), answer or note
    notices.owe(item.order, NoticeKind.CANCELLED, item.position)


def grant_if_absent(item: OrderItem) -> None:
    """A request of while the item was being pushed: granted, if nothing came of the push."""
    request = item.cancellation
    if request is not None and request.open and item.unresolved is None and absent(item):
        seen(item, request.reason, who=request.asked_by, answer=why_at_once(item))


def too_late(item: OrderItem) -> None:
    """It has left 4Over: an open request is answered by that, whatever 4Over said to it before.
    Left open, nothing that staff can do would end it."""
    request = item.cancellation
    if request is None or not request.open:
        return
    if request.state not in TO_ASK:
        log.error("%s left 4Over, which was asked to cancel it: %s", item.reference, request.state)
    request.answer = {
        CancellationState.AGREED: "4Over agreed, and shipped it. Ask its support for the charge.",
        CancellationState.UNCONFIRMED: f"{request.answer} It was shipped.".strip(),
    }.get(request.state, "It had left 4Over already.")
    request.state, request.settled_at = CancellationState.REFUSED, now()


def too_far(item: OrderItem) -> bool:
    """4Over was seen past the point until which it cancels. It is asked all the same."""
    return any(too_far_to_cancel(line.status) for job in item.print_jobs for line in job.history)


def why_at_once(item: OrderItem) -> str:
    """Why 4Over need not be asked about it, in a sentence."""
    if not item.is_partners:
        return "The shop makes it itself."
    sent = any(attempt.sent_at and attempt.phase != Phase.NOT_SENT for attempt in item.attempts)
    return "4Over does not have it." if sent else "It was never sent to 4Over."


def absent(item: OrderItem) -> bool:
    """Whether 4Over surely does not have it."""
    if not item.is_partners:
        return True
    if item.print_jobs or item.status == ItemStatus.PUSHING:
        return False
    return item.hold is None or not item.hold.in_doubt


def settle(item_id: int) -> None:
    """Ask 4Over to let go of each print job, and record its answers. Asking twice does no harm.

    While it is not known which jobs there are, the request waits.
    """
    for request_id in _to_ask(item_id):
        if _claim(request_id):
            _ask(request_id)


def _ask(request_id: int) -> None:
    request = db.session.get_one(Cancellation, request_id)
    item, number = request.item, request.set_number
    account = item.order.account
    assert account
    client = client_for(account)
    asked = item.jobs_of(number) if number else item.print_jobs
    jobs = [job.job_id for job in asked if not job.let_go]
    refusals, silent = [], []
    said: FourOverError | None = None
    for job_id in jobs:
        end_transaction()
        try:
            client.cancel_job(job_id)
        except FourOverError as trouble:
            if isinstance(trouble, Refused) and not trouble.credentials:
                refusals.append(f"{job_id}: {trouble.sentence}")  # blocks no other job
            else:
                said = trouble
                log.warning("No answer about cancelling %s: %s", job_id, trouble)
                silent.append(f"{job_id}: {trouble.sentence}")
        else:
            db.session.get_one(PrintJob, job_id).let_go = True
            db.session.commit()
    if said is not None:
        former.note(account, said)
    _record(request_id, jobs, refusals, silent)


def _to_ask(item_id: int) -> list[int]:
    """The open requests of an item whose jobs are known."""
    its = Cancellation.item_id == item_id, Cancellation.state.in_(TO_ASK)
    those = select(Cancellation.id).join(OrderItem).where(*its, *JOBS_ARE_KNOWN)
    return list(db.session.scalars(those.order_by(Cancellation.id)))


def _claim(request_id: int) -> bool:
    """Take one of them. Commits."""
    moment = now()
    won = rows_changed(
        update(Cancellation)
        .where(
            Cancellation.id == request_id,
            Cancellation.state.in_(TO_ASK),
            or_(Cancellation.ask_after.is_(None), Cancellation.ask_after <= moment),
        )
        .values(
            state=CancellationState.ASKING,
            tries=Cancellation.tries + 1,
            ask_after=moment + timedelta(seconds=config().push_lease_seconds),
        )
    )
    db.session.commit()
    return bool(won)


def _record(request_id: int, jobs: list[str], refusals: list[str], silent: list[str]) -> None:
    request = db.session.get_one(Cancellation, request_id)
    item = request.item
    request.answer = " ".join([*refusals, *silent])
    if silent:
        request.ask_after = now() + timedelta(seconds=30 * 2**request.tries)
        if request.tries >= MOST_TRIES:
            request.state = CancellationState.UNCONFIRMED
    elif not refusals and request.set_number:
        request.state, request.answer = CancellationState.AGREED, "4Over agreed."
        item.track_after = None  # look soon whether it is so
    elif not refusals and item.hold in (Hold.UNKNOWN, Hold.UNMAPPED):
        request.state = CancellationState.UNCONFIRMED
        request.answer = "4Over agreed for the jobs we know of. Ask its support for the others."
    elif not refusals:
        request.state, request.answer = CancellationState.AGREED, "4Over agreed."
        item.move_to(ItemStatus.CANCELLING, "4Over agreed to cancel it.", who=request.asked_by)
        item.track_after = None  # look soon whether it is so
    elif len(refusals) == len(jobs) and (
        request.set_number or not any(job.let_go for job in item.jobs_left)
    ):
        request.state, request.settled_at = CancellationState.REFUSED, now()
    else:  # some sets are let go of, others not: a person has to see to it
        request.state = CancellationState.UNCONFIRMED
    db.session.commit()


def unsettled() -> list[int]:
    """Items whose request is to be put to 4Over now, for the sweep."""
    return list(
        db.session.scalars(
            select(Cancellation.item_id)
            .join(OrderItem)
            .where(
                Cancellation.state.in_(TO_ASK),
                or_(Cancellation.ask_after.is_(None), Cancellation.ask_after <= now()),
                *JOBS_ARE_KNOWN,
            )
            .distinct()
        )
    )
