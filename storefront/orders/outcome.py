"""What became of an attempt, written down. Each function commits, and changes the attempt first:
the compare-and-swap on its phase decides who may speak for the item.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from storefront.clock import now
from storefront.extensions import db
from storefront.fourover import RawAnswer
from storefront.fourover.errors import Refused
from storefront.fourover.replies import OrderReply, Outcome
from storefront.orders import cancellation, claiming
from storefront.orders.models import (
    Hold,
    ItemStatus,
    OrderItem,
    Phase,
    PrintJob,
    PushAttempt,
)
from storefront.orders.preparing import gives_up_after, next_try
from storefront.partner.models import PartnerAccount

log = logging.getLogger(__name__)

SENT = (Phase.SENDING, Phase.UNKNOWN)  # late truth wins over unknown


def parked(attempt_id: int, hold: Hold, note: str) -> None:
    """A guard failed: nothing was sent, and a person has to look."""

    def write(item: OrderItem) -> None:
        if claiming.end(attempt_id, (Phase.PREPARING,), Phase.NOT_SENT, note):
            item.move_to(ItemStatus.HELD, note, hold=hold)

    _on_item(attempt_id, write)


def not_sent(attempt_id: int, note: str, retry_after: float | None = None) -> None:
    """Proven that 4Over did not take it in: ready again, after a pause; held after a day."""

    def write(item: OrderItem) -> None:
        if not claiming.end(attempt_id, (Phase.PREPARING, Phase.SENDING), Phase.NOT_SENT, note):
            return
        if item.unresolved is not None:  # an earlier attempt may be there after all
            item.move_to(ItemStatus.HELD, note, hold=Hold.UNKNOWN)
            return
        item.move_to(ItemStatus.READY, note)
        wish = item.cancellation
        if wish is not None and wish.open:  # before it was sent, the wish wins
            cancellation.seen(item, "It was never sent.", who=wish.asked_by)
            return
        tries = sum(1 for attempt in item.attempts if attempt.phase == Phase.NOT_SENT)
        item.push_after = now() + timedelta(seconds=next_try(tries, retry_after))
        since = item.ready_since or now()
        if now() - since > timedelta(seconds=gives_up_after()):
            item.move_to(ItemStatus.HELD, note, hold=Hold.UNREACHABLE)

    _on_item(attempt_id, write)


def unknown(attempt_id: int, note: str) -> None:
    """4Over may have it. Nobody sends it again but a person; the account rests for a minute."""

    def write(item: OrderItem) -> None:
        if not claiming.end(attempt_id, (Phase.SENDING,), Phase.UNKNOWN, note):
            return
        item.move_to(
            ItemStatus.HELD, f"4Over may have it; look before sending again. {note}",
            hold=Hold.UNKNOWN,
        )  # fmt: skip
        _open_breaker(item, note)

    _on_item(attempt_id, write)


def refused(attempt_id: int, refusal: Refused) -> None:
    """4Over understood and made nothing of it."""
    hold = Hold.CREDENTIALS if refusal.credentials else Hold.REFUSED

    def write(item: OrderItem) -> None:
        if not claiming.end(attempt_id, SENT, Phase.REFUSED, refusal.words):
            return
        if item.status in (ItemStatus.PUSHING, ItemStatus.HELD):
            _hold(item, hold, f"4Over refused it: {refusal.words}")
        if refusal.credentials:
            _open_breaker(item, refusal.words)

    _on_item(attempt_id, write)


def accepted(attempt_id: int, reply: OrderReply) -> None:
    """4Over has it, or part of it. Written even over an unknown, however late."""
    whole = reply.outcome is Outcome.SUCCESS

    def write(item: OrderItem) -> None:
        phase = Phase.ACCEPTED if whole else Phase.PARTLY
        if not claiming.end(attempt_id, SENT, phase, reply.words):
            return
        attempt = db.session.get_one(PushAttempt, attempt_id)
        attempt.charged = reply.charged
        fresh = _new_jobs(item, attempt_id, reply)
        if item.status not in (ItemStatus.PUSHING, ItemStatus.HELD, ItemStatus.READY):
            log.error("%s was accepted late; it is %s already", item.reference, item.status)
            return
        if not whole:
            why = "; ".join(f"{f.name or 'a set'}: {f.words}" for f in reply.failures)
            _hold(item, Hold.PARTLY, f"4Over took some sets only. {why}")
        elif fresh == item.sets and reply.one_job_for_each_of(item.sets):
            if item.status == ItemStatus.READY:
                item.move_to(ItemStatus.HELD, "4Over answered late.", hold=Hold.UNMAPPED)
            item.move_to(ItemStatus.IN_PRODUCTION, "4Over accepted it.")
        else:
            _hold(item, Hold.UNMAPPED, "4Over has it, but did not name one job for each set.")

    _on_item(attempt_id, write)


def keep_answer(attempt_id: int, raw: RawAnswer) -> None:
    """Store what came before anybody interprets it."""
    attempt = db.session.get_one(PushAttempt, attempt_id)
    attempt.answered_at, attempt.http_status, attempt.answer = now(), raw.status, raw.body
    db.session.commit()


def close_breaker(account_id: int) -> None:
    """The canary was answered: the account may push again."""
    account = db.session.get_one(PartnerAccount, account_id)
    if account.breaker_opened_at is not None:
        account.breaker_opened_at, account.breaker_reason = None, ""
        db.session.commit()
    db.session.rollback()


def _open_breaker(item: OrderItem, reason: str) -> None:
    if item.order.account:
        item.order.account.breaker_opened_at = now()
        item.order.account.breaker_reason = reason[:1000]


def _hold(item: OrderItem, hold: Hold, note: str) -> None:
    if item.status == ItemStatus.HELD:
        item.hold, item.note = hold, note
    else:
        item.move_to(ItemStatus.HELD, note, hold=hold)


def _new_jobs(item: OrderItem, attempt_id: int, reply: OrderReply) -> int:
    """Write down the jobs that nobody knew; how many of them were new."""
    ids = reply.job_ids
    known = set(db.session.scalars(select(PrintJob.job_id).where(PrintJob.job_id.in_(ids))))
    taken = len(item.print_jobs)
    fresh = [job_id for job_id in ids if job_id not in known]
    for number, job_id in enumerate(fresh, start=taken + 1):
        job = PrintJob(job_id=job_id, attempt_id=attempt_id)
        job.set_number = _set_of(reply, job_id, number)
        item.print_jobs.append(job)
    return len(fresh)


def _set_of(reply: OrderReply, job_id: str, otherwise: int) -> int:
    """The set's number, from the end of the name we gave it; else by its place in the answer."""
    name = next((job.name for job in reply.jobs if job.job_id == job_id), "")
    tail = name.rpartition("-")[2]
    return int(tail) if len(tail) == 3 and tail.isdecimal() and int(tail) else otherwise


def _on_item(attempt_id: int, write: Callable[[OrderItem], None]) -> None:
    """Write about the attempt's item and commit; anew if somebody changed the item meanwhile."""
    for again in range(5, -1, -1):
        db.session.rollback()
        attempt = db.session.get_one(PushAttempt, attempt_id)
        try:
            write(attempt.item)
            attempt.item.push_owner, attempt.item.push_until = "", None
            db.session.commit()
        except StaleDataError:
            db.session.rollback()
            if not again:
                raise
        else:
            return
