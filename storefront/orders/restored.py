"""Noticing that the database is older than what was done: a restored backup, or a copy.

Two things lie beside the database and are not restored with it: a file that names the database
this instance belongs to, and the push journal. If either disagrees, pushing is paused until a
person has looked, and what the journal knows was sent is held item by item: taking the pause off
sends none of it again.
"""

import secrets
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from storefront.audit import record
from storefront.config import config
from storefront.extensions import db
from storefront.orders.journal import Sent
from storefront.orders.unrecorded import hold_unrecorded
from storefront.secrets import kept
from storefront.settings import StoredSetting, save_setting

NAME = "database_id"  # beside the settings, but none of them


def pause_if_restored() -> list[str]:
    """Pause pushing if this database does not know what this instance has done. Commits.

    Returns why, in words; nothing if all is well. Said once: resuming lasts.
    """
    lost = hold_unrecorded()
    try:
        return _pause(lost)
    except IntegrityError:  # another process, starting at this moment, was quicker to write it
        db.session.rollback()
        return _pause(lost)


def _pause(lost: list[Sent]) -> list[str]:
    reasons = [f"{sent.item} was sent, but is not on record." for sent in lost]
    if not _is_this_instances():
        reasons.append("This database was in use with another instance folder.")
    if reasons:
        save_setting("pushing_paused", True)
        record("shop", "paused pushing", "restored database", " ".join(reasons))
    db.session.commit()
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
