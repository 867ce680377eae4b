"""What a store can do. A key is a path of plain names: `images/0a1b.jpg`.

What is absent raises FileNotFoundError; a store that does not answer, StoreAway. Both are OSErrors,
as is a disk without room.
"""

import hashlib
import re
import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader
from pathlib import Path

PIECE = 1024 * 1024  # bytes that are in memory at once
_KEY = re.compile(r"\w[\w.-]*(/\w[\w.-]*)*", re.ASCII)


class StoreAway(OSError):
    """The store cannot be asked now. The text says why; it names no key of access."""


@dataclass(frozen=True)
class StoredFile:
    key: str
    size: int  # bytes
    at: datetime  # UTC: when it was put there, or moved there


class Store(ABC):
    """Files under keys. One that is put never changes."""

    name: str  # for people: /srv/artwork, or s3://bucket/prefix
    incoming: Path  # a folder of this machine for what is not a file of the shop yet

    @abstractmethod
    def put(self, key: str, content: bytes | Path) -> None:
        """Store it, down to the disk. A local file is read piece by piece, and stays.

        Raises FileExistsError if the key is there.
        """

    @abstractmethod
    def replace(self, key: str, content: bytes) -> None:
        """Put a small thing that says how things stand now, whatever stood there."""

    @abstractmethod
    def open(self, key: str) -> BufferedReader:
        """To read it, whole or from any place (`seek`), a piece at a time."""

    @abstractmethod
    def about(self, key: str) -> StoredFile: ...

    @abstractmethod
    def list(self, folder: str = "", *, deep: bool = False) -> Iterator[StoredFile]:
        """What lies in the folder; `deep` with all that is below. No more than there was when it
        was asked."""

    @abstractmethod
    def delete(self, key: str) -> None:
        """Also if it is not there."""

    @abstractmethod
    def move(self, key: str, to: str) -> None:
        """From one key to another, whose age begins now. It takes the place of what was there."""

    @abstractmethod
    def sign(self, key: str, seconds: int) -> str:
        """A URL at which anybody may GET it for so long; nothing where the store has none."""

    @contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        """A file of this machine with these bytes, for programs that want a path. Only read it."""
        path = self.incoming / secrets.token_hex(20)
        try:
            with self.open(key) as source, path.open("xb") as target:
                while piece := source.read(PIECE):
                    target.write(piece)
            yield path
        finally:
            path.unlink(missing_ok=True)

    def read(self, key: str) -> bytes:
        """All of a small file."""
        with self.open(key) as file:
            return file.read()

    def has(self, key: str) -> bool:
        try:
            self.about(key)
        except FileNotFoundError:
            return False
        return True

    def sha256(self, key: str) -> str:
        with self.open(key) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def checked(key: str) -> str:
    """The key, if it is one. Raises FileNotFoundError: nothing lies under another."""
    if not _KEY.fullmatch(key):
        raise FileNotFoundError(f"{key[:80]!r} is no key of a file.")
    return key
