"""Sending an item to 4Over: at most once, whatever crashes, repeats or is lost on the way.

4Over has no idempotency key and finds no order by our name for it (API 0.15). So the intent is
committed before the first byte leaves, nothing automatic leads back from there, and what became
of a doubtful one is a person's decision.
"""

import hashlib
import logging
import time
from typing import Any

import msgspec
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from storefront.catalog.stages import Gate
from storefront.clock import now
from storefront.config import config
from storefront.database import db, end_transaction
from storefront.fourover import RawAnswer, payloads, read_order_answer
from storefront.fourover.errors import Refused, Unclear, Unreachable
from storefront.orders.models import ItemStatus, OrderItem, PushAttempt
from storefront.orders.pushing import claiming, daily_limit, journal, outcome
from storefront.orders.pushing.accepting import accepted
from storefront.orders.pushing.parking import Dearer, Parked, TryLater
from storefront.orders.pushing.preparing import Prepared, prepare
from storefront.orders.pushing.unrecorded import held_as_sent
from storefront.orders.release import why_not_yet
from storefront.orders.stages import open_stages
from storefront.partner.models import PartnerAccount
from storefront.settings import shop_settings

log = logging.getLogger(__name__)

KEEPING_TRIES = 6  # at storing an answer that exists nowhere else


def push(item_id: int) -> bool:
    """Send one item to 4Over. Called twice, at once or later, it sends once.

    Returns whether it had its account to itself: then the account is free for its next item now.
    """
    if shop_settings().pushing_paused:
        end_transaction()
        return False
    if held_as_sent(item_id) or _waits_again(item_id):
        return False
    owner = claiming.new_owner()
    attempt_id = claiming.claim(item_id, owner)
    if attempt_id is None:
        return False
    _push(item_id, attempt_id, owner)
    return True


def _waits_again(item_id: int) -> bool:
    """Move a ready item back to waiting if it is unpaid or has an open stage. Commits.

    Missing files are left to `prepare`, which holds the item for them.
    """
    item = db.session.get(OrderItem, item_id)
    left = open_stages(item) if item and item.status == ItemStatus.READY else []
    if item is None or all(stage.gate == Gate.FILES for stage in left):
        return False
    try:
        item.move_to(ItemStatus.WAITING, " ".join(why_not_yet(item)))
        db.session.commit()
    except StaleDataError:  # somebody has it already
        db.session.rollback()
    return True


def _push(item_id: int, attempt_id: int, owner: str) -> None:
    try:
        prepared = prepare(item_id)
    except Dearer as dearer:
        outcome.parked(attempt_id, dearer.hold, str(dearer), asked_cost=dearer.cost)
        return
    except Parked as parked:
        outcome.parked(attempt_id, parked.hold, str(parked))
        return
    except TryLater as later:
        outcome.not_sent(attempt_id, str(later), later.retry_after, detail=later.detail)
        return
    _close_breaker(prepared.account_id)
    crossed = time.monotonic()
    try:
        crossing = _cross(attempt_id, item_id, owner, prepared)
    except Parked as parked:
        outcome.parked(attempt_id, parked.hold, str(parked))
        daily_limit.tell(db.session.get_one(OrderItem, item_id).order, "full")
        db.session.commit()
        return
    if not crossing:
        outcome.not_sent(attempt_id, "It was canceled, taken over or unpaid before it was sent.")
        _waits_again(item_id)
        return
    _send(attempt_id, prepared, crossed)


def _cross(attempt_id: int, item_id: int, owner: str, prepared: Prepared) -> bool:
    """The point of no return: row, journal and commit. If any of them fails, nothing is sent.

    Raises Parked where it would be more than may leave today."""
    try:
        if not claiming.pass_point_of_no_return(attempt_id, item_id, owner):
            db.session.rollback()
            return False
        attempt = db.session.get_one(PushAttempt, attempt_id)
        attempt.payload, attempt.card = _shown(prepared), prepared.card
        attempt.expected = prepared.expected
        daily_limit.check(attempt, prepared.expected.sum)
        attempt.payload_hash = hashlib.sha256(payloads.encoded(prepared.payload)).hexdigest()
        db.session.flush()
        facts = {"card": prepared.card, "expected": msgspec.to_builtins(prepared.expected)}
        journal.write(journal.SENDING, prepared.reference, attempt_id, owner=owner, **facts)
        db.session.commit()  # ambiguous if the connection dies here: an exception, so no order
    except Parked:
        db.session.rollback()
        raise
    except Exception as trouble:
        log.error("%s not sent: %s", prepared.reference, type(trouble).__name__)
        raise
    return True


