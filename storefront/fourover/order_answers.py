"""What the answer to an order means: only a plain no is Refused, as an order is charged to a card
and whatever could hide a taken one is Unclear."""

import re
from collections.abc import Mapping
from typing import Any

from storefront.fourover.answers import read_json, retry_after, status_of
from storefront.fourover.errors import Refused, Unclear, Unreachable
from storefront.fourover.replies import OrderReply, Outcome, Unreadable
from storefront.fourover.text import excerpt, words

# Of the 4xx, those that say the request itself was wrong and nothing was done.
PLAIN_NO = {400, 402, 404, 405, 409, 411, 413, 415, 422}

_ABSENT = re.compile(
    r"\b(?:(?:does|do|did)(?: not|n['’]?t) exist|no longer exists?|non-?exist\w*|not exist\w*"
    r"|must exist)",
    re.IGNORECASE,
)
_ALREADY_THERE = re.compile(
    r"\b(?:already|exist|duplicat|in use\b|taken\b|unique\b|been (?:used|placed|submitted)"
    r"|previously)",
    re.IGNORECASE,
)
# Of the card, not of business cards: API 10.3, "You must post a payment at the time of order".
_ABOUT_PAYING = re.compile(
    r"\b(?:payments?|credit card|card (?:was |is |has )?(?:declined|expired|refused|rejected)"
    r"|expired card|do not honor|declin\w+|insufficient funds|profile_?token|billing)\b",
    re.IGNORECASE,
)


def read_order_answer(status: int, headers: Mapping[str, str], body: bytes | str) -> OrderReply:
    """The jobs that 4Over made of an order (API 10.2, 10.3). Pure: a stored answer reads the same.

    Raises Refused (nothing was made; with `credentials` for 401 and 403), Unreachable (429: not
    taken in, after `retry_after` seconds) or Unclear (it may have been taken).
    """
    readable, value = read_json(body)
    if 300 <= status < 400:
        raise Unclear(f"sent elsewhere ({status})", status=status)
    if readable and isinstance(value, dict) and (reply := _taken(value)):
        return reply

    status = status_of(status, value)
    if status == 429:
        raise Unreachable("asked to slow down", retry_after=retry_after(headers))
    if status in (401, 403):
        said = words(value, "the credentials were not accepted")
        raise Refused(said, status=status, credentials=True)
    if not readable or not isinstance(value, dict):
        raise Unclear(f"{status} and not an order's answer: {excerpt(body)}", status=status)
    said = words(value)
    if says_it_is_there_already(said):
        raise Unclear(said, status=status)
    if _took_money(value):
        raise Unclear(f"{status}, no job, and yet a payment: {said}", status=status)
    paying = status == 402 or bool(_ABOUT_PAYING.search(said))
    if 200 <= status < 300 and _order_status(value) == "failed":
        raise Refused(said, status=status, payment=paying, detail=said or "Failed, no reason given")
    if status in PLAIN_NO and said:
        raise Refused(said, status=status, payment=paying)
    raise Unclear(f"{status} and no plain answer: {said or excerpt(body)}", status=status)


def says_it_is_there_already(said: str) -> bool:
    """Whether a refusal sounds like "this order exists": then an earlier one was taken."""
    return bool(_ALREADY_THERE.search(_ABSENT.sub("", said)))


def _taken(value: dict[str, Any]) -> OrderReply | None:
    """The reply if the answer says that jobs were made, whatever its HTTP status."""
    told = _order_status(value)
    try:
        reply = OrderReply.from_json(
            value, Outcome.SUCCESS if told == "success" else Outcome.PARTLY
        )
    except Unreadable:
        return None
    if told in ("success", "warning"):
        return reply
    if not reply.jobs and not reply.unreadable:
        return None
    if told == "failed":  # "Failed", yet with jobs: these exist
        return reply
    if told == "":  # older answers leave the status out
        whole = not (reply.failures or reply.unreadable or reply.doubts)
        return OrderReply.from_json(value, Outcome.SUCCESS if whole else Outcome.PARTLY)
    return None


def _took_money(value: dict[str, Any]) -> bool:
    """Whether the answer names a sum that was authorized on the card."""
    try:
        return bool(OrderReply.from_json(value, Outcome.PARTLY).charged)
    except Unreadable:
        return False


def _order_status(value: dict[str, Any]) -> str:
    told = value.get("order_status")
    return told.strip().lower() if isinstance(told, str) else ""
