"""The schedule goes on ticking, whatever goes wrong in one of its acts."""

import threading
from datetime import UTC, datetime

import pytest
import time_machine
from flask import g
from sqlalchemy import select

from storefront import schedule
from storefront.catalog.models import SyncRun
from storefront.database import db
from storefront.schedule import Scheduled
from storefront.settings import save_setting
from tests import factories

SATURDAY = datetime(2026, 11, 28, 12, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 29, 12, tzinfo=UTC)

pytestmark = pytest.mark.alone


@pytest.fixture
def ticking(app):
    """Ticks in a thread, as the process does, until `count` acts were done."""

    def run(*acts, count):
        told, done = threading.Event(), []

        def counted(act):
            def one():
                done.append(act.__name__)
                if len(done) >= count:
                    told.set()
                act()

            return one

        entries = [Scheduled(act.__name__, 0.01, counted(act)) for act in acts]
        thread = threading.Thread(target=schedule.run_until, args=(told, app, entries))
        thread.start()
        thread.join(10)
        assert not thread.is_alive()
        return done

    return run


def test_an_error_in_one_act_stops_neither_it_nor_the_others(ticking):
    def fails():
        raise ValueError

    def works():
        pass

    done = ticking(fails, works, count=12)
    assert min(done.count("fails"), done.count("works")) > 1


def test_each_tick_has_an_app_context_of_its_own(ticking):
    seen = []

    def looks():
        seen.append(g.get("left_behind"))
        g.left_behind = True

    ticking(looks, count=3)
    assert seen == [None, None, None]


def test_a_tick_leaves_no_transaction_open(app, ticking):
    def asks():
        db.session.execute(select(SyncRun.id))

    db.session.rollback()
    ticking(asks, count=2)
    assert db.engine.pool.checkedout() == 0


def test_the_shop_sweeps_and_tracks_as_often_as_it_is_told(app):
    config = app.extensions["config"]
    every = {entry.name: entry.seconds for entry in schedule.scheduled(app)}
    assert every["sweep"] == config.sweep_seconds
    assert every["track"] == config.track_seconds


class TestSaturdays:
    @pytest.fixture(autouse=True)
    def shop(self, app, queue):
        factories.an_account()
        save_setting("weekly_sync", True)
        db.session.commit()
        self.queue = queue

    def runs(self):
        return db.session.scalars(select(SyncRun)).all()

    @time_machine.travel(SATURDAY)
    def test_the_catalog_is_synced_once(self):
        schedule.sync_when_due()
        self.runs()[0].running = None  # it is over
        db.session.commit()
        schedule.sync_when_due()
        assert [run.started_by for run in self.runs()] == ["schedule"]
        assert len(self.queue.jobs) == 1

    @time_machine.travel(SUNDAY)
    def test_on_other_days_it_is_not(self):
        schedule.sync_when_due()
        assert not self.runs()

    @time_machine.travel(SATURDAY)
    def test_nor_when_the_settings_say_no(self):
        save_setting("weekly_sync", False)
        db.session.commit()
        schedule.sync_when_due()
        assert not self.runs()
