"""A file that comes in parts: each is kept in the store as it comes, whichever machine takes it in,
and all are joined when the last is there."""

import hashlib
import io
import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from io import BufferedReader
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple, cast

from sqlalchemy import delete, func, or_, select, update
from werkzeug.datastructures import FileStorage

from storefront.artwork import words
from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.models import Upload
from storefront.artwork.upload import disk_may_be_full, no_room, shown_name, too_large
from storefront.clock import now
from storefront.config import config
from storefront.database import db, end_transaction, rows_changed
from storefront.storage.contract import StoreAway
from storefront.storage.incoming import MIB, has_room_for, incoming, write
from storefront.storage.opening import store

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

log = logging.getLogger(__name__)

PART = 8 * MIB  # bytes of each part but the last
KEPT = timedelta(days=1)  # after the last part that came
CHECKING = timedelta(minutes=10)  # more than any file takes
MOST = 50  # files of the largest size: what has come of all that are not finished
FOLDER = "uploads"
WRONG_SUM = 460  # tus's own status: the bytes are not those that were sent


class Checksum(NamedTuple):
    algorithm: str  # sha1 or sha256
    digest: bytes


def begin(item: str, name: str, size: int, fingerprint: str) -> Upload:
    """A file of so many bytes will come for the item. The caller commits. Raises BadArtwork."""
    if size > config().artwork_max_mb * MIB:
        raise too_large()
    if size == 0:
        raise BadArtwork(words.EMPTY)
    _check_room_for(size)
    upload = Upload(
        item=item,
        file_name=shown_name(FileStorage(filename=name)) or "file",
        size=size,
        fingerprint=fingerprint,
        expires_at=now() + KEPT,
    )
    db.session.add(upload)
    return upload


def drop_oldest(item: str, keep: int = 0) -> list[str]:
    """Forget the item's unfinished uploads, but for so many that went on last. The caller commits,
    then deletes the parts with the keys returned."""
    its = select(Upload).where(Upload.item == item, ~Upload.taken)
    dropped = db.session.scalars(its.order_by(Upload.expires_at.desc()).offset(keep)).all()
    keys = [key for upload in dropped for key in keys_of(upload)]
    db.session.execute(delete(Upload).where(Upload.token.in_([one.token for one in dropped])))
    return keys


def upload_of(item: str, token: str) -> Upload:
    """Raises BadArtwork if the item has no such upload, or has it no longer."""
    upload = db.session.get(Upload, token)
    if upload is None or upload.item != item:
        raise BadArtwork(words.NO_UPLOAD, 404)
    if upload.taken or upload.expires_at < now():
        raise BadArtwork(words.UPLOAD_OVER, 410)
    return upload


def unfinished(item: str) -> list[Upload]:
    """What has come of the item's files in part."""
    query = select(Upload).where(Upload.item == item, Upload.received > 0, ~Upload.taken)
    return list(db.session.scalars(query.where(Upload.expires_at > now()).order_by(Upload.token)))


def add_part(
    upload: Upload, offset: int, length: int, body: BinaryIO, checksum: Checksum | None
) -> int:
    """Keep the next part. Returns how many bytes there are now: none, if all have come and they are
    not the file that was begun; then it begins anew. The caller commits, and then deletes the parts
    there were.

    Ends the present transaction first: nobody waits for our database while the bytes come. Raises
    BadArtwork; then nothing of the part counts, also not if another window was quicker.
    """
    due = min(PART, upload.size - upload.received)
    if offset != upload.received or not due:
        raise BadArtwork(words.OTHER_PLACE, 409)
    if length != due:
        raise BadArtwork(words.NO_PART, 413 if length > due else 400)
    _check_room_for(due)
    token, size, fingerprint, parts = upload.token, upload.size, upload.fingerprint, upload.parts
    end_transaction()
    with incoming() as path, disk_may_be_full():
        sha256, came = write(body, path)
        if came != due:
            raise BadArtwork(words.BROKEN_OFF, 400)
        if checksum and checksum.digest != _digest(path, sha256, checksum.algorithm):
            raise BadArtwork(words.CHANGED_ON_ITS_WAY, WRONG_SUM)
        key = _key(token, len(parts), sha256)
        parts, received = (*parts, sha256), offset + due
        if received == size and fingerprint and fingerprint != _fingerprint(parts):
            parts, received = (), 0
        else:
            with suppress(FileExistsError):  # the same bytes, by another window
                store().put(key, path)
    nobody_else = update(Upload).where(
        Upload.token == token, Upload.received == offset, ~Upload.taken
    )
    if not rows_changed(
        nobody_else.values(parts=parts, received=received, expires_at=now() + KEPT)
    ):
        _delete_unless_it_counts(token, key)
        raise BadArtwork(words.OTHER_PLACE, 409)
    return received


