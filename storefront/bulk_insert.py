"""Putting new rows into a table by the hundred, as quickly as each database can take them.

The driver gets tuples, which spares what SQLAlchemy does for every row; PostgreSQL gets them by
COPY, which spares its server and the network as much again.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Column, Dialect, Table

from storefront.database import db


def bulk_insert(table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add the rows in the present transaction. All name the same columns; what they leave out gets
    its default, the same for all. What the database refuses raises sqlalchemy's error, or psycopg's
    own from COPY.
    """
    if not rows:
        return
    connection = db.session.connection()
    dialect = connection.dialect
    given = {name: _for_driver(table.c[name], dialect) for name in rows[0]}
    left_out = [c for c in table.c if c.name not in given and c.default is not None]
    same = tuple(_for_driver(column, dialect)(_default(column)) for column in left_out)
    tuples = (
        tuple(as_stored(row[name]) for name, as_stored in given.items()) + same for row in rows
    )

    names = [*given, *(column.name for column in left_out)]
    quote = dialect.identifier_preparer.quote
    into = f"{quote(table.name)} ({', '.join(map(quote, names))})"
    if dialect.name == "postgresql":
        with (
            closing(connection.connection.cursor()) as cursor,
            cursor.copy(f"COPY {into} FROM STDIN") as copy,
        ):
            for row in tuples:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(names))
        insert = f"INSERT INTO {into} VALUES ({marks})"  # noqa: S608 - names from our own models
        connection.exec_driver_sql(insert, list(tuples))


def _for_driver(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any]:
    """What makes a value of ours into what the column's type keeps of it."""
    return column.type.dialect_impl(dialect).bind_processor(dialect) or (lambda value: value)


def _default(column: Column[Any]) -> Any:
    default: Any = column.default
    return default.arg(None) if default.is_callable else default.arg
