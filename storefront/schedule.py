"""The schedule: sweeps, follows print jobs, and syncs the catalog on its days."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

from storefront import jobs
from storefront.database import db, end_transaction
from storefront.failures import records_failure
from storefront.orders.pushing import restored
from storefront.queue import CATALOG, enqueue, waiting
from storefront.sync import start
from storefront.sync.due import BY, due

log = logging.getLogger(__name__)

DAY = 86400


@dataclass
class Beat:
    """Something to do every so many seconds."""

    name: str
    seconds: float
    act: Callable[[], None]
    due_at: float = 0.0  # monotonic; so the first time is at once


def beats(app: Flask) -> list[Beat]:
    config = app.extensions["config"]
    return [
        Beat("sweep", config.sweep_seconds, jobs.sweep),
        Beat("track", config.track_seconds, jobs.track),
        Beat("syncs", 60, see_to_syncs),
        Beat("catalog", 60, jobs.tend_catalog),
        Beat("tidying", DAY, jobs.tidy_artwork),
        Beat("records", DAY, jobs.tidy_records),
    ]


def run(app: Flask) -> None:
    """Keep the beats until told to stop."""
    with app.app_context():
        look_for_lost_orders()
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    keep(app, beats(app), told)


def keep(app: Flask, beats: list[Beat], told: threading.Event) -> None:
    while not told.is_set():
        for beat in beats:
            if time.monotonic() >= beat.due_at and not told.is_set():
                strike(app, beat)
        next_at = min(beat.due_at for beat in beats)
        told.wait(max(0.0, next_at - time.monotonic()))


def strike(app: Flask, beat: Beat) -> None:
    """Act once, in an app context of its own. Whatever goes wrong, the next time comes."""
    beat.due_at = time.monotonic() + beat.seconds
    with app.app_context():
        try:
            beat.act()
        except Exception as trouble:
            log.exception("The %s failed: %s", beat.name, type(trouble).__name__)
        finally:
            db.session.remove()


def look_for_lost_orders() -> None:
    """Once, before anything is swept: was the database restored from before the last orders?"""
    if reasons := restored.pause_if_restored():
        log.error("Pushing is paused. %s", " ".join(reasons))


@records_failure
def see_to_syncs() -> None:
    """Start what is due, and enqueue those that nobody works on."""
    sync_when_due()
    left = start.left_waiting()
    end_transaction()
    if not waiting(CATALOG):
        for run_id in left:
            enqueue(jobs.sync_catalog, run_id, queue=CATALOG)


def sync_when_due() -> None:
    """Start what the settings wish for today."""
    source = due()
    if not source:
        return
    try:
        run = start.request_sync(by=BY, source=source)
    except start.AlreadyRunning as reason:
        log.info("No sync by the schedule now: %s", reason)
        return
    db.session.commit()
    enqueue(jobs.sync_catalog, run.id, queue=CATALOG)
