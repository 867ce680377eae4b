"""Snapshots in the store of files, for all machines of a shop: published, looked up, let go of."""

import gzip
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from storefront.clock import now
from storefront.partner.models import Environment
from storefront.storage.contract import Store
from storefront.sync.snapshot import (
    SCHEMA,
    BadSnapshot,
    CategoryLine,
    Manifest,
    Snapshot,
    categories_line,
    entry_of,
    hash_of_file,
    read_manifest,
)

FOLDER = "snapshots"  # of the store
KEPT = 5  # snapshots of one environment that stay there


def publish(
    store: Store,
    categories: Sequence[CategoryLine],
    lines: Iterable[bytes],
    *,
    environment: Environment,
    fingerprint: str,
    full_at: datetime | None = None,
) -> Manifest:
    """Write a whole snapshot, and put it into the store: nobody ever sees half of one."""
    made_at = now()
    beside = store.incoming / secrets.token_hex(20)
    products = quarantined = 0
    with beside.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
        file.write(categories_line(categories) + b"\n")
        for line in lines:
            products += 1
            quarantined += bool(entry_of(line).quarantine)
            file.write(line + b"\n")
    sha256 = hash_of_file(beside)
    name = f"{environment}-{made_at:%Y%m%dT%H%M%S%f}-{sha256[:8]}.ndjson.gz"
    manifest = Manifest(
        schema=SCHEMA,
        environment=environment,
        fingerprint=fingerprint,
        made_at=made_at,
        file=name,
        sha256=sha256,
        size=beside.stat().st_size,
        categories=len(categories),
        products=products,
        quarantined=quarantined,
        complete=True,
        full_at=full_at,
    )
    keep(store, manifest, beside)
    beside.unlink()
    return manifest


def keep(store: Store, manifest: Manifest, file: Path) -> None:
    """Put the file of a snapshot into the store, and then its manifest."""
    store.put(key_of(manifest.file), file)
    keep_manifest(store, manifest)


def keep_manifest(store: Store, manifest: Manifest) -> None:
    body = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    store.replace(key_of(manifest.name), body)


def key_of(name: str) -> str:
    """Where a snapshot's file or manifest lies."""
    return f"{FOLDER}/{name}"


def manifest_in(store: Store, name: str) -> Manifest:
    """Of the snapshot with that name of a manifest. Raises BadSnapshot."""
    try:
        return read_manifest(store.read(key_of(name)))
    except FileNotFoundError:
        raise BadSnapshot(f"There is no snapshot {name} here.") from None


def latest(store: Store, environment: Environment) -> Manifest | None:
    """The newest snapshot of the environment."""
    names = _names(store, environment)
    return manifest_in(store, names[0]) if names else None


def forget_old(store: Store, environment: Environment, needed: Collection[str]) -> None:
    """But the newest, and those `needed`: names of manifests that the database has."""
    for name in _names(store, environment)[KEPT:]:
        if name not in needed:
            store.delete(key_of(name))
            store.delete(key_of(f"{name.removesuffix('.json')}.ndjson.gz"))


def _names(store: Store, environment: Environment) -> list[str]:
    """Of the manifests, the newest first."""
    names = (file.key.removeprefix(f"{FOLDER}/") for file in store.list(FOLDER))
    ours = (n for n in names if n.startswith(f"{environment}-") and n.endswith(".json"))
    return sorted(ours, reverse=True)


@contextmanager
def snapshot_in(store: Store, name: str, environment: Environment) -> Iterator[Snapshot]:
    """The snapshot with that name of a manifest, for as long as it is worked with. Raises
    BadSnapshot."""
    manifest = manifest_in(store, name)
    try:
        with store.local_copy(key_of(manifest.file)) as path:
            yield Snapshot(manifest, path, environment)
    except FileNotFoundError:
        raise BadSnapshot("The file is incomplete or missing.") from None
