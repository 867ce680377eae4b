"""Bringing the catalog in: ask for it, stop it, go on with it, decide about it. One at a time.

A run is a row of the database; `run.py` is what a worker does with it.
"""

from datetime import datetime

from sqlalchemy import select

from storefront import audit, times
from storefront.catalog.models import SyncRun, SyncSource, SyncStatus
from storefront.catalog.state import state_of
from storefront.clock import now
from storefront.database import NotUnique, db, unique
from storefront.partner.account import cache_server_of, shop_account
from storefront.partner.models import Environment, PartnerAccount
from storefront.settings import shop_settings
from storefront.sync.run import DEAD_AFTER, run

__all__ = [
    "AlreadyRunning",
    "SyncRefused",
    "accept",
    "ask_cancel",
    "left_waiting",
    "refuse",
    "request_sync",
    "resume",
    "run",
    "usual_source",
]

AT_WORK = (SyncStatus.FETCHING, SyncStatus.APPLYING)
OVER = (SyncStatus.DONE, SyncStatus.FAILED, SyncStatus.CANCELLED)


class AlreadyRunning(Exception):
    """There is a synchronization of this environment already."""

    def __init__(self, since: datetime, status: SyncStatus) -> None:
        self.since = since
        what = "waiting for a decision" if status == SyncStatus.BRAKED else "running"
        super().__init__(f"A sync has been {what} since {times.moment(since)}.")


class SyncRefused(Exception):
    """The run is not in a state for that. The text says why."""


def request_sync(*, by: str, source: SyncSource | None = None, snapshot: str = "") -> SyncRun:
    """A run that waits for a worker. The caller commits, then enqueues it.

    A file is the one whose manifest has the name in `snapshot`. Without a source it is where this
    shop has its catalog from. Raises AlreadyRunning and NotConnected.
    """
    account = shop_account()
    source = source or usual_source(account)
    environment = account.environment
    _end_the_dead(environment)
    run = SyncRun(
        environment=environment,
        running=environment,
        source=source,
        started_by=by,
        snapshot=snapshot,
    )
    try:
        with unique(SyncRun.running), db.session.begin_nested():
            db.session.add(run)
    except NotUnique:
        other = db.session.scalars(select(SyncRun).filter_by(running=environment)).one()
        raise AlreadyRunning(other.started_at, other.status) from None
    audit.record(by, "sync started", environment, source)
    return run


def usual_source(account: PartnerAccount) -> SyncSource:
    """The cache server, if the account is set to it; but prices of our own, once they are here,
    are not given up for another account's."""
    if not cache_server_of(account):
        return SyncSource.FOUROVER
    used = state_of(account.environment)
    own = used is not None and used.fingerprint == account.fingerprint
    our_prices = own and shop_settings().refresh_own_prices
    return SyncSource.FOUROVER if our_prices else SyncSource.CACHE


def left_waiting() -> list[int]:
    """Runs that nobody works on: their job was lost, or their worker died."""
    silent = now() - DEAD_AFTER
    return list(
        db.session.scalars(
            select(SyncRun.id).where(
                SyncRun.running.is_not(None),
                SyncRun.status.in_((SyncStatus.WAITING, *AT_WORK)),
                SyncRun.seen_at < silent,
            )
        )
    )


def ask_cancel(run: SyncRun) -> None:
    """Stop it soon, or at once if nobody works on it. Raises SyncRefused. The caller commits."""
    if run.status in OVER:
        raise SyncRefused("It has already ended.")
    if run.status == SyncStatus.APPLYING and not _dead(run):
        raise SyncRefused("The catalog is being updated already; that takes only a moment.")
    run.cancel_asked = True
    if run.status in (SyncStatus.WAITING, SyncStatus.BRAKED) or _dead(run):
        _end(run, SyncStatus.CANCELLED)


def accept(run: SyncRun, by: str) -> None:
    """Apply a braked snapshot after all. Raises SyncRefused. The caller commits, then enqueues
    it."""
    _decide(run, by, "sync accepted")
    run.status, run.seen_at, run.worker = SyncStatus.APPLYING, now() - DEAD_AFTER, ""
    run.error, run.details = "", {**run.details, "accepted_by": by}


def refuse(run: SyncRun, by: str) -> None:
    """Leave the catalog as it is. Raises SyncRefused. The caller commits."""
    _decide(run, by, "sync rejected")
    run.details = {**run.details, "refused_by": by}
    run.error = f"{by} rejected the changes. The catalog has not changed."
    _end(run, SyncStatus.CANCELLED)


def resume(run: SyncRun, by: str) -> None:
    """Go on with a run that failed, was cancelled or died; what was fetched is not asked again.

    Raises SyncRefused and AlreadyRunning. The caller commits, then enqueues it.
    """
    if run.status not in (SyncStatus.FAILED, SyncStatus.CANCELLED) and not _dead(run):
        raise SyncRefused("There is nothing to resume.")
    _end_the_dead(run.environment)
    other = db.session.scalar(select(SyncRun).filter_by(running=run.environment))
    if other is not None:
        raise AlreadyRunning(other.started_at, other.status)
    run.status, run.running, run.cancel_asked = SyncStatus.WAITING, run.environment, False
    run.error, run.ended_at, run.seen_at, run.report, run.details = "", None, now(), {}, {}
    audit.record(by, "sync resumed", run.environment)


def _decide(run: SyncRun, by: str, what: str) -> None:
    if run.status != SyncStatus.BRAKED:
        raise SyncRefused("It needs no approval.")
    audit.record(by, what, run.environment, run.error)


def _dead(run: SyncRun) -> bool:
    return run.status in AT_WORK and run.seen_at < now() - DEAD_AFTER


def _end(run: SyncRun, status: SyncStatus) -> None:
    run.status, run.running, run.ended_at = status, None, now()


def _end_the_dead(environment: Environment) -> None:
    """A run whose worker died long ago makes room for the next."""
    run = db.session.scalar(select(SyncRun).filter_by(running=environment))
    if run is not None and _dead(run):
        run.error = "It stopped unexpectedly."
        _end(run, SyncStatus.FAILED)
        db.session.flush()
