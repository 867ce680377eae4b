"""Getting rid of files that nothing needs any more: replaced, removed, or never finished.

Only in a store that belongs to this database. What goes lies in its trash for 30 days.
"""

import logging
import re
from datetime import timedelta
from pathlib import PurePath

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import aliased

from storefront import belonging
from storefront.artwork.models import ArtworkFile, ArtworkSlot, FormerFile, Upload
from storefront.artwork.parts import forget_old_parts
from storefront.artwork.pictures import forget_pictures
from storefront.clock import now
from storefront.database import db, end_transaction, rows_changed
from storefront.storage.contract import StoreAway, StoredFile
from storefront.storage.incoming import left_behind
from storefront.storage.opening import store

log = logging.getLogger(__name__)

KEPT = timedelta(days=1)  # so that nobody loses what was removed a moment ago, or is on its way
IN_TRASH = timedelta(days=30)
TRASH = "trash"
_NAME = re.compile(r"[0-9a-f]{40}")  # of a file of ours; whatever else lies there is not


def tidy() -> None:
    """Forget files without a slot; what was forgotten before goes to the trash. For a job, which
    commits: twice, or broken off halfway, does no harm."""
    if not is_ours():
        log.error("Nothing is tidied: the store %s is not this database's.", store().name)
        return
    if not belonging.store_owner():
        belonging.adopt_store()
    known, hashes = _known(), set(db.session.scalars(select(ArtworkFile.sha256)))
    end_transaction()  # looking through a bucket takes its time
    _empty_trash(known)
    stale = now() - KEPT
    gone = [file.key for file in artwork_in("") if file.key not in known and file.at < stale]
    for name in gone:
        discard(name)
    if gone:
        log.info("%s files went to the trash for %s days.", len(gone), IN_TRASH.days)
    forget_pictures(hashes)
    forget_old_parts()
    for path in left_behind(KEPT):
        path.unlink(missing_ok=True)
    db.session.execute(delete(ArtworkFile).where(~_in_use(), ArtworkFile.uploaded_at < stale))
    db.session.execute(delete(Upload).where(Upload.expires_at < now()))


def is_ours(knew: str = "") -> bool:
    """Whether the store belongs to this database. One that names no owner does if it is empty, or
    if the database knows a file in it, or just `knew` it; unless the database was restored or
    copied."""
    mine = belonging.store_id()
    if mine == belonging.NOBODY:
        return False
    if named := belonging.store_owner():
        return named == mine
    names = {file.key for file in artwork_in("")}
    return not names or knew in names or bool(names & _known())


def forget(file: ArtworkFile) -> bool:
    """Forget one file at once, if it has no slot. If so, and when that is committed, its bytes may
    be discarded."""
    gone = delete(ArtworkFile).where(~_in_use(), ArtworkFile.id == file.id)
    return rows_changed(gone) == 1


def discard_forgotten(name: str) -> None:
    """To the trash now, if the store is ours and answers; else `tidy` will look for it."""
    try:
        if is_ours(knew=name):
            discard(name)
    except StoreAway as trouble:
        log.warning("%s is not in the trash yet: %s", name, trouble)


def discard(name: str) -> None:
    """Move it to the trash, if it is there."""
    try:
        store().move(name, f"{TRASH}/{name}")
    except FileNotFoundError:
        pass


def artwork_in(folder: str) -> list[StoredFile]:
    return [file for file in store().list(folder) if _NAME.fullmatch(PurePath(file.key).name)]


def _known() -> set[str]:
    """The names of files whose bytes are wanted."""
    wanted = select(ArtworkFile.stored_name).where(ArtworkFile.removed_at.is_(None))
    return set(db.session.scalars(wanted))


def _in_use() -> ColumnElement[bool]:
    """It is in a slot, or was when 4Over got it, or another was made of it."""
    made = aliased(ArtworkFile)
    in_slot = exists().where(ArtworkSlot.file_id == ArtworkFile.id)
    was_in_one = exists().where(FormerFile.file_id == ArtworkFile.id)
    return in_slot | was_in_one | exists().where(made.made_from_id == ArtworkFile.id)


def _empty_trash(known: set[str]) -> None:
    """After 30 days; but what an older database that came back needs is put back."""
    for file in artwork_in(TRASH):
        name = PurePath(file.key).name
        if name in known:
            store().move(file.key, name)
        elif file.at < now() - IN_TRASH:
            store().delete(file.key)