def claim(item: str, token: str) -> Upload:
    """All of it has come, and whoever asked has it for himself to look at. The caller commits.
    Raises BadArtwork."""
    upload = upload_of(item, token)
    if not upload.complete:
        raise BadArtwork(words.NOT_ALL_OF_IT, 409)
    nobody = or_(Upload.checked_until.is_(None), Upload.checked_until < now())
    mine = update(Upload).where(Upload.token == token, ~Upload.taken, nobody)
    until = {"checked_until": now() + CHECKING, "expires_at": now() + KEPT}
    if not rows_changed(mine.values(until)):
        raise BadArtwork(words.CHECKED_ALREADY, 409)
    return upload


def joined(upload: Upload) -> FileStorage:
    """The whole file, to be read once from its beginning, a piece at a time."""
    stream = cast("IO[bytes]", _Joined(keys_of(upload)))
    return FileStorage(stream, filename=upload.file_name)


def take(token: str) -> None:
    """It is a file now. The caller commits. Raises BadArtwork if it was one before."""
    once = update(Upload).where(Upload.token == token, ~Upload.taken)
    if not rows_changed(once.values(taken=True)):
        raise BadArtwork(words.UPLOAD_OVER, 410)


def let_go(token: str) -> None:
    """It was not looked at to the end, and can be again. The caller commits."""
    db.session.execute(update(Upload).where(Upload.token == token).values(checked_until=None))


def forget(token: str) -> None:
    """Nobody wants it any more. The caller commits, then deletes its parts."""
    db.session.execute(delete(Upload).where(Upload.token == token))


def keys_of(upload: Upload) -> list[str]:
    return [_key(upload.token, number, sha256) for number, sha256 in enumerate(upload.parts)]


def delete_parts(keys: Iterable[str]) -> None:
    """Once that is committed. If the store is away, tidying does it."""
    try:
        for key in keys:
            store().delete(key)
    except StoreAway as trouble:
        log.warning("Parts of an upload are still there: %s", trouble)


def forget_old_parts() -> None:
    """Those of uploads that went on no more, and those that were too late."""
    present = select(Upload).where(Upload.expires_at > now(), ~Upload.taken)
    known = {key for upload in db.session.scalars(present) for key in keys_of(upload)}
    end_transaction()
    stale = now() - KEPT
    delete_parts(
        file.key for file in store().list(FOLDER) if file.key not in known and file.at < stale
    )


def _check_room_for(size: int) -> None:
    """Here, and beside what has come of all unfinished uploads, wherever it lies. A size that is
    only said takes no room: else nothing sent could stop everybody. Raises BadArtwork."""
    came = db.session.scalar(select(func.sum(Upload.received)).where(~Upload.taken)) or 0
    if came + size > MOST * config().artwork_max_mb * MIB or not has_room_for(size):
        raise no_room()


def _delete_unless_it_counts(token: str, key: str) -> None:
    """The part was too late, or its upload is dropped: nobody would count its bytes."""
    end_transaction()
    upload = db.session.get(Upload, token)
    counting = keys_of(upload) if upload else []
    end_transaction()
    if key not in counting:
        delete_parts([key])


def _key(token: str, number: int, sha256: str) -> str:
    """Other bytes have another key: two windows never write over each other's."""
    return f"{FOLDER}/{token}-{number}-{sha256}"


def _fingerprint(parts: Iterable[str]) -> str:
    return hashlib.sha256(b"".join(map(bytes.fromhex, parts))).hexdigest()


def _digest(path: Path, sha256: str, algorithm: str) -> bytes:
    if algorithm == "sha256":
        return bytes.fromhex(sha256)
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).digest()


class _Joined(io.RawIOBase):
    def __init__(self, keys: Iterable[str]) -> None:
        self._parts = self._opened(keys)
        self._part: BufferedReader | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        while True:
            self._part = self._part or next(self._parts, None)
            if self._part is None:
                return 0
            if read := self._part.readinto(buffer):
                return read
            self._part.close()
            self._part = None

    def _opened(self, keys: Iterable[str]) -> Iterator[BufferedReader]:
        for key in keys:
            try:
                yield store().open(key)
            except FileNotFoundError:
                raise BadArtwork(words.UPLOAD_OVER, 410) from None
