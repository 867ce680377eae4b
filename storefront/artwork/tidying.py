"""Getting rid of files that nothing needs any more: replaced, removed, or never finished.

Only in a store that belongs to this database. What goes lies in its trash for 30 days.
"""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, exists, select

from storefront import belonging
from storefront.artwork import storage
from storefront.artwork.models import ArtworkFile, ArtworkSlot
from storefront.clock import now
from storefront.database import db, rows_changed

log = logging.getLogger(__name__)

KEPT = timedelta(days=1)  # so that nobody loses what was removed a moment ago, or is on its way
IN_TRASH = timedelta(days=30)


def tidy() -> None:
    """Forget files without a slot; what was forgotten before goes to the trash. For a job, which
    commits: twice, or broken off halfway, does no harm."""
    folder = storage.folder()
    if not is_ours():
        log.error("Nothing is tidied: the artwork store %s is not this database's.", folder)
        return
    if not belonging.owner(folder):
        belonging.adopt_store(folder)
    known = set(db.session.scalars(select(ArtworkFile.stored_name)))
    _empty_trash(known)
    unknown = [path for path in storage.files_in(folder) if path.name not in known]
    gone = [path for path in (*unknown, *storage.incoming_files()) if _age(path) > KEPT]
    for path in gone:
        storage.discard(path)
    if gone:
        log.info("%s files went to %s for %s days.", len(gone), storage.trash(), IN_TRASH.days)
    in_use = exists().where(ArtworkSlot.file_id == ArtworkFile.id)
    db.session.execute(delete(ArtworkFile).where(~in_use, ArtworkFile.uploaded_at < now() - KEPT))


def is_ours() -> bool:
    """Whether the artwork store belongs to this database. One that names no owner does if it is
    empty, or if the database knows a file in it; unless the database was restored or copied."""
    folder, mine = storage.folder(), belonging.store_id()
    if mine == belonging.NOBODY:
        return False
    if named := belonging.owner(folder):
        return named == mine
    names = {path.name for path in storage.files_in(folder)}
    return not names or bool(names & set(db.session.scalars(select(ArtworkFile.stored_name))))


def forget(file: ArtworkFile) -> bool:
    """Forget one file at once if it has no slot and the store is ours. If so, and when that is
    committed, its bytes may go to the trash."""
    if not is_ours():
        return False
    in_use = exists().where(ArtworkSlot.file_id == ArtworkFile.id)
    gone = delete(ArtworkFile).where(~in_use, ArtworkFile.id == file.id)
    return rows_changed(gone) == 1


def _empty_trash(known: set[str]) -> None:
    """After 30 days; but what an older database that came back needs is put back."""
    for path in storage.files_in(storage.trash()):
        if path.name in known:
            path.rename(storage.folder() / path.name)
        elif _age(path) > IN_TRASH:
            path.unlink(missing_ok=True)


def _age(path: Path) -> timedelta:
    try:
        return now() - datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:  # somebody was faster
        return timedelta(0)
