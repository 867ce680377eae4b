"""Counts what is asked of the database."""

from contextlib import contextmanager

from sqlalchemy import event

from storefront.database import db


@contextmanager
def statements():
    """The SQL that runs meanwhile, BEGIN and the like left out."""
    ran = []

    def note(connection, cursor, statement, *rest):
        ran.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
        ran[:] = [sql for sql in ran if not sql.startswith(("BEGIN", "PRAGMA", "SAVEPOINT"))]
