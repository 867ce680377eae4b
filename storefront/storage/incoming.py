"""What is on its way into the store: a file of this machine, looked at before it is put."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from storefront.clock import now
from storefront.config import config
from storefront.storage.contract import PIECE
from storefront.storage.opening import store

MIB = 1024 * 1024  # bytes


def has_room_for(size: int) -> bool:
    """Whether so many bytes more leave ARTWORK_FREE_MB of this disk for everything else."""
    return shutil.disk_usage(store().incoming).free - size >= config().artwork_free_mb * MIB


@contextmanager
def incoming() -> Iterator[Path]:
    """A new path to write to, gone afterwards: `put` it meanwhile."""
    path = store().incoming / secrets.token_hex(20)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def write(source: BinaryIO, path: Path) -> tuple[str, int]:
    """Copy it to the path, down to the disk. Returns its SHA-256 and its size."""
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as target:
        while chunk := source.read(PIECE):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest(), size


def left_behind(older_than: timedelta) -> list[Path]:
    """What a process that was killed left on this machine."""
    until = now() - older_than
    files = (path for path in store().incoming.iterdir() if path.is_file())
    return [path for path in files if _changed(path) < until]


def _changed(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:  # somebody was faster
        return now()
