"""What a worker does with a sync run: fetch a snapshot, plan, apply, or wait for an admin.

No transaction is open while it fetches. A run belongs to the last worker that claimed it; whoever
lost it notices at its next heartbeat and leaves it alone.
"""

import logging
import secrets
import time
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from storefront.catalog.models import CatalogState, SyncRun, SyncSource, SyncStatus
from storefront.catalog.state import snapshots_named, state_of
from storefront.clock import now
from storefront.config import config
from storefront.database import db, end_transaction
from storefront.fourover.errors import FourOverError
from storefront.partner.account import NotConnected, account_in, cache_server_of, client_for
from storefront.partner.models import Environment
from storefront.storage.contract import StoreAway
from storefront.storage.opening import store
from storefront.sync import applying, cache_server
from storefront.sync.cache_server import NoCacheServer
from storefront.sync.crawl import Crawl
from storefront.sync.delta import Delta, NotEnough
from storefront.sync.fetching import Fetching, Incomplete, Progress
from storefront.sync.planning import plan
from storefront.sync.snapshot import BadSnapshot, Manifest, Snapshot
from storefront.sync.snapshot_store import forget_old, snapshot_in

log = logging.getLogger(__name__)

DEAD_AFTER = timedelta(minutes=2)  # without a heartbeat; there is one every second
EXPECTED = FourOverError, Incomplete, BadSnapshot, NoCacheServer, NotConnected, StoreAway
EVERY = 1.0  # seconds between two heartbeats


class _TakenOver(Exception):
    """Another worker has this run now, or it is over."""


class _Cancelled(Exception):
    """An admin wants it to stop."""


def run(run_id: int) -> None:
    """Do it, from wherever it stands. Called twice, one of the two does it."""
    worker = secrets.token_hex(8)
    status = _claim(run_id, worker)
    if status is None:
        return
    at_work = _AtWork(run_id, worker)
    try:
        if status == SyncStatus.FETCHING:
            at_work.fetch()
        at_work.apply()
    except _TakenOver:
        db.session.rollback()
        log.warning("Sync %s is not ours any more", run_id)
    except _Cancelled:
        at_work.end(SyncStatus.CANCELLED, "It was canceled. What was fetched is kept for a day.")
    except EXPECTED as trouble:
        at_work.end(SyncStatus.FAILED, str(trouble))
    except Exception:
        log.exception("Sync %s broke", run_id)
        at_work.end(
            SyncStatus.FAILED,
            "An error in the shop stopped it. "
            f"The log has the details: look for “Sync {run_id} broke”.",
        )


def _claim(run_id: int, worker: str) -> SyncStatus | None:
    """Take the run, unless it is over, braked, or a living worker has it."""
    silent = SyncRun.seen_at <= now() - DEAD_AFTER
    waiting, fetching, writing = (
        SyncRun.status == status
        for status in (SyncStatus.WAITING, SyncStatus.FETCHING, SyncStatus.APPLYING)
    )
    claimed = None
    for status, may in (
        (SyncStatus.FETCHING, waiting | (fetching & silent)),
        (SyncStatus.APPLYING, writing & silent),
    ):
        claimed = claimed or db.session.scalar(
            update(SyncRun)
            .where(SyncRun.id == run_id, SyncRun.running.is_not(None), may)
            .values(status=status, worker=worker, seen_at=now())
            .returning(SyncRun.status)
        )
    db.session.commit()
    return claimed


