"""What an HTTP answer of 4Over means, for every call but the order's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from storefront.fourover.errors import Refused, Unclear, Unreachable
from storefront.fourover.strict_json import NotJson, decode
from storefront.fourover.text import excerpt, words

UNDECIDED = {408, 425, 499}  # these say that the call broke off, not what became of it
LONGEST_WAIT = 3600.0  # seconds; nobody is made to wait longer by a Retry-After


@dataclass(frozen=True)
class RawAnswer:
    """An answer as it came, but for our own keys should it have echoed them."""

    status: int
    headers: Mapping[str, str]  # those of KEPT_HEADERS, names in lower case
    body: bytes  # decoded from its transfer encoding


KEPT_HEADERS = ("content-type", "date", "retry-after", "x-request-id")


def value_of(answer: RawAnswer, call: str, *, may_be_empty: bool = False) -> Any:
    """The JSON of a good answer. `call` names the request in errors, such as "GET /whoami".

    Raises Unreachable (told to wait), Refused (a readable no) or Unclear (anything else).
    """
    readable, value = read_json(answer.body)
    wait = retry_after(answer.headers)
    status = status_of(answer.status, value)
    if status == 429 or (not readable and asks_to_wait(answer.body)):
        raise Unreachable(f"asked to slow down on {call}", retry_after=wait)
    if status in (401, 403):
        detail = f"no access to {call}: {words(value)}"
        raise Refused(words(value), status=status, credentials=True, detail=detail)
    if not readable:
        if may_be_empty and 200 <= status < 300 and not answer.body.strip():
            return None
        trouble = f"{status}, not JSON, on {call}: {excerpt(answer.body)}"
        raise Unclear(trouble, status=status, retry_after=wait)
    if 200 <= status < 300:
        return value
    if 400 <= status < 500 and status not in UNDECIDED:
        raise Refused(words(value), status=status, detail=f"{status} on {call}: {words(value)}")
    raise Unclear(f"{status} on {call}: {words(value)}", status=status, retry_after=wait)


def read_json(body: bytes | str) -> tuple[bool, Any]:
    """Whether it is JSON, and its value. Leaves no half-read text behind in a traceback."""
    try:
        return True, decode(body)
    except NotJson:
        return False, None


def status_of(status: int, value: Any) -> int:
    """The status that counts: an error told inside a 200 is an error (API 19)."""
    if 200 <= status < 300 and isinstance(value, dict) and value.get("status") == "error":
        told = value.get("status_code")
        told = int(told) if isinstance(told, str) and told.isdecimal() else told
        return told if type(told) is int and 400 <= told < 600 else 500
    return status


def asks_to_wait(body: bytes | str) -> bool:
    """A plain line in place of JSON that asks for patience (API 2)."""
    return "too many requests" in excerpt(body).lower()


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that 4Over asks us to wait, at most an hour; None if it does not say."""
    asked = next((v.strip() for k, v in headers.items() if k.lower() == "retry-after"), "")
    if asked.isdecimal() and asked.isascii():
        return min(float(asked[:9]), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(asked)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max((until - datetime.now(UTC)).total_seconds(), 0.0), LONGEST_WAIT)
