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
            include_object=_is_ours,
            render_item=_plainly,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()


def _is_ours(item: object, name: str | None, kind: str, *_: object) -> bool:
    """The search index is made by hand, in a revision of its own."""
    return not (kind == "table" and name is not None and name.startswith("product_search"))


def _plainly(kind: str, item: object, context: object) -> str | bool:
    """Our own column types are written as what they are in the database."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


run()