def _shown(prepared: Prepared) -> dict[str, Any]:
    """The order as people may read it: without the card's token and the files' links."""
    jobs = [
        job | {"files": _codes(job["files"])} if "files" in job else job
        for job in prepared.payload["jobs"]
    ]
    return prepared.payload | {"jobs": jobs, "payment": {"card": prepared.card}}


def _codes(files: dict[str, Any]) -> list[str]:
    """The slots that were filled, of one set or of several: fr, bk, set_002 …"""
    return sorted(files)


def _send(attempt_id: int, prepared: Prepared, crossed: float) -> None:
    try:
        if time.monotonic() - crossed > config().push_leave_seconds:
            raise Unreachable("it took too long before it could be sent")
        raw = prepared.client.send_order(prepared.payload)
    except Unreachable as trouble:
        _note_not_sent(attempt_id, prepared.reference)
        detail = str(trouble)
        outcome.not_sent(attempt_id, trouble.sentence, trouble.retry_after, detail=detail)
        return
    except BaseException as trouble:  # also a job's time-out: the bytes may be under way
        unclear = isinstance(trouble, Unclear)
        detail = str(trouble) if unclear else type(trouble).__name__
        outcome.unknown(attempt_id, "No answer came.", detail=f"No answer came: {detail}")
        if not isinstance(trouble, Exception):
            raise
        return
    _keep_answer(attempt_id, prepared.reference, raw)
    read(attempt_id, raw)


def _note_not_sent(attempt_id: int, reference: str) -> None:
    """So that a line in the journal stays open only for what may have left."""
    try:
        journal.write(journal.NOT_SENT, reference, attempt_id)
    except OSError as trouble:
        log.error("%s: not sent, not in the journal: %s", reference, type(trouble).__name__)


def _keep_answer(attempt_id: int, reference: str, raw: RawAnswer) -> None:
    """Store the answer before it is read: first in the journal, then in the database."""
    jobs = ", ".join(_job_ids(raw))
    try:
        journal.write(journal.ANSWERED, reference, attempt_id, status=str(raw.status), jobs=jobs)
    except OSError as trouble:
        log.error("%s: jobs %s not in the journal: %s", reference, jobs, type(trouble).__name__)
    for again in reversed(range(KEEPING_TRIES)):
        try:
            keep_answer(attempt_id, raw)
        except OperationalError:  # a database that is locked or restarting
            db.session.rollback()
            if not again:
                raise
            time.sleep(0.5)
        else:
            return


def _job_ids(raw: RawAnswer) -> tuple[str, ...]:
    try:
        return read_order_answer(raw.status, raw.headers, raw.body).job_ids
    except (Refused, Unclear, Unreachable):
        return ()


def keep_answer(attempt_id: int, raw: RawAnswer) -> None:
    attempt = db.session.get_one(PushAttempt, attempt_id)
    attempt.answered_at, attempt.http_status, attempt.answer = now(), raw.status, raw.body
    db.session.commit()


def read(attempt_id: int, raw: RawAnswer) -> None:
    """Decide by a stored answer what became of the order. Reading it again decides the same."""
    try:
        reply = read_order_answer(raw.status, raw.headers, raw.body)
    except Refused as refusal:
        outcome.refused(attempt_id, refusal)
    except Unreachable as trouble:
        detail = str(trouble)
        outcome.not_sent(attempt_id, trouble.sentence, trouble.retry_after, detail=detail)
    except Unclear as doubt:
        outcome.unknown(attempt_id, doubt.sentence, detail=str(doubt))
    else:
        accepted(attempt_id, reply)


def _close_breaker(account_id: int) -> None:
    """The canary was answered: the account may push again."""
    account = db.session.get_one(PartnerAccount, account_id)
    if account.breaker_opened_at is not None:
        account.breaker_opened_at, account.breaker_reason = None, ""
        db.session.commit()
