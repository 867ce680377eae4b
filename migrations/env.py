"""Runs the migrations on the app's own database, whichever it is."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from storefront.database import Model, db


def run() -> None:
    """Each revision in a transaction of its own; SQLite's tables are altered by copying."""
    options = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection, _references_looked_at_last(connection):
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            transaction_per_migration=True,
            render_item=_plainly,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def _references_looked_at_last(connection: Connection) -> Iterator[None]:
    """SQLite makes a table anew to alter it, and would not drop the old one while others refer to
    it. So it looks at references in the end, as its documentation advises."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        if broken := driver.execute("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"The migration has broken references: {broken[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _plainly(kind: str, item: object, context: object) -> str | bool:
    """Our own column types are written as what they are in the database."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


run()
