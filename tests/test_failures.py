"""What breaks off in the background is told to staff until it works."""

import inspect
import sys
from datetime import timedelta

import pytest

from storefront import failures, jobs, schedule
from storefront.accounts.models import Role
from storefront.admin.orders.failure_alerts import JOBS
from storefront.clock import now
from storefront.database import db
from storefront.failures import JobFailure, records_failure
from storefront.orders.models import ItemStatus, StatusCheck
from tests.factories import a_user, an_order
from tests.neighbors import mine


@pytest.fixture
def first_page(app):
    browser = app.test_client().login(a_user(Role.STAFF))
    return lambda: browser.get("/admin/").text


def broken(_item_id):
    raise KeyError("unheard of")


def test_every_job_records_its_failures(app):
    """Also one that is added later."""
    named = {
        name: job
        for module in (jobs, schedule)
        for name, job in vars(module).items()
        if getattr(job, "__module__", "") == module.__name__ and not name.startswith("_")
    }
    assert {"push_order_item", "sweep", "see_to_syncs"} <= set(named)
    others = {"Scheduled", "scheduled", "run", "run_until", "tick", "look_for_lost_orders"}
    parts = {"open_refunds", "sync_when_due"}  # of jobs that record theirs
    for name in set(named) - others - parts:
        assert hasattr(named[name], "__wrapped__"), name


def test_staff_read_of_each_job_what_it_does_not_what_it_is_called(app):
    """Of every job that records its failures, in whichever module it is."""
    modules = [module for name, module in sys.modules.items() if name.startswith("storefront.")]
    named = {
        function.__name__
        for module in modules
        for function in vars(module).values()
        if inspect.isfunction(function) and function.__code__ is records_failure(broken).__code__
    }
    assert {"push_order_item", "_settle_sending", "see_to_syncs"} <= named
    assert named - set(JOBS) == set()


def test_what_is_told_no_more_is_forgotten_after_a_month(app, queue):
    order = an_order()
    for days, job in ((1, "sweep"), (8, "track"), (31, "send_notice")):
        then = now() - timedelta(days=days)
        db.session.add(JobFailure(job=job, about="", times=1, first_at=then, last_at=then))
        db.session.add(
            StatusCheck(order_id=order.id, started_by=job, total=1, left=[], ended_at=then)
        )
    db.session.add(StatusCheck(running=order.number, started_by="runs", total=1, left=[7]))
    db.session.commit()

    assert jobs.tidy_records in {entry.act for entry in schedule.scheduled(app)}
    jobs.tidy_records()

    assert {row.job for row in mine(JobFailure)} == {"sweep", "track"}
    left = {row.started_by for row in mine(StatusCheck)}
    assert left == {"sweep", "track", "runs"}


def test_an_error_is_told_with_its_order_and_forgotten_once_it_has_worked(app, queue, first_page):
    order = an_order(status=ItemStatus.IN_PRODUCTION)
    broken.__name__ = "track_order_item"
    job, item_id = records_failure(broken), order.items[0].id
    for _ in range(2):
        with pytest.raises(KeyError):
            job(item_id)
    with pytest.raises(KeyError):
        job(item_id + 1000)  # of another item, which works never again

    page = first_page()
    assert "Failed for good: asking 4Over for the status of an order item" in page
    assert f'href="/admin/orders/{order.number}"' in page
    assert "It failed 2 times" in page
    assert "unheard of" not in page  # an error's text may quote what is secret

    jobs.track_order_item(item_id)

    assert [failure.about for failure in failures.lately()] == [str(item_id + 1000)]


def test_after_a_week_it_is_not_told_any_more(app, first_page):
    with pytest.raises(KeyError):
        records_failure(broken)(1)
    assert "Failed for good" in first_page()
    failure = mine(JobFailure).one()
    failure.last_at -= failures.TOLD_FOR
    db.session.commit()

    assert "Failed for good" not in first_page()


def test_a_job_that_works_writes_nothing(app):
    records_failure(lambda: None)()

    assert mine(JobFailure).count() == 0
