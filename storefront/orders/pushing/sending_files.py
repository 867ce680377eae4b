"""Giving 4Over other files for a print job that it stopped (API 11).

What a second call does is not known: it may put the job back in line, or bring files that were
replaced since. So each is sent once; an answer that was lost is a doubt, for a person or for what
4Over shows of the job.
"""

import logging
from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select, update

from storefront.artwork.link import signed_link
from storefront.artwork.models import ArtworkFile
from storefront.clock import now
from storefront.config import config
from storefront.database import db, end_transaction, rows_changed
from storefront.fourover.errors import FourOverError, Refused, Unreachable
from storefront.fourover.statuses import plain
from storefront.orders.models import (
    Cancellation,
    CancellationState,
    NewFiles,
    NewFilesState,
    NoticeKind,
    OrderItem,
    PrintJob,
)
from storefront.orders.notices import owe
from storefront.partner.account import client_for
from storefront.settings import shop_settings

log = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(minutes=2)  # nothing left this machine, or the keys were not accepted
GOT_THEM = "received new files"


def send(new_id: int) -> None:
    """Send what is claimed, by one call. Commits. While sending is on hold they wait: after a
    restored backup 4Over may have them already."""
    if shop_settings().pushing_paused:
        return
    if not _claim(new_id):
        _drop_if_cancelled(new_id)
        return
    new = db.session.get_one(NewFiles, new_id)
    account = new.job.item.order.account
    assert account
    client, job_id = client_for(account), new.job_id
    called = f"{new.job.item.reference}-{new.id}"
    links = {
        code: signed_link(db.session.get_one(ArtworkFile, file_id), f"{called}-{code}")
        for code, _, _, file_id in new.files
    }
    end_transaction()
    try:
        client.attach_files(job_id, links)
    except Unreachable as trouble:
        _not_sent(new_id, trouble.sentence)
    except Refused as no:
        if no.credentials:
            _not_sent(new_id, no.sentence)
        else:
            _settled(new_id, NewFilesState.REFUSED, no.sentence)
    except FourOverError as trouble:
        log.warning("Whether the new files of %s came is not known: %s", job_id, trouble)
        _doubtful(new_id, trouble.sentence)
    else:
        _settled(new_id, NewFilesState.TAKEN, "4Over took them.")


def unsent() -> list[int]:
    """What is to be sent now, for the sweep."""
    due = or_(NewFiles.send_after.is_(None), NewFiles.send_after <= now())
    waiting = NewFiles.state == NewFilesState.WAITING
    return list(db.session.scalars(select(NewFiles.id).where(waiting, due).order_by(NewFiles.id)))


def settle_interrupted() -> None:
    """Those whose worker is gone: 4Over may have them. Commits."""
    long_ago = now() - timedelta(seconds=config().push_unknown_seconds)
    left = select(NewFiles.id).where(
        NewFiles.state == NewFilesState.SENDING, NewFiles.sent_at < long_ago
    )
    for new_id in list(db.session.scalars(left)):
        _doubtful(new_id, "The shop was interrupted before the answer came.")


def see(item: OrderItem) -> None:
    """What 4Over shows of the jobs ends a doubt: it received new files after they were sent. The
    caller commits."""
    for new in (job.latest_files for job in item.print_jobs):
        if new is None or new.state != NewFilesState.UNKNOWN or new.sent_at is None:
            continue
        if any(
            plain(line.status).startswith(GOT_THEM) and line.seen_at > new.sent_at
            for line in new.job.history
        ):
            new.settle(NewFilesState.TAKEN, "4Over shows that it received them.")


def _claim(new_id: int) -> bool:
    """Take it, unless the item is being cancelled. Commits: the row is there before the call."""
    won = rows_changed(
        update(NewFiles)
        .where(
            NewFiles.id == new_id,
            NewFiles.state == NewFilesState.WAITING,
            ~_cancelling(),
        )
        .values(state=NewFilesState.SENDING, sent_at=now())
    )
    db.session.commit()
    return bool(won)


def _cancelling() -> ColumnElement[bool]:
    """Its item is being canceled, or is canceled; or 4Over agreed to that for its job."""
    over = (CancellationState.REFUSED,)  # of a cancellation that came to nothing
    asked = (
        select(PrintJob.job_id)
        .join(Cancellation, Cancellation.item_id == PrintJob.item_id)
        .where(Cancellation.state.not_in(over))
    )
    return NewFiles.job_id.in_(asked) | NewFiles.job_id.in_(
        select(PrintJob.job_id).where(PrintJob.let_go)
    )


def _drop_if_cancelled(new_id: int) -> None:
    """Commits."""
    left = update(NewFiles).where(
        NewFiles.id == new_id, NewFiles.state == NewFilesState.WAITING, _cancelling()
    )
    why = "The item is canceled, so they were not sent."
    rows_changed(
        left.values(state=NewFilesState.DROPPED, answer=why, settled_at=now(), open_for=None)
    )
    db.session.commit()


def _not_sent(new_id: int, answer: str) -> None:
    new = _still_sending(new_id)
    if new is not None:
        new.state, new.answer, new.sent_at = NewFilesState.WAITING, answer, None
        new.send_after = now() + AGAIN_AFTER
    db.session.commit()


def _settled(new_id: int, state: NewFilesState, answer: str) -> None:
    """Also over a doubt: an answer that comes late is the truth."""
    new = _still_sending(new_id)
    if new is not None:
        new.settle(state, answer)
        if state == NewFilesState.REFUSED:
            _tell(new, NoticeKind.FILES_REFUSED, NoticeKind.FILES_STUCK)
    db.session.commit()


def _doubtful(new_id: int, answer: str) -> None:
    new = _still_sending(new_id)
    if new is not None and new.state == NewFilesState.SENDING:
        new.state, new.answer = NewFilesState.UNKNOWN, answer
        _tell(new, NoticeKind.FILES_STUCK)
    db.session.commit()


def _still_sending(new_id: int) -> NewFiles | None:
    undecided = (NewFilesState.SENDING, NewFilesState.UNKNOWN)
    query = select(NewFiles).where(NewFiles.id == new_id, NewFiles.state.in_(undecided))
    return db.session.scalar(query.with_for_update())


def _tell(new: NewFiles, *kinds: NoticeKind) -> None:
    item = new.job.item
    for kind in kinds:
        owe(item.order, kind, item.position, f"{new.id} {new.state}"[:40])
