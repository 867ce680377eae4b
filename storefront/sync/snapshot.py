"""A snapshot: everything 4Over prints on one day, as a file that any shop of ours can load.

Gzipped lines of JSON: the categories, then one line for each product. Beside it a manifest that
says what is in it and how it must hash. A snapshot without a manifest does not exist.
"""

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from storefront.catalog.spec import ProductSpec, hash_of
from storefront.clock import now
from storefront.partner.models import Environment

SCHEMA = 1  # raised when an older shop could not read the lines
KEPT = 5  # snapshots of one environment that stay on disk
LONGEST_LINE = 4 * 1024 * 1024
LARGEST_MANIFEST = 64 * 1024


class BadSnapshot(Exception):
    """The file must not be used. The text says why."""


class CategoryLine(Struct, frozen=True):
    uuid: str
    name: str


class SnapshotEntry(Struct, frozen=True):
    """One product. Its spec is decoded only by who needs it; null where it could not be read."""

    uuid: str
    hash: str  # of the spec; the same hash means the same product
    spec: Raw
    quarantine: str = ""  # why it cannot be sold as it came


class Manifest(Struct, frozen=True):
    schema: int
    environment: str
    fingerprint: str  # of the account whose prices these are
    made_at: datetime
    file: str
    sha256: str
    size: int  # bytes of the file
    categories: int
    products: int
    quarantined: int
    complete: bool
    full_at: datetime | None = None  # when the whole feed was last walked; since then only changes

    @property
    def name(self) -> str:
        return manifest_name(self.file)


_encoder = msgspec.json.Encoder(decimal_format="string", order="deterministic")
_entry = msgspec.json.Decoder(SnapshotEntry)
_categories = msgspec.json.Decoder(list[CategoryLine])
_manifest = msgspec.json.Decoder(Manifest)


def line_of(spec: ProductSpec, quarantine: str = "") -> bytes:
    return _encoder.encode(
        {
            "uuid": spec.uuid,
            "hash": hash_of(spec),
            "spec": spec,
            "quarantine": quarantine,
        }
    )


def unreadable_line(uuid: str, reason: str) -> bytes:
    """A product that is there, but came in a shape that cannot be trusted."""
    return _encoder.encode({"uuid": uuid, "hash": "", "spec": None, "quarantine": reason})


def entry_of(line: bytes) -> SnapshotEntry:
    return _entry.decode(line)


def publish(
    folder: Path,
    categories: Sequence[CategoryLine],
    lines: Iterable[bytes],
    *,
    environment: Environment,
    fingerprint: str,
    full_at: datetime | None = None,
) -> Manifest:
    """Write a whole snapshot. Written beside and renamed: nobody ever sees half of one."""
    folder.mkdir(parents=True, exist_ok=True)
    made_at = now()
    beside = folder / f"{environment}.writing"
    products = quarantined = 0
    with beside.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
        file.write(_encoder.encode(list(categories)) + b"\n")
        for line in lines:
            products += 1
            quarantined += bool(entry_of(line).quarantine)
            file.write(line + b"\n")
    sha256 = _hash_of_file(beside)
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
    beside.rename(folder / name)
    keep(folder, manifest)
    _forget_old_ones(folder, environment)
    return manifest


def keep(folder: Path, manifest: Manifest) -> None:
    """Write the manifest; its file must be there already."""
    beside = folder / f"{manifest.name}.writing"
    beside.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2))
    beside.rename(folder / manifest.name)


def manifest_name(file: str) -> str:
    return f"{file.removesuffix('.ndjson.gz')}.json"


def read_manifest(body: bytes) -> Manifest:
    """Raises BadSnapshot if it is none, or names a file elsewhere."""
    try:
        manifest = _manifest.decode(body)
    except (msgspec.MsgspecError, ValueError):
        raise BadSnapshot("The catalog's manifest cannot be read.") from None
    name = manifest.file
    if Path(name).name != name or not name.endswith(".ndjson.gz") or not name.isascii():
        raise BadSnapshot("The manifest names no snapshot file.")
    if manifest.made_at.tzinfo is None:
        raise BadSnapshot("The manifest's time has no zone.")
    return manifest


def latest(folder: Path, environment: Environment) -> Manifest | None:
    """The newest snapshot of the environment on this machine."""
    names = sorted(folder.glob(f"{environment}-*.json"), reverse=True)
    return read_manifest(names[0].read_bytes()) if names else None


class Snapshot:
    """A snapshot that was checked: of this environment and schema, whole and unchanged."""

    def __init__(self, folder: Path, name: str, environment: Environment) -> None:
        """`name` is the manifest's file name. Raises BadSnapshot."""
        try:
            self.manifest = read_manifest((folder / name).read_bytes())
        except OSError:
            raise BadSnapshot(f"There is no snapshot {name} here.") from None
        self.path = folder / self.manifest.file
        self._check(environment)

    def _check(self, environment: Environment) -> None:
        manifest = self.manifest
        if manifest.schema != SCHEMA:
            raise BadSnapshot(f"It has schema {manifest.schema}; this shop reads {SCHEMA}.")
        if manifest.environment != environment:
            raise BadSnapshot(f"It is of {manifest.environment}, not of {environment}.")
        if not manifest.complete:
            raise BadSnapshot("It is incomplete.")
        if not manifest.products:
            raise BadSnapshot("It holds no products at all.")
        if not self.path.exists() or self.path.stat().st_size != manifest.size:
            raise BadSnapshot("The file is incomplete or missing.")
        if _hash_of_file(self.path) != manifest.sha256:
            raise BadSnapshot(
                "The file is not the one its manifest describes: it was changed or damaged."
            )

    @cached_property
    def categories(self) -> list[CategoryLine]:
        return _categories.decode(next(self._lines()))

    def entries(self) -> Iterator[SnapshotEntry]:
        """Every product, one after the other. Raises BadSnapshot at the first line that is none."""
        return (entry for entry, _ in self.products())

    def products(self) -> Iterator[tuple[SnapshotEntry, bytes]]:
        """The same, each with its line."""
        lines, count = self._lines(), 0
        next(lines)
        for count, line in enumerate(lines, start=1):
            try:
                yield _entry.decode(line), line.rstrip(b"\n")
            except (msgspec.MsgspecError, ValueError):
                raise BadSnapshot(f"Product {count} in it cannot be read.") from None
        if count != self.manifest.products:
            raise BadSnapshot(f"It holds {count} products instead of {self.manifest.products}.")

    def _lines(self) -> Iterator[bytes]:
        try:
            with gzip.open(self.path) as file:
                while line := file.readline(LONGEST_LINE + 1):
                    if len(line) > LONGEST_LINE:
                        raise BadSnapshot("A line in it is far too long.")
                    yield line
        except (OSError, EOFError):
            raise BadSnapshot("The file cannot be decompressed.") from None


def _hash_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _forget_old_ones(folder: Path, environment: Environment) -> None:
    for manifest in sorted(folder.glob(f"{environment}-*.json"), reverse=True)[KEPT:]:
        manifest.unlink()
        (folder / f"{manifest.stem}.ndjson.gz").unlink(missing_ok=True)
