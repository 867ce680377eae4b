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
from storefront.payments import missing
from storefront.queue import CATALOG, enqueue, waiting
from storefront.sync import start
from storefront.sync.due import BY, due

log = logging.getLogger(__name__)

DAY = 86400


@dataclass
class Scheduled:
    """Something to do every so many seconds."""

    name: str
    seconds: float
    act: Callable[[], None]
    due_at: float = 0.0  # monotonic; so the first time is at once


def scheduled(app: Flask) -> list[Scheduled]:
    config = app.extensions["config"]
    return [
        Scheduled("sweep", config.sweep_seconds, jobs.sweep),
        Scheduled("track", config.track_seconds, jobs.track),
        Scheduled("syncs", 60, see_to_syncs),
        Scheduled("catalog", 60, jobs.tend_catalog),
        Scheduled("reminders", 3600, jobs.remind),
        Scheduled("payments", 3600, compare_payments),
        Scheduled("tidying", DAY, jobs.tidy_artwork),
        Scheduled("records", DAY, jobs.tidy_records),
        Scheduled("cards", 60, jobs.check_cards),
    ]


def run(app: Flask) -> None:
    """Do what is due, again and again, until told to stop."""
    with app.app_context():
        look_for_lost_orders()
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    run_until(told, app, scheduled(app))


def run_until(told: threading.Event, app: Flask, entries: list[Scheduled]) -> None:
    while not told.is_set():
        for entry in entries:
            if time.monotonic() >= entry.due_at and not told.is_set():
                tick(app, entry)
        next_at = min(entry.due_at for entry in entries)
        told.wait(max(0.0, next_at - time.monotonic()))


def tick(app: Flask, entry: Scheduled) -> None:
    """Act once, in an app context of its own. Whatever goes wrong, the next time comes."""
    entry.due_at = time.monotonic() + entry.seconds
    with app.app_context():
        try:
            entry.act()
        except Exception as trouble:
            log.exception("The %s failed: %s", entry.name, type(trouble).__name__)
        finally:
            db.session.remove()


def look_for_lost_orders() -> None:
    """Once, before anything is swept: was the database restored from before the last orders?"""
    if reasons := restored.pause_if_restored():
        log.error("Pushing is paused. %s", " ".join(reasons))


@records_failure
def compare_payments() -> None:
    """Every hour, and at the start: was the database restored from before the last payments?"""
    missing.compare()


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
    """Start what the settings want today."""
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
