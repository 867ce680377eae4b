"""The schedule: sweeps, follows print jobs, and syncs the catalog on Saturdays if it is to."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from sqlalchemy import exists, select

from storefront import jobs
from storefront.catalog import sync
from storefront.catalog.models import SyncRun
from storefront.clock import now
from storefront.extensions import db
from storefront.partner.account import NotConnected, environment
from storefront.queue import CATALOG, enqueue
from storefront.settings import shop_settings

log = logging.getLogger(__name__)

SATURDAY = 5
BY = "schedule"


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
        Beat("weekly sync", 600, sync_on_saturday),
    ]


def run(app: Flask) -> None:
    """Keep the beats until told to stop."""
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


def sync_on_saturday() -> None:
    """Start the weekly sync (UTC), once."""
    today = now().replace(hour=0, minute=0, second=0, microsecond=0)
    if today.weekday() != SATURDAY or not shop_settings().weekly_sync:
        return
    this_week = SyncRun.started_by == BY, SyncRun.started_at >= today - timedelta(days=1)
    if db.session.scalar(select(exists().where(*this_week, SyncRun.environment == environment()))):
        return
    try:
        started = sync.request_sync(by=BY, source="4over")
    except (sync.AlreadyRunning, NotConnected) as reason:
        log.warning("No weekly sync now: %s", reason)
        return
    db.session.commit()
    enqueue(jobs.sync_catalog, started.id, queue=CATALOG)
