"""One synchronization at a time; it can be stopped, taken over, gone on with and decided about."""

from datetime import timedelta

import pytest

from storefront.catalog.models import Product, SyncRun, SyncStatus
from storefront.clock import now
from storefront.database import db
from storefront.partner.account import NotConnected
from storefront.sync import start
from storefront.sync.run import DEAD_AFTER
from tests.neighbors import mine
from tests.sync.conftest import a_snapshot, specs, synced, worked

BY = "pat@shop.test"


def requested(**more):
    run = start.request_sync(by=BY, **more)
    db.session.commit()
    return run


def long_ago(run):
    run.seen_at = now() - DEAD_AFTER - timedelta(seconds=1)
    db.session.commit()


def braked():
    synced(specs(40))
    run = synced(specs(20))
    assert run.status == SyncStatus.BRAKED
    return run


def products_on_offer():
    return mine(Product).filter_by(available=True).count()


def test_without_an_account_there_is_nothing_to_sync(app):
    with pytest.raises(NotConnected):
        start.request_sync(by=BY)


@pytest.mark.usefixtures("account")
class TestOneAtATime:
    def test_a_second_one_is_refused_while_one_runs(self):
        run = requested()

        with pytest.raises(start.AlreadyRunning, match="has been running since") as refused:
            start.request_sync(by=BY)

        assert refused.value.since == run.started_at

    def test_it_is_the_database_that_refuses_it(self):
        """Negative control: without its mark a second run would be let in."""
        run = requested()
        run.running = None
        db.session.commit()

        assert requested().id != run.id

    def test_one_that_waits_for_a_decision_is_in_the_way_too(self):
        braked()

        with pytest.raises(start.AlreadyRunning, match="waiting for a decision"):
            start.request_sync(by=BY)

    def test_the_next_may_start_when_one_is_over(self):
        synced(specs(2))

        assert requested().status == SyncStatus.WAITING

    def test_a_run_whose_worker_died_makes_room(self):
        run = requested()
        run.status = SyncStatus.FETCHING
        long_ago(run)

        assert requested().id != run.id
        assert (run.status, run.error) == (SyncStatus.FAILED, "It stopped unexpectedly.")

    def test_a_living_worker_is_left_alone(self):
        run = requested(source="file", snapshot=a_snapshot(specs(2)).name)
        run.status, run.worker = SyncStatus.FETCHING, "another"
        db.session.commit()

        assert worked(run).status == SyncStatus.FETCHING
        assert products_on_offer() == 0

    def test_a_dead_one_is_taken_over(self):
        run = requested(source="file", snapshot=a_snapshot(specs(2)).name)
        run.status, run.worker = SyncStatus.FETCHING, "another"
        long_ago(run)

        assert start.left_waiting() == [run.id]
        assert worked(run).status == SyncStatus.DONE
        assert start.left_waiting() == []

    def test_called_twice_it_is_done_once(self):
        run = requested(source="file", snapshot=a_snapshot(specs(2)).name)
        worked(run)
        ended = run.ended_at

        assert worked(run).ended_at == ended


@pytest.mark.usefixtures("account")
class TestDecisions:
    def test_an_accepted_one_is_applied_after_all(self):
        run = braked()

        start.accept(run, BY)
        db.session.commit()

        assert worked(run).status == SyncStatus.DONE
        assert run.details["accepted_by"] == BY
        assert products_on_offer() == 20

    def test_a_refused_one_changes_nothing(self):
        run = braked()

        start.refuse(run, BY)
        db.session.commit()

        assert worked(run).status == SyncStatus.CANCELLED
        assert products_on_offer() == 40

    def test_nobody_decides_about_what_does_not_wait(self):
        run = synced(specs(2))

        for decide in (start.accept, start.refuse):
            with pytest.raises(start.SyncRefused):
                decide(run, BY)

    def test_one_that_still_waits_is_cancelled_at_once(self):
        run = requested(source="file", snapshot=a_snapshot(specs(2)).name)

        start.ask_cancel(run)
        db.session.commit()

        assert worked(run).status == SyncStatus.CANCELLED
        assert products_on_offer() == 0

    def test_what_is_over_cannot_be_cancelled(self):
        with pytest.raises(start.SyncRefused):
            start.ask_cancel(synced(specs(2)))

    def test_one_that_failed_can_go_on(self):
        run = requested(source="file", snapshot="nowhere.json")
        assert worked(run).status == SyncStatus.FAILED
        assert run.running is None

        run.snapshot = a_snapshot(specs(2)).name
        start.resume(run, BY)
        db.session.commit()

        assert worked(run).status == SyncStatus.DONE

    def test_going_on_is_refused_while_another_runs(self):
        failed = worked(requested(source="file", snapshot="nowhere.json"))
        requested()

        with pytest.raises(start.AlreadyRunning):
            start.resume(failed, BY)

    def test_what_is_done_needs_no_going_on(self):
        run = synced(specs(2))

        with pytest.raises(start.SyncRefused):
            start.resume(run, BY)


def test_a_fault_of_ours_ends_the_run_and_says_so(account):
    run = requested(source="file", snapshot=a_snapshot(specs(2)).name)
    run.snapshot = ""  # a folder, not a file
    db.session.commit()

    assert worked(run).status == SyncStatus.FAILED
    assert [run.running for run in mine(SyncRun)] == [None]
