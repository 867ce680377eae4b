"""Which database a folder belongs to: the two carry the same id.

An instance folder and an artwork store outlive a database, and may be met by another one: a
restored backup, a copy, a trial. What that one does not know is not therefore of no use.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from storefront.extensions import db
from storefront.settings import StoredSetting

NAME = "database_id"  # beside the settings, but none of them
NOBODY = "nobody"  # a folder that waits to be adopted by a person


def database_id() -> str:
    """The id of this database; nothing if it has none yet."""
    return db.session.scalar(select(StoredSetting.value).where(StoredSetting.name == NAME)) or ""


def owner(folder: Path) -> str:
    """The id of the database that this folder belongs to; nothing if it says none."""
    try:
        return _mark(folder).read_text().strip()
    except FileNotFoundError:
        return ""


def given_id() -> str:
    """The same, made now if there is none. The caller commits."""
    named = database_id()
    if not named:
        named = secrets.token_hex(16)
        db.session.add(StoredSetting(name=NAME, value=named))
        db.session.flush()
    return named


def adopt(folder: Path) -> None:
    """From now on the folder belongs to this database. The caller commits."""
    _write(folder, given_id())


def disown(folder: Path) -> None:
    """The folder belongs to no database, until a person says to which."""
    _write(folder, NOBODY)


@contextmanager
def by_turns(folder: Path) -> Iterator[None]:
    """One process after the other."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _write(folder: Path, named: str) -> None:
    beside = folder / f"database.id.{os.getpid()}"
    beside.write_text(named)
    beside.rename(_mark(folder))


def _mark(folder: Path) -> Path:
    return folder / "database.id"
