"""Runs the migrations on the app's own database, whichever it is."""

from alembic import context
from flask import current_app
from sqlalchemy.types import TypeDecorator

from storefront.extensions import Model, db


def run() -> None:
    """Each revision in a transaction of its own; SQLite's tables are altered by copying."""
    options = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            transaction_per_migration=True,
            render_item=_plainly,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()


def _plainly(kind: str, item: object, context: object) -> str | bool:
    """Our own column types are written as what they are in the database."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


run()
