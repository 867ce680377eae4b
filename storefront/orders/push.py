"""Sending an item to 4Over: at most once, whatever crashes, repeats or is lost on the way.

4Over has no idempotency key and finds no order by our name for it (API 0.15). So the intent is
committed before the first byte leaves, nothing automatic leads back from there, and what became
of a doubtful one is a person's decision.
"""

import hashlib
import logging
from time import monotonic

from storefront.extensions import db
from storefront.fourover import RawAnswer, payloads, read_order_answer
from storefront.fourover.errors import Refused, Unclear, Unreachable
from storefront.orders import claiming, journal, outcome
from storefront.orders.attaching import attach
from storefront.orders.models import PushAttempt
from storefront.orders.preparing import NotNow, Parked, Prepared, prepare
from storefront.settings import shop_settings

log = logging.getLogger(__name__)

LEAVES_WITHIN = 5.0  # seconds between the commit and the first byte; a frozen worker gives up


def push(item_id: int) -> None:
    """Send one item to 4Over. Called twice, at once or later, it sends once."""
    if shop_settings().pushing_paused:
        db.session.rollback()
        return
    owner = claiming.new_owner()
    attempt_id = claiming.claim(item_id, owner)
    if attempt_id is None:
        return
    try:
        prepared = prepare(item_id)
    except Parked as parked:
        outcome.parked(attempt_id, parked.hold, str(parked))
        return
    except NotNow as later:
        outcome.not_sent(attempt_id, str(later), later.retry_after)
        return
    outcome.close_breaker(prepared.account_id)
    crossed = monotonic()
    if not _cross(attempt_id, item_id, owner, prepared):
        outcome.not_sent(attempt_id, "It was cancelled or taken over before it was sent.")
        return
    _send(attempt_id, prepared, crossed)
    attach(item_id)


def _cross(attempt_id: int, item_id: int, owner: str, prepared: Prepared) -> bool:
    """The point of no return: row, journal and commit. If any of them fails, nothing is sent."""
    shown = prepared.payload | {"payment": {"card": prepared.card}}  # not the card's token
    try:
        if not claiming.pass_point_of_no_return(attempt_id, item_id, owner):
            db.session.rollback()
            return False
        attempt = db.session.get_one(PushAttempt, attempt_id)
        attempt.payload, attempt.card, attempt.amount = shown, prepared.card, prepared.amount
        attempt.payload_hash = hashlib.sha256(payloads.encoded(prepared.payload)).hexdigest()
        db.session.flush()
        journal.write("sending", prepared.reference, attempt_id, owner=owner, card=prepared.card)
        db.session.commit()  # ambiguous if the connection dies here: an exception, so no order
    except Exception as trouble:
        db.session.rollback()
        log.error("%s not sent: %s", prepared.reference, type(trouble).__name__)
        raise
    return True


def _send(attempt_id: int, prepared: Prepared, crossed: float) -> None:
    try:
        if monotonic() - crossed > LEAVES_WITHIN:
            raise Unreachable("the worker was frozen before it could send")
        raw = prepared.client.send_order(prepared.payload)
    except Unreachable as trouble:
        outcome.not_sent(attempt_id, str(trouble), trouble.retry_after)
        return
    except BaseException as trouble:  # also a job's time-out: the bytes may be under way
        words = str(trouble) if isinstance(trouble, Unclear) else type(trouble).__name__
        outcome.unknown(attempt_id, f"No answer came: {words}")
        if not isinstance(trouble, Exception):
            raise
        return
    outcome.keep_answer(attempt_id, raw)
    journal.write("answered", prepared.reference, attempt_id, status=str(raw.status))
    read(attempt_id, raw)


def read(attempt_id: int, raw: RawAnswer) -> None:
    """Decide by a stored answer what became of the order. Reading it again decides the same."""
    try:
        reply = read_order_answer(raw.status, raw.headers, raw.body)
    except Refused as refusal:
        outcome.refused(attempt_id, refusal)
    except Unreachable as trouble:
        outcome.not_sent(attempt_id, str(trouble), trouble.retry_after)
    except Unclear as doubt:
        outcome.unknown(attempt_id, str(doubt))
    else:
        outcome.accepted(attempt_id, reply)
