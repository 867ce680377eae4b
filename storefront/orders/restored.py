"""Noticing that the database is older than what was done: a restored backup, or a copy.

Two things lie beside the database and are not restored with it: a file that names the database
this instance belongs to, and the push journal. If either disagrees, what was sent already might
be sent again; so pushing is paused until a person has looked.
"""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import or_, select

from storefront.audit import record
from storefront.clock import now
from storefront.config import config
from storefront.extensions import db
from storefront.orders import journal
from storefront.orders.models import PushAttempt
from storefront.secrets import kept
from storefront.settings import StoredSetting, save_setting

LOOKED_AT = timedelta(days=62)
NAME = "database_id"  # beside the settings, but none of them


@dataclass(frozen=True, order=True)
class Sent:
    """A line of the journal: an order that left, or was about to."""

    item: str
    attempt: int
    owner: str


def pause_if_restored() -> list[str]:
    """Pause pushing if this database does not know what this instance has done. Commits.

    Returns why, in words; nothing if all is well. Said once: resuming lasts.
    """
    lost = sorted(_unknown())
    reasons = [f"{sent.item} was sent, but is not on record." for sent in lost]
    if not _is_this_instances():
        reasons.append("This database was in use with another instance folder.")
    if reasons:
        save_setting("pushing_paused", True)
        record("shop", "paused pushing", "restored database", " ".join(reasons))
    db.session.commit()
    for sent in lost:
        journal.write("paused for", sent.item, sent.attempt, owner=sent.owner)
    if reasons:
        _adopt()
    return reasons


def _is_this_instances() -> bool:
    """Whether database and instance folder bear the same name. Names those that have none."""
    path = _path()
    named = db.session.scalar(select(StoredSetting.value).where(StoredSetting.name == NAME))
    if named is None:
        name = kept(path, secrets.token_hex(16))
        db.session.merge(StoredSetting(name=NAME, value=name))
        return True
    return path.exists() and path.read_text().strip() == named


def _adopt() -> None:
    """From now on the two belong together: a person was told."""
    named = db.session.scalar(select(StoredSetting.value).where(StoredSetting.name == NAME))
    db.session.rollback()
    _path().unlink(missing_ok=True)
    kept(_path(), str(named))


def _path() -> Path:
    return config().instance_path / "database.id"


def _unknown() -> set[Sent]:
    """What the journal says was sent, and the database neither knows as sent nor as ended."""
    known = {
        (attempt_id, owner)
        for attempt_id, owner in db.session.execute(
            select(PushAttempt.id, PushAttempt.owner).where(
                or_(PushAttempt.sent_at.is_not(None), PushAttempt.ended_at.is_not(None))
            )
        )
    }
    lines = list(_lines())
    told = {_sent(line) for line in lines if line["what"] == "paused for"}
    sent = {_sent(line) for line in lines if line["what"] == "sending"}
    return {one for one in sent - told if (one.attempt, one.owner) not in known}


def _sent(line: dict[str, object]) -> Sent:
    attempt = line.get("attempt")
    return Sent(
        str(line.get("item", "")),
        attempt if isinstance(attempt, int) else 0,
        str(line.get("owner", "")),
    )


def _lines() -> Iterator[dict[str, object]]:
    folder = config().instance_path / "push-journal"
    since = f"{now() - LOOKED_AT:%Y-%m}"
    for path in sorted(folder.glob("*.ndjson")) if folder.is_dir() else []:
        for text in path.read_text(errors="replace").splitlines() if path.stem >= since else []:
            try:
                line = json.loads(text)
            except ValueError:
                continue  # a line that a crash cut short was never followed by an order
            if isinstance(line, dict) and "what" in line:
                yield line
