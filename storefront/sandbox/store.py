"""What the sandbox remembers: one SQLite file, or nothing after a stop when it has none."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import RLock
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    number INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL, placed_at TEXT NOT NULL,
    status TEXT NOT NULL, amount TEXT NOT NULL, is_test INTEGER NOT NULL,
    account TEXT NOT NULL DEFAULT '', card TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS jobs (
    job_id TEXT PRIMARY KEY, order_number INTEGER NOT NULL, job_name TEXT NOT NULL,
    product TEXT NOT NULL, choices TEXT NOT NULL, price TEXT NOT NULL, ship_to TEXT NOT NULL,
    route TEXT NOT NULL, step INTEGER NOT NULL, due REAL NOT NULL, needs TEXT NOT NULL,
    waits_for TEXT NOT NULL, tracking TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS statuses (
    id INTEGER PRIMARY KEY, job_id TEXT NOT NULL, status TEXT NOT NULL, set_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS statuses_of_job ON statuses (job_id, id);
CREATE TABLE IF NOT EXISTS job_files (
    job_id TEXT NOT NULL, reason TEXT NOT NULL, file_uuid TEXT NOT NULL,
    PRIMARY KEY (job_id, reason));
CREATE TABLE IF NOT EXISTS files (
    file_uuid TEXT PRIMARY KEY, name TEXT NOT NULL, extension TEXT NOT NULL,
    size INTEGER NOT NULL, sha256 TEXT NOT NULL, pages INTEGER, created_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS faults (
    name TEXT PRIMARY KEY, left INTEGER, value TEXT NOT NULL, path TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS requests (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
    query TEXT NOT NULL, body TEXT NOT NULL, status INTEGER);
CREATE TABLE IF NOT EXISTS shipping_quotes (
    product_uuid TEXT NOT NULL, zipcode TEXT NOT NULL, PRIMARY KEY (product_uuid, zipcode));
CREATE TABLE IF NOT EXISTS bank_sessions (
    session TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, sent TEXT NOT NULL, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bank_charges (
    charge TEXT PRIMARY KEY, session TEXT NOT NULL, amount INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS bank_refunds (
    refund TEXT PRIMARY KEY, charge TEXT NOT NULL, amount INTEGER NOT NULL,
    key TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
TABLES = (
    "orders",
    "jobs",
    "statuses",
    "job_files",
    "files",
    "faults",
    "requests",
    "shipping_quotes",
    "bank_sessions",
    "bank_charges",
    "bank_refunds",
    "settings",
)
KEPT_REQUESTS = 20_000


class Store:
    """One connection, one at a time: simple, and quick enough for one print shop's practice."""

    def __init__(self, folder: Path | None) -> None:
        self._temporary = None if folder else TemporaryDirectory(prefix="sandbox-")
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder or Path(self._temporary.name if self._temporary else "")
        self.files = self.folder / "files"
        self.files.mkdir(exist_ok=True)
        self.lock = RLock()
        self.db = sqlite3.connect(
            self.folder / "sandbox.db", check_same_thread=False, isolation_level=None
        )
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute(f"PRAGMA synchronous={'NORMAL' if folder else 'OFF'}")
        self.db.executescript(SCHEMA)
        self._add_what_is_new()

    def _add_what_is_new(self) -> None:
        """A demo of before has no accounts in its orders: they were all the shop's."""
        known = {row["name"] for row in self.rows("PRAGMA table_info(orders)")}
        for name in {"account", "card"} - known:
            self.run(f"ALTER TABLE orders ADD COLUMN {name} TEXT NOT NULL DEFAULT ''")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; may be nested, the outermost one counts."""
        with self.lock:
            if self.db.in_transaction:
                yield
                return
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")

    def run(self, sql: str, *values: Any) -> int:
        """Do it, and give the number of the row that was added."""
        with self.lock:
            return self.db.execute(sql, values).lastrowid or 0

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        with self.lock:
            return self.db.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        return next(iter(self.rows(sql, *values)), None)

    def setting(self, name: str, default: str) -> str:
        row = self.row("SELECT value FROM settings WHERE name = ?", name)
        return str(row["value"]) if row else default

    def set(self, name: str, value: str) -> None:
        self.run("REPLACE INTO settings VALUES (?, ?)", name, value)

    def empty(self) -> None:
        """Forget everything but the order numbers, so that no job id is ever given out twice."""
        with self.transaction():
            for table in TABLES:
                self.run(f"DELETE FROM {table}")  # noqa: S608  the names are the ones above
        for file in self.files.iterdir():
            file.unlink()

    def close(self) -> None:
        with self.lock:
            self.db.close()
        if self._temporary:
            self._temporary.cleanup()
