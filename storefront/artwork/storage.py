"""Where the bytes of print files are kept: a folder, under names of our own."""

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from flask import Flask, current_app

from storefront.artwork.models import ArtworkFile
from storefront.config import Config, config

MIB = 1024 * 1024  # bytes
_NAME = re.compile(r"[0-9a-f]{40}")
_CHUNK = MIB
# beside the kept files, on the same disk, so that each move is a rename
_INCOMING, _TRASH = "incoming", "trash"


def init_app(app: Flask) -> None:
    app.extensions["artwork"] = folder_for(app.extensions["config"])


def folder_for(config: Config) -> Path:
    """The folder that ARTWORK_STORE names, made if need be. Raises ValueError saying what it is."""
    store = config.artwork_store
    if store and not Path(store).is_absolute():
        raise ValueError(
            f"ARTWORK_STORE must be the whole path of a folder, like /srv/artwork, not {store!r}."
        )
    path = Path(store) if store else config.instance_path.resolve() / "artwork"
    try:
        (path / _INCOMING).mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as trouble:
        raise ValueError(
            f"ARTWORK_STORE: {path} cannot be used as a folder ({trouble.strerror})."
        ) from None
    if not os.access(path / _INCOMING, os.W_OK):
        raise ValueError(f"ARTWORK_STORE: the shop may not write to {path}.")
    return path


def folder() -> Path:
    """The running app's."""
    path: Path = current_app.extensions["artwork"]
    return path


def path_of(file: ArtworkFile) -> Path:
    return folder() / file.stored_name


def has_room_for(size: int) -> bool:
    """Whether so many bytes more leave ARTWORK_FREE_MB of the disk for everything else."""
    return shutil.disk_usage(folder()).free - size >= config().artwork_free_mb * MIB


@contextmanager
def incoming() -> Iterator[Path]:
    """A new path to write to, gone afterwards unless `keep` has taken it."""
    path = folder() / _INCOMING / secrets.token_hex(20)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def write(source: BinaryIO, path: Path) -> tuple[str, int]:
    """Copy it to the path, down to the disk. Returns its SHA-256 and its size."""
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest(), size


def keep(path: Path) -> str:
    """Move an incoming file to its place. Returns its stored name, which nobody can guess."""
    name = secrets.token_hex(20)
    path.rename(folder() / name)
    return name


def discard(path: Path) -> None:
    """Move it to the trash, if it is there; `tidying` says for how long."""
    thrown = trash() / path.name
    try:
        os.utime(path)  # its age is from now on that of the trash
        path.rename(thrown)
    except FileNotFoundError:
        pass


def trash() -> Path:
    path = folder() / _TRASH
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def files_in(path: Path) -> Iterator[Path]:
    """Those with a name of ours. Whatever else lies there is not ours to look after."""
    return (file for file in path.iterdir() if _NAME.fullmatch(file.name) and file.is_file())


def incoming_files() -> Iterator[Path]:
    return files_in(folder() / _INCOMING)


def holds(path: Path, sha256: str) -> bool:
    """Whether the bytes are here and the very ones that have this hash."""
    try:
        with path.open("rb") as stored:
            return hashlib.file_digest(stored, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False
