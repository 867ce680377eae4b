"""The push journal: a line on disk before each order leaves, and one after.

The database says the same. The journal is for the day when the database was restored from last
night: what it knows and the database does not has been sent.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

import msgspec

from storefront.clock import now
from storefront.config import config
from storefront.fourover.charge import Charge
from storefront.money import NOTHING

LOOKED_AT = timedelta(days=62)
SENDING, ANSWERED, NOT_SENT = "sending", "answered", "not sent"
NUMBER = re.compile(rb'"item": "(\d{1,18})-')


@dataclass(frozen=True, order=True)
class Sent:
    """An order that left or was about to, and how it ended as far as the journal knows."""

    item: str  # our name for it, such as 1042-2
    attempt: int
    owner: str  # of the one run that sent it; no other run has that name
    at: datetime
    card: str = ""
    expected: Charge | None = field(default=None, compare=False)  # on the card
    ended: str = ""  # ANSWERED, NOT_SENT or ""
    jobs: str = ""  # 4Over's job ids, if its answer named them


def write(what: str, reference: str, attempt_id: int, **facts: object) -> None:
    """Append a line and wait until it is on the disk. Raises OSError: then nothing may be sent."""
    folder = _folder()
    folder.mkdir(exist_ok=True)
    line = {"at": now().isoformat(), "what": what, "item": reference, "attempt": attempt_id}
    text = f"\n{json.dumps(line | facts)}\n"  # begins anew even after a torn line
    append(folder / f"{now():%Y-%m}.ndjson", text.encode())


def append(path: Path, line: bytes) -> None:
    """And wait until it is on the disk. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if os.write(descriptor, line) != len(line):
            raise OSError("the file took only part of a line")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sent(reference: str = "") -> list[Sent]:
    """What may have left in the last two months: all of it, or of one item. Raises OSError.

    What is proven never to have left is not in it.
    """
    attempts: dict[tuple[str, int], list[Sent]] = {}
    for line in _lines(reference):
        key = str(line.get("item", "")), _int(line.get("attempt"))
        if line["what"] == SENDING:
            attempts.setdefault(key, []).append(_begun(key, line))
        elif line["what"] in (ANSWERED, NOT_SENT) and key in attempts:
            end = replace(
                attempts[key][-1], ended=str(line["what"]), jobs=str(line.get("jobs", ""))[:1000]
            )
            attempts[key][-1] = end
    return [one for those in attempts.values() for one in those if one.ended != NOT_SENT]


def highest_number() -> int:
    """The highest order number that ever left, or 0. Raises OSError."""
    newest = sorted(_folder().glob("*.ndjson"))[-3:]
    return max((int(n) for path in newest for n in NUMBER.findall(path.read_bytes())), default=0)


def _folder() -> Path:
    return config().instance_path / "push-journal"


def _lines(reference: str) -> Iterator[dict[str, object]]:
    since, named = f"{now() - LOOKED_AT:%Y-%m}", f'"item": "{reference}'.encode()
    for path in sorted(_folder().glob("*.ndjson")):
        content = path.read_bytes() if path.stem >= since else b""
        for text in content.splitlines() if named in content else []:
            if named not in text:
                continue
            try:
                line = json.loads(text)
            except ValueError:
                continue  # a line that a crash cut short was never followed by an order
            if isinstance(line, dict) and "what" in line and reference in ("", line.get("item")):
                yield line


def _begun(key: tuple[str, int], line: dict[str, object]) -> Sent:
    item, attempt = key
    owner, card = (str(line.get(name, ""))[:80] for name in ("owner", "card"))
    owner = owner or f"{item}:{attempt}"  # so that two such lines are two
    return Sent(item, attempt, owner, _moment(line.get("at")), card, _expected(line))


def _expected(line: dict[str, object]) -> Charge | None:
    """Older lines name goods and shipping in one sum, without 4Over's tax, or no sum."""
    try:
        if "expected" in line:
            return msgspec.convert(line["expected"], Charge)
        amount = Decimal(str(line.get("amount", "")))
    except (msgspec.ValidationError, InvalidOperation):
        return None
    return Charge(amount, NOTHING) if amount.is_finite() else None


def _moment(text: object) -> datetime:
    """When the line was written. One that cannot be read counts as just now: the settle time runs
    from there."""
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC)
    except ValueError:
        return now()


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
