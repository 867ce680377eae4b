"""Files in a folder, for its owner alone: on this machine's disk, or one that all mount."""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path

from storefront.storage.contract import Store, StoredFile, checked

INCOMING = "incoming"  # on the same disk, so that a file goes to its place by a link
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK)  # says a disk that knows none


class Folder(Store):
    def __init__(self, root: Path) -> None:
        """Made if need be. Raises OSError if it cannot be written."""
        self._root = root
        self.name = str(root)
        self.incoming = root / INCOMING
        _make(self.incoming)
        if not os.access(self.incoming, os.W_OK):
            raise PermissionError(errno.EACCES, "the shop may not write there")

    def put(self, key: str, content: bytes | Path) -> None:
        target = self._path(key)
        if isinstance(content, Path) and content.parent == self.incoming:
            self._link(content, target)
            return
        with self._beside() as path:
            if isinstance(content, Path):
                shutil.copyfile(content, path)
            else:
                path.write_bytes(content)
            self._link(path, target)

    def replace(self, key: str, content: bytes) -> None:
        target = self._path(key)
        with self._beside() as path:
            path.write_bytes(content)
            _to_disk(path)
            path.rename(target)
        _to_disk(target.parent)

    def open(self, key: str) -> BufferedReader:
        return self._there(key).open("rb")

    def about(self, key: str) -> StoredFile:
        return _stored(key, self._there(key))

    def list(self, folder: str = "", *, deep: bool = False) -> Iterator[StoredFile]:
        under = self._root / checked(folder) if folder else self._root
        for path in sorted(under.rglob("*") if deep else under.glob("*")):
            key = path.relative_to(self._root).as_posix()
            try:
                if not key.startswith(f"{INCOMING}/") and checked(key) and path.is_file():
                    yield _stored(key, path)
            except FileNotFoundError:  # gone meanwhile, or none of ours
                continue

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def move(self, key: str, to: str) -> None:
        path, target = self._there(key), self._path(to)
        os.utime(path)
        path.rename(target)

    def sign(self, key: str, seconds: int) -> str:
        return ""

    @contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        """The file itself."""
        yield self._there(key)

    def _there(self, key: str) -> Path:
        return self._root / checked(key)

    def _path(self, key: str) -> Path:
        path = self._there(key)
        _make(path.parent)
        return path

    @contextmanager
    def _beside(self) -> Iterator[Path]:
        """Nobody sees half a file: it is written here first."""
        path = self.incoming / secrets.token_hex(20)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _link(self, path: Path, target: Path) -> None:
        """Give it its name, if nothing has it. Not seen before every byte is on the disk."""
        path.chmod(0o600)
        _to_disk(path)
        try:
            os.link(path, target)
        except OSError as trouble:
            if trouble.errno not in _NO_LINKS:
                raise
            if target.exists():
                raise FileExistsError(errno.EEXIST, "it is there", str(target)) from None
            path.rename(target)
        _to_disk(target.parent)


def _stored(key: str, path: Path) -> StoredFile:
    seen = path.stat()
    return StoredFile(key, seen.st_size, datetime.fromtimestamp(seen.st_mtime, UTC))


def _make(folder: Path) -> None:
    for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def _to_disk(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
