"""What visitors see has one edition: a name that is drawn at random, and anew with each change.

Everything remembered hangs on it: settings, words, lists of products, the ETag of an anonymous
visitor's page. It is drawn and not counted, as a number comes again after a rollback, and with it
what was remembered of rows that were never committed.
"""

import secrets
import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from flask import current_app, g
from sqlalchemy import String, event, insert, select, update
from sqlalchemy.orm import Mapped, Session, SessionTransaction, UOWTransaction, mapped_column

from storefront.database import Model, db

T = TypeVar("T")

REMEMBERED = 1500  # things: families, lists of categories, what was said of a product

_one_at_a_time = threading.Lock()


class Edition(Model):
    """One row, or none before the first change."""

    id: Mapped[int] = mapped_column(primary_key=True)
    drawn: Mapped[str] = mapped_column(String(32))


class SeenByVisitors:
    """A model that pages for visitors are made of: each change of a row is a new edition."""


_DRAWN = select(Edition.__table__.c.drawn)  # of the table, as every page asks it


class _OfRequest:
    """What one request, or one job, has asked for: all of it of one edition."""

    def __init__(self) -> None:
        self.edition = db.session.scalar(_DRAWN) or ""
        self.entries: dict[Hashable, Any] = {}


def edition() -> str:
    """The present one. Read once a request, and again after a change of its own."""
    return _of_request().edition


def remembered(name: Hashable, make: Callable[[], T]) -> T:
    """What `make` returns, kept in this process until anything that visitors see changes.

    Only so much is kept: what was not asked for the longest is dropped.
    """
    mine = _of_request()
    if name in mine.entries:
        value: T = mine.entries[name]
    else:
        value = mine.entries[name] = _of_process(mine, name, make)
    return value


def recalled(name: Hashable) -> Any:
    """The same if this request has asked for it, else None. Asks nothing of the database."""
    return g.page_cache.entries.get(name) if "page_cache" in g else None


def new_edition() -> None:
    """Something that visitors see was changed past the session: say so. The caller commits."""
    session, drawn = db.session(), secrets.token_hex(16)
    connection = session.connection()
    if not connection.execute(update(Edition).values(drawn=drawn)).rowcount:
        connection.execute(insert(Edition).values(id=1, drawn=drawn))
    session.info["new edition in"] = session.get_transaction()
    g.pop("page_cache", None)


@event.listens_for(Session, "after_flush")
def _notice(session: Session, _: UOWTransaction) -> None:
    changed = (*session.new, *session.dirty, *session.deleted)
    if any(isinstance(row, SeenByVisitors) for row in changed):
        new_edition()


@event.listens_for(Session, "after_soft_rollback")
def _take_back(session: Session, ended: SessionTransaction) -> None:
    """Forget what a rollback may have undone. One that undoes nothing of it leaves all at hand: to
    call 4Over the settings are needed, and no transaction may be open then."""
    if ended.nested or ended is session.info.get("new edition in"):
        g.pop("page_cache", None)


def _of_request() -> _OfRequest:
    mine: _OfRequest | None = g.get("page_cache")
    if mine is None:
        mine = g.page_cache = _OfRequest()
    return mine


def _of_process(mine: _OfRequest, name: Hashable, make: Callable[[], T]) -> T:
    known: dict[Hashable, tuple[str, T]] = current_app.extensions.setdefault("page cache", {})
    entry = known.get(name)
    if entry is None or entry[0] != mine.edition:
        entry = (mine.edition, make())
        if g.get("page_cache") is not mine:
            return entry[1]  # `make` has flushed a change: that is another edition
    with _one_at_a_time:
        known.pop(name, None)
        known[name] = entry  # as the last one
        if len(known) > REMEMBERED:
            del known[next(iter(known))]
    return entry[1]
