"""Files in a bucket: S3, or a server that speaks it."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import MemoryStore, S3Store

from storefront.storage.contract import PIECE, Store, StoreAway, StoredFile, checked

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from obstore import ObjectMeta, ReadableFile

AT_ONCE = 5 * 1024 * 1024  # bytes of one part, the least that S3 takes; one is in memory at a time
LONGEST = 7 * 86400  # seconds: S3 signs nothing for longer


class Bucket(Store):
    _used_in: ClassVar[int] = 0  # the process; obstore's threads do not live on in a fork

    def __init__(self, store: S3Store | MemoryStore, name: str, incoming: Path) -> None:
        """Asks nothing yet."""
        self._store = store
        self.name = name
        self.incoming = incoming
        incoming.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, key: str, content: bytes | Path) -> None:
        with self._asked(key) as store:
            if isinstance(content, bytes) or content.stat().st_size <= AT_ONCE:
                small = content if isinstance(content, bytes) else content.read_bytes()
                obstore.put(store, key, small, mode="create")
                return
            # S3 makes no condition for what comes in parts: whoever asks for the same key at this
            # moment brings the same bytes, for keys are random or hashes
            if self.has(key):
                raise FileExistsError(f"{key} is there.")
            with content.open("rb") as file:
                obstore.put(store, key, file, chunk_size=AT_ONCE, max_concurrency=1)

    def replace(self, key: str, content: bytes) -> None:
        with self._asked(key) as store:
            obstore.put(store, key, content)

    def open(self, key: str) -> BufferedReader:
        with self._asked(key) as store:
            file = obstore.open_reader(store, key, buffer_size=PIECE)
        return BufferedReader(_Reader(file), 256 * 1024)

    def about(self, key: str) -> StoredFile:
        with self._asked(key) as store:
            return _stored(obstore.head(store, key))

    def list(self, folder: str = "", *, deep: bool = False) -> Iterator[StoredFile]:
        with self._asked(folder or "all") as store:
            if not deep:
                found = obstore.list_with_delimiter(store, folder or None)["objects"]
                yield from map(_stored, found)
                return
            for some in obstore.list(store, folder or None, chunk_size=1000):
                yield from map(_stored, some)

    def delete(self, key: str) -> None:
        with self._asked(key) as store:
            try:
                obstore.delete(store, key)
            except FileNotFoundError:
                pass

    def move(self, key: str, to: str) -> None:
        with self._asked(key) as store:
            obstore.copy(store, key, checked(to))
            obstore.delete(store, key)

    def sign(self, key: str, seconds: int) -> str:
        with self._asked(key) as store:
            if isinstance(store, MemoryStore):
                return ""
            return obstore.sign(store, "GET", key, timedelta(seconds=min(seconds, LONGEST)))

    @contextmanager
    def _asked(self, key: str) -> Iterator[S3Store | MemoryStore]:
        checked(key)
        if Bucket._used_in not in (0, os.getpid()):
            raise RuntimeError("A bucket was used before this process was forked: it would hang.")
        Bucket._used_in = os.getpid()
        with _in_our_words():
            yield self._store


class _Reader(io.RawIOBase):
    """An obstore file as Python's own. It asks for the next piece when it is read: however slowly
    it is read, no connection is kept waiting."""

    def __init__(self, file: "ReadableFile") -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def readinto(self, buffer: "WriteableBuffer") -> int:
        into = memoryview(buffer)
        with _in_our_words():
            read = self._file.read(len(into))
        into[: len(read)] = memoryview(cast("bytes", read))
        return len(read)


def _stored(found: "ObjectMeta") -> StoredFile:
    return StoredFile(found["path"], found["size"], found["last_modified"].astimezone(UTC))


@contextmanager
def _in_our_words() -> Iterator[None]:
    """What obstore raises tells whole requests: nothing of it goes on."""
    try:
        yield
    except AlreadyExistsError:
        raise FileExistsError("It is there.") from None
    except FileNotFoundError:
        raise FileNotFoundError("It is not there.") from None
    except BaseError as trouble:
        raise StoreAway(
            f"The bucket refused, or did not answer ({type(trouble).__name__})."
        ) from None
