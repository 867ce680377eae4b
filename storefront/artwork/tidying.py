"""Getting rid of files that nothing needs any more: replaced, removed, or never finished."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, exists, select

from storefront.artwork import storage
from storefront.artwork.models import ArtworkFile, ArtworkSlot
from storefront.clock import now
from storefront.extensions import db, rows_changed

KEPT = timedelta(days=1)  # so that nobody loses what was removed a moment ago, or is on its way


def tidy() -> None:
    """Forget files without a slot; what was forgotten before goes from the disk. For a job, which
    commits: twice, or broken off halfway, does no harm."""
    known = set(db.session.scalars(select(ArtworkFile.stored_name)))
    for path in (*storage.folder().iterdir(), *(storage.folder() / "incoming").iterdir()):
        if path.is_file() and path.name not in known and _age(path.stat().st_mtime) > KEPT:
            path.unlink(missing_ok=True)
    in_use = exists().where(ArtworkSlot.file_id == ArtworkFile.id)
    db.session.execute(delete(ArtworkFile).where(~in_use, ArtworkFile.uploaded_at < now() - KEPT))


def forget(file: ArtworkFile) -> bool:
    """Forget one file at once if it has no slot. If so, and when that is committed, its bytes may
    go from the disk."""
    in_use = exists().where(ArtworkSlot.file_id == ArtworkFile.id)
    gone = delete(ArtworkFile).where(~in_use, ArtworkFile.id == file.id)
    return rows_changed(gone) == 1


def _age(modified: float) -> timedelta:
    return now() - datetime.fromtimestamp(modified, UTC)
