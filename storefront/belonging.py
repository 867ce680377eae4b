"""Which database a folder belongs to: the two carry the same id.

An instance folder and an artwork store outlive a database, and may be met by another one: a
restored backup, a copy, a trial. What that one does not know is not therefore of no use.

A copied database carries every id of its original. So the artwork store has an id of its own: a
database that was restored or copied gives up its half of it, and never touches the other.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from storefront.database import db
from storefront.settings import StoredSetting
from storefront.storage.opening import store

# beside the settings, but none of them
DATABASE, STORE = "database_id", "artwork_store_id"
MARK = "database.id"  # the file that says it, in an instance folder and in a store
NOBODY = "nobody"  # until a person says whose store it is


def database_id() -> str:
    """The id of this database; nothing if it has none yet."""
    return _stored(DATABASE)


def store_id() -> str:
    """What the artwork store of this database bears: nothing if it has none yet, or NOBODY."""
    return _stored(STORE)


def store_owner() -> str:
    """The id that the store bears; nothing if it bears none yet."""
    try:
        return store().read(MARK).decode(errors="replace").partition(" ")[0].strip()
    except FileNotFoundError:
        return ""


def owner(folder: Path) -> str:
    """The id of the database that this folder belongs to; nothing if it says none."""
    return next(iter(_words(folder)), "")


def is_copy(folder: Path) -> bool:
    """Whether the folder was copied, restored or moved to another disk since it was marked. Its
    mark says which file it is by the number that the file system gave it: a copy has another.
    What is restored where the original was just deleted may be given the same one again."""
    _, *number = _words(folder) or [""]
    return bool(number) and number != [str(_mark(folder).stat().st_ino)]


def given_id() -> str:
    """The id of this database, made now if there is none. The caller commits."""
    named = database_id()
    if not named:
        named = secrets.token_hex(16)
        db.session.add(StoredSetting(name=DATABASE, value=named))
        db.session.flush()
    return named


def give_up_store() -> None:
    """This database may be a copy: no artwork store is its own until a person says so. The caller
    commits. Nothing is written into the store, which may be the original's."""
    db.session.merge(StoredSetting(name=STORE, value=NOBODY))


def adopt_store() -> None:
    """From now on this store is this database's, and no other's. Commits.

    If it breaks off in between, the store is nobody's and may be adopted again.
    """
    named = secrets.token_hex(16)
    db.session.merge(StoredSetting(name=STORE, value=named))
    db.session.commit()
    store().replace(MARK, f"{named}\n".encode())


def mark(folder: Path, named: str) -> None:
    """Write into the folder whose it is: an id that is committed already."""
    beside = folder / f"{MARK}.{os.getpid()}"
    beside.touch()
    beside.write_text(f"{named} {beside.stat().st_ino}\n")
    beside.rename(_mark(folder))


@contextmanager
def by_turns(folder: Path) -> Iterator[None]:
    """One process after the other."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _stored(name: str) -> str:
    return db.session.scalar(select(StoredSetting.value).where(StoredSetting.name == name)) or ""


def _words(folder: Path) -> list[str]:
    try:
        return _mark(folder).read_text().split()
    except FileNotFoundError:
        return []


def _mark(folder: Path) -> Path:
    return folder / MARK
