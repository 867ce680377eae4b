"""A snapshot: everything 4Over prints on one day, as a file that any shop of ours can load.

Gzipped lines of JSON: the categories, then one line for each product. Beside it a manifest that
says what is in it and how it must hash. A snapshot without a manifest does not exist.
"""

import gzip
import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from storefront.catalog.spec import ProductSpec, hash_of
from storefront.partner.models import Environment

SCHEMA = 1  # raised when an older shop could not read the lines
LONGEST_LINE = 4 * 1024 * 1024
LARGEST_MANIFEST = 64 * 1024
OTHER = "The file is not the one its manifest describes: it was changed or damaged."
_FILE = re.compile(r"\w[\w.-]*\.ndjson\.gz", re.ASCII)


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


def categories_line(categories: Sequence[CategoryLine]) -> bytes:
    return _encoder.encode(list(categories))


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


def manifest_name(file: str) -> str:
    return f"{file.removesuffix('.ndjson.gz')}.json"


def read_manifest(body: bytes) -> Manifest:
    """Raises BadSnapshot if it is none, or names a file elsewhere."""
    try:
        manifest = _manifest.decode(body)
    except (msgspec.MsgspecError, ValueError):
        raise BadSnapshot("The catalog's manifest cannot be read.") from None
    if not _FILE.fullmatch(manifest.file):
        raise BadSnapshot("The manifest names no snapshot file.")
    if manifest.made_at.tzinfo is None:
        raise BadSnapshot("The manifest's time has no zone.")
    return manifest


class Snapshot:
    """A snapshot that was checked: of this environment and schema, whole and unchanged."""

    def __init__(self, manifest: Manifest, path: Path, environment: Environment) -> None:
        """The path is a file of this machine. Raises BadSnapshot."""
        self.manifest = manifest
        self.path = path
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
        if hash_of_file(self.path) != manifest.sha256:
            raise BadSnapshot(OTHER)

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


def hash_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
