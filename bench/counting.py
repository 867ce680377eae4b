"""How many SQL statements a page needs: counted apart, so that nothing timed is slowed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bench.visitor import Fields, Visitor


@dataclass
class Count:
    statements: int = 0
    commits: int = 0


@contextmanager
def counted() -> Iterator[Count]:
    """All that goes to any database meanwhile, but for BEGIN and savepoints."""
    count = Count()

    def statement(connection: Any, cursor: Any, text: str, *rest: Any) -> None:  # noqa: ARG001
        if not text.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            count.statements += 1

    def commit(connection: Any) -> None:  # noqa: ARG001
        count.commits += 1

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", commit)
    try:
        yield count
    finally:
        event.remove(Engine, "before_cursor_execute", statement)
        event.remove(Engine, "commit", commit)


def count(
    app: Flask,
    visitor: Visitor,
    method: str,
    path: str,
    fields: Fields | None = None,
    headers: dict[str, str] | None = None,
) -> Count:
    """Of the second time, when nothing is done for the first time any more."""
    client = app.test_client(use_cookies=False)
    sent = {"Cookie": visitor.cookie_header} | (headers or {})
    data: dict[str, list[str]] = {}
    for name, value in fields or []:
        data.setdefault(name, []).append(value)
    for _ in range(2):
        with counted() as found:
            answer = client.open(path, method=method, data=data, headers=sent)
            answer.close()
        if answer.status_code >= 400:
            raise ValueError(f"{path} answered {answer.status_code}")
        if "If-None-Match" in sent:  # each process has tags of its own
            sent["If-None-Match"] = answer.headers["ETag"]
    return found
