"""Loading a snapshot from another shop of ours over HTTP, instead of crawling 4Over."""

import secrets
import time
from collections.abc import Callable
from pathlib import Path

import requests

from storefront.storage.contract import Store
from storefront.sync.snapshot import (
    LARGEST_MANIFEST,
    OTHER,
    BadSnapshot,
    Manifest,
    hash_of_file,
    read_manifest,
)
from storefront.sync.snapshot_store import keep_manifest, key_of

LARGEST_FILE = 1024 * 1024 * 1024  # bytes
TIMEOUT = (5, 30)  # seconds to connect, and between two pieces
_PIECE = 256 * 1024


class NoCacheServer(Exception):
    """The cache server does not answer as one."""


def fetch(url: str, key: str, store: Store, report: Callable[[int, int], None]) -> Manifest:
    """Bring the cache server's newest snapshot into the store; nothing if it is there already.

    `key` is the server's CATALOG_CACHE_KEY, if it has one. What came is checked by `Snapshot`, too.
    `report` is told the bytes here and the bytes in all, about once a second; what it raises ends
    the download. Raises NoCacheServer and BadSnapshot.
    """
    base = url.rstrip("/")
    with requests.Session() as session:
        session.trust_env = False
        if key:
            session.headers["Authorization"] = f"Bearer {key}"
        manifest = read_manifest(_small(session, f"{base}/manifest.json"))
        if manifest.size > LARGEST_FILE:
            raise BadSnapshot("The file is far too large.")
        if not store.has(key_of(manifest.file)):
            path = store.incoming / secrets.token_hex(20)
            try:
                _download(session, f"{base}/{manifest.file}", path, manifest.size, report)
                if hash_of_file(path) != manifest.sha256:
                    raise BadSnapshot(OTHER)
                store.put(key_of(manifest.file), path)
            finally:
                path.unlink(missing_ok=True)
    keep_manifest(store, manifest)
    return manifest


def _small(session: requests.Session, url: str) -> bytes:
    try:
        with session.get(url, timeout=TIMEOUT, stream=True, allow_redirects=False) as answer:
            if answer.status_code != 200:
                raise NoCacheServer(f"The cache server answered {answer.status_code}.")
            return next(answer.iter_content(LARGEST_MANIFEST), b"")
    except requests.RequestException:
        raise NoCacheServer("The cache server could not be reached.") from None


def _download(
    session: requests.Session, url: str, path: Path, size: int, report: Callable[[int, int], None]
) -> None:
    here, told_at = 0, 0.0
    try:
        with (
            session.get(url, timeout=TIMEOUT, stream=True, allow_redirects=False) as answer,
            path.open("wb") as file,
        ):
            if answer.status_code != 200:
                raise NoCacheServer(f"The cache server answered {answer.status_code}.")
            for piece in answer.iter_content(_PIECE):
                here += len(piece)
                if here > size:
                    raise BadSnapshot("The file is longer than its manifest says.")
                file.write(piece)
                if time.monotonic() > told_at + 1:
                    told_at = time.monotonic()
                    report(here, size)
    except requests.RequestException:
        raise NoCacheServer("The cache server could not be reached.") from None
