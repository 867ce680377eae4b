"""The database: what a table is, how SQLite is set up, and who only reads."""

import enum
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeVar, cast

from flask import current_app, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Delete,
    Dialect,
    Enum,
    MetaData,
    String,
    Table,
    TypeDecorator,
    Update,
    event,
)
from sqlalchemy.engine import Connection, CursorResult, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, registry

from storefront.clock import Moment
from storefront.money import Cost

View = TypeVar("View", bound=Callable[..., Any])

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Model(DeclarativeBase):
    """A table. Its name is the class's, in snake case."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)
    registry: ClassVar[registry] = registry(
        metadata=metadata,
        type_annotation_map={
            datetime: Moment,
            Decimal: Cost,
            dict[str, Any]: JSON,
            list[Any]: JSON,
        },
    )

    def __init_subclass__(cls, **how: Any) -> None:
        """A number is given once. Without being told, SQLite gives that of a deleted row again,
        and a page that is still open would act on the new one."""
        super().__init_subclass__(**how)
        table = cast("Table", cls.__table__)
        if table.primary_key.columns.keys() == ["id"]:
            table.dialect_options["sqlite"]["autoincrement"] = True

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - SQLAlchemy hands in the class
        return "".join("_" + c.lower() if c.isupper() else c for c in cls.__name__).strip("_")


Identifier = String(100)
"""A column type for what 4Over names a thing by: as long as its answers are read, everywhere."""


class Texts(TypeDecorator[tuple[str, ...]]):
    """A column type for several texts in their order: a tuple, as nobody is to edit it."""

    impl = JSON
    cache_ok = True

    def process_result_value(self, value: list[str] | None, _: Dialect) -> tuple[str, ...]:
        return tuple(value or ())


def word_of(kind: type[enum.StrEnum], length: int = 40) -> Enum:
    """A column type for one of a few words: stored as the word, on every database."""
    return Enum(
        kind,
        native_enum=False,
        length=length,
        values_callable=lambda k: [member.value for member in k],
    )


db = SQLAlchemy(model_class=Model, session_options={"expire_on_commit": True})


def end_transaction() -> None:
    """End a transaction that only read, before what takes its time: a question to somebody else, a
    large file, a hash. Nobody waits for our database meanwhile; rows are read anew when they are
    next used. What was not committed is gone."""
    db.session.rollback()


def rows_changed(statement: Update | Delete) -> int:
    """Run a conditional UPDATE or DELETE and say how many rows met the condition: 0 is a lost race.

    Rows that the session holds already are not refreshed; commit or expire them.
    """
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount


class NotUnique(Exception):
    """Another row has the same already, in columns that no two may have the same in."""


@contextmanager
def unique(*columns: Mapped[Any]) -> Iterator[None]:
    """Where somebody else may be quicker to write these columns of a table: raises NotUnique then.
    Any other constraint that is broken raises IntegrityError, as everywhere."""
    try:
        yield
    except IntegrityError as error:
        if not _breaks(error, columns):
            raise
        raise NotUnique from error


def _breaks(error: IntegrityError, columns: Sequence[Any]) -> bool:
    table, names = columns[0].class_.__table__, [column.key for column in columns]
    told = getattr(error.orig, "diag", None)
    if told is None:  # SQLite names the columns, others the constraint
        said = ", ".join(f"{table.name}.{name}" for name in names)
        return str(error.orig) == f"UNIQUE constraint failed: {said}"
    known = {one.name: one.columns.keys() for one in (*table.constraints, *table.indexes)}
    return known.get(told.constraint_name) == names


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, record: Any) -> None:  # noqa: ARG001 - as the event gives it
    if not hasattr(connection, "create_function"):
        return  # not SQLite
    connection.isolation_level = None  # we say BEGIN ourselves, below
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL may lose the row that says an order was sent
        "foreign_keys=ON",
        "busy_timeout=15000",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """Whoever may write takes the lock at once: a transaction that upgrades later fails instead."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if changes_nothing() else "BEGIN IMMEDIATE")


def changes_nothing() -> bool:
    """Whether this is a request that only reads."""
    if not has_request_context():
        return False
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method in ("GET", "HEAD") or getattr(view, "only_reads", False)


def only_reads(view: View) -> View:
    """For a POST that changes nothing, which so waits for nobody who does."""
    view.only_reads = True  # type: ignore[attr-defined]
    return view
