"""Noticing that the database is older than what was done: a restored backup, or a copy.

The push journal lies beside the database and is not restored with it. What it says was sent and
the database does not know would be pushed again, so pushing is paused until a person has looked.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from storefront.audit import record
from storefront.clock import now
from storefront.config import config
from storefront.extensions import db
from storefront.orders.models import PushAttempt
from storefront.settings import save_setting, shop_settings

LOOKED_AT = timedelta(days=62)


def pause_if_restored() -> list[str]:
    """The items that were sent and the database does not know. Pauses pushing if there are any.

    The caller commits.
    """
    lost = sorted(set(_unknown()))
    if lost and not shop_settings().pushing_paused:
        save_setting("pushing_paused", True)
        record("shop", "paused pushing", "journal", f"Sent, but not on record: {', '.join(lost)}")
    return lost


def _unknown() -> Iterator[str]:
    known = {
        (attempt_id, owner)
        for attempt_id, owner in db.session.execute(
            select(PushAttempt.id, PushAttempt.owner).where(PushAttempt.sent_at.is_not(None))
        )
    }
    for line in _sent():
        if (line["attempt"], line.get("owner")) not in known:
            yield str(line["item"])


def _sent() -> Iterator[dict[str, object]]:
    folder = config().instance_path / "push-journal"
    since = f"{now() - LOOKED_AT:%Y-%m}"
    for path in sorted(folder.glob("*.ndjson")) if folder.is_dir() else []:
        if path.stem >= since:
            yield from _lines(path)


def _lines(path: Path) -> Iterator[dict[str, object]]:
    for text in path.read_text(errors="replace").splitlines():
        try:
            line = json.loads(text)
        except ValueError:
            continue  # a line that a crash cut short was never followed by an order
        if isinstance(line, dict) and line.get("what") == "sending":
            yield line
