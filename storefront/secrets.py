"""What must not be read by others: the shop's own keys, and credentials at rest."""

import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app
from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Undecipherable(Exception):
    """It was not encrypted with a key that CREDENTIALS_KEY still holds, or too long ago."""


def read_or_make(path: Path, make: str) -> str:
    """The secret in the file, made on first use and readable by us alone."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(make)
    return make


def cipher(keys: str) -> MultiFernet:
    """Several keys, separated by commas: the first one writes, all of them read. So keys rotate."""
    return MultiFernet([Fernet(key.strip()) for key in keys.split(",") if key.strip()])


class Encrypted(TypeDecorator[str]):
    """A column whose text is encrypted at rest with CREDENTIALS_KEY."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _cipher().encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        try:
            return _cipher().decrypt(value.encode()).decode()
        except InvalidToken:
            raise Undecipherable("CREDENTIALS_KEY does not open a stored credential") from None


def seal(secret: str) -> str:
    """Encrypted for the next page of a form: only this shop opens it, and only for a time."""
    return _cipher().encrypt(secret.encode()).decode()


def unseal(sealed: str, *, good_for: int) -> str:
    """What was sealed at most so many seconds ago. Raises Undecipherable."""
    try:
        return _cipher().decrypt(sealed.encode(), ttl=good_for).decode()
    except InvalidToken:
        raise Undecipherable("This was not sealed by the shop, or too long ago") from None


def _cipher() -> MultiFernet:
    present: MultiFernet = current_app.extensions["cipher"]
    return present
