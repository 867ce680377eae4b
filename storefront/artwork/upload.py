"""Taking a file in: streamed to disk, hashed on the way, opened, and only then given its slot."""

import errno
import hashlib
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import msgspec
from werkzeug.datastructures import FileStorage

from storefront.artwork import words
from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.inspection.facts import Facts
from storefront.artwork.inspection.inspecting import inspect, run_opener
from storefront.artwork.models import ArtworkFile, ArtworkSlot
from storefront.artwork.scanning import scan
from storefront.config import config
from storefront.database import db, end_transaction
from storefront.storage.contract import StoreAway
from storefront.storage.incoming import MIB, incoming, write
from storefront.storage.opening import store
from storefront.text import one_line

log = logging.getLogger(__name__)

OF_THE_FILE = (413, 422)  # the statuses of a BadArtwork that blames the file itself
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def take_in(slot: ArtworkSlot, upload: FileStorage) -> ArtworkFile | None:
    """Put the file into the slot. Returns what was there. The caller commits.

    Ends the present transaction first: looking at a file takes seconds, and nobody shall wait for
    our database meanwhile. Raises BadArtwork; then the slot is as it was.
    """
    slot_id = slot.id
    end_transaction()
    file = receive(upload)
    present = db.session.get(ArtworkSlot, slot_id)
    if present is None:
        store().delete(file.stored_name)
        raise BadArtwork(words.NOT_NEEDED, 409)
    replaced, present.file, present.refused = present.file, file, ""
    return replaced


def receive(upload: FileStorage) -> ArtworkFile:
    """The file, checked and stored, with no slot yet. Call it with no transaction open. Raises
    BadArtwork; then nothing of it is kept.

    Of a PDF that was damaged, or has programs in it, a copy is kept that is sound and has none.
    """
    if not upload.filename:
        raise BadArtwork(words.NO_FILE)
    with incoming() as path:
        with disk_may_be_full():
            _, size = write(cast("BinaryIO", upload.stream), path)
        if size > config().artwork_max_mb * MIB:
            raise too_large()
        scan(path)
        facts = inspect(path)
        name = shown_name(upload) or f"file.{facts.kind}"
        if not (facts.programs or facts.repaired):
            return kept(path, facts, name)
        with incoming() as copy:
            cleaned = run_opener(facts.kind, path, copy, "clean")
            return kept(copy, msgspec.structs.replace(cleaned, repaired=facts.repaired), name)


def kept(path: Path, facts: Facts, name: str) -> ArtworkFile:
    """Keep an incoming file. It has no slot yet. Raises BadArtwork where there is no room."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    stored_name = secrets.token_hex(20)  # which nobody can guess
    with disk_may_be_full():
        store().put(stored_name, path)
    return ArtworkFile(
        size=path.stat().st_size,
        stored_name=stored_name,
        sha256=sha256,
        extension=facts.kind,
        original_name=name,
        facts=facts,
    )


def note_refusal(slot: ArtworkSlot, name: str) -> None:
    """An item with a file that can't be printed is not ordered before there is another one. The
    caller commits."""
    slot.refused = name


def shown_name(upload: FileStorage) -> str:
    """The name of the file on the customer's machine, without its folders."""
    return one_line(
        " ".join((upload.filename or "").replace("\\", "/").rsplit("/", 1)[-1].split()), 255
    )


def no_room() -> BadArtwork:
    log.error("There is no room for artwork.")
    return BadArtwork(words.NO_ROOM, 507)


def too_large() -> BadArtwork:
    return BadArtwork(words.too_large(config().artwork_max_mb), 413)


@contextmanager
def disk_may_be_full() -> Iterator[None]:
    """Turns a disk without room, or a store that is away, into words for the customer."""
    try:
        yield
    except StoreAway as trouble:
        log.error("A file cannot be kept: %s", trouble)
        raise BadArtwork(words.CANNOT_KEEP, 503) from None
    except OSError as trouble:
        if trouble.errno not in _FULL:
            raise
        raise no_room() from trouble