@dataclass
class _AtWork:
    """One worker with its run."""

    run_id: int
    worker: str
    began: float = field(default_factory=time.monotonic)
    told_at: float = -EVERY  # monotonic
    progress: dict[str, Any] = field(default_factory=dict)  # the last there was, told or not

    def fetch(self) -> None:
        """Have a snapshot in the store, and note which."""
        environment, source, snapshot = db.session.execute(
            select(SyncRun.environment, SyncRun.source, SyncRun.snapshot).where(
                SyncRun.id == self.run_id
            )
        ).one()
        account = account_in(environment)
        if account is None:
            raise NotConnected(f"No 4Over account is connected for {environment}.")
        client, fingerprint = client_for(account), account.fingerprint
        cache_url = cache_server_of(account) or config().catalog_cache_url
        used = state_of(environment)
        base = (used.snapshot, used.sha256) if used else ("", "")
        db.session.commit()
        files = store()
        if source in (SyncSource.FOUROVER, SyncSource.CHANGES):
            fetching = Fetching(self._crawled)
            crawl = Crawl(client, files, environment, fingerprint, fetching)
            delta = Delta(client, files, environment, fingerprint, *base, fetching)
            snapshot = self._walk(crawl, delta if source == SyncSource.CHANGES else None).name
        elif source == SyncSource.CACHE:
            if not cache_url:
                raise NoCacheServer("The 4Over account has no address of a cache server.")
            key = config().catalog_cache_key.get_secret_value()
            snapshot = cache_server.fetch(cache_url, key, files, self._loaded).name
        so_far = {"progress": self.progress} if self.progress else {}
        self._note(snapshot=snapshot, **so_far)
        db.session.commit()

    def _walk(self, crawl: Crawl, delta: Delta | None) -> Manifest:
        try:
            return delta.run() if delta else crawl.run()
        except NotEnough as reason:
            log.info("Sync %s fetches everything: %s", self.run_id, reason)
            self._note(source=SyncSource.FOUROVER)
            db.session.commit()
            return crawl.run()

    def apply(self) -> None:
        """Write the snapshot, unless so much would change that an admin must look first."""
        environment, name, details = db.session.execute(
            select(SyncRun.environment, SyncRun.snapshot, SyncRun.details).where(
                SyncRun.id == self.run_id
            )
        ).one()
        end_transaction()
        with snapshot_in(store(), name, environment) as snapshot:
            if not self._in_use_already(environment, snapshot):
                self._write(snapshot, details)
        forget_old(store(), environment, snapshots_named(environment))

    def _write(self, snapshot: Snapshot, details: dict[str, Any]) -> None:
        planned = plan(snapshot)
        counts, said = planned.changes.counts, planned.changes.details
        accepted = details.get("accepted_by")
        if planned.changes.brakes and not accepted:
            why = " ".join(planned.changes.brakes)
            self._note(status=SyncStatus.BRAKED, report=counts, details=said, error=why)
            db.session.commit()
            return
        self._note(status=SyncStatus.APPLYING)
        applying.apply(planned)
        self._done(counts, said | ({"accepted_by": accepted} if accepted else {}))

    def end(self, status: SyncStatus, error: str) -> None:
        db.session.rollback()
        try:
            self._note(status=status, error=error[:2000], running=None, ended_at=now())
        except _TakenOver:
            db.session.rollback()
        else:
            db.session.commit()

    def _in_use_already(self, environment: Environment, snapshot: Snapshot) -> bool:
        """Whether this very file was applied last: then note only its date, and the run is done."""
        manifest = snapshot.manifest
        same = db.session.scalar(
            update(CatalogState)
            .where(CatalogState.environment == environment, CatalogState.sha256 == manifest.sha256)
            .values(made_at=manifest.made_at, snapshot=manifest.name)
            .returning(CatalogState.environment)
        )
        if same is None:
            db.session.rollback()
            return False
        self._done({"products": manifest.products, "unchanged": manifest.products}, {})
        return True

    def _done(self, counts: dict[str, int], details: dict[str, Any]) -> None:
        self._note(
            status=SyncStatus.DONE,
            report=counts,
            details=details,
            error="",
            running=None,
            ended_at=now(),
        )
        db.session.commit()

    def _crawled(self, progress: Progress) -> None:
        fetched = progress.products - progress.resumed
        taken = time.monotonic() - self.began
        left = taken / fetched * (progress.total - progress.products) if fetched else None
        self._tell(
            asdict(progress)
            | {"paused": round(progress.paused), "seconds_left": left and round(left)}
        )

    def _loaded(self, here: int, size: int) -> None:
        self._tell({"bytes": here, "size": size})

    def _tell(self, progress: dict[str, Any]) -> None:
        """Heartbeat: store how far it is, in a short transaction of its own.

        Raises _Cancelled if an admin wants it to stop, _TakenOver if another worker has the run.
        """
        self.progress = progress
        if time.monotonic() < self.told_at + EVERY:
            return
        self.told_at = time.monotonic()
        cancel_asked = self._note(progress=progress)
        db.session.commit()
        if cancel_asked:
            raise _Cancelled

    def _note(self, **values: Any) -> bool:
        """Write to the run, if it is still ours; returns whether it shall stop."""
        cancel_asked: bool | None = db.session.scalar(
            update(SyncRun)
            .where(
                SyncRun.id == self.run_id,
                SyncRun.worker == self.worker,
                SyncRun.running.is_not(None),
            )
            .values(seen_at=now(), **values)
            .returning(SyncRun.cancel_asked)
        )
        if cancel_asked is None:
            raise _TakenOver
        return cancel_asked
