"""Files that are given to 4Over after the order: each job's own, until 4Over has them."""

import json
from datetime import timedelta

import pytest

from storefront.artwork.link import file_behind
from storefront.artwork.models import ArtworkSlot
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import ItemStatus, PrintJob
from storefront.orders.pushing.attaching import attach, left_without_files
from tests.factories import a_file, an_account, an_order_item

MINUTE = timedelta(minutes=1)


@pytest.fixture
def item(app):
    """Two sets, each with a job that has no files yet; and two jobs that need none."""
    an_account()
    item = an_order_item(status=ItemStatus.IN_PRODUCTION, item={"sets": 2})
    second = a_file(b"%PDF-1.4 another front", original_name="another.pdf")
    item.slots.append(ArtworkSlot(code="fr", label="Front", set_number=2, file_id=second.id))
    item.print_jobs += [
        PrintJob(job_id="Z1-001"),
        PrintJob(job_id="Z1-002", set_number=2),
        PrintJob(job_id="Z1-003", set_number=3, files_attached_at=now()),
        PrintJob(job_id="Z1-004", set_number=4, let_go=True),
    ]
    db.session.commit()
    return item


@pytest.fixture
def neighbor(item):
    neighbor = an_order_item(status=ItemStatus.IN_PRODUCTION)
    neighbor.print_jobs.append(PrintJob(job_id="Z7-001"))
    db.session.commit()
    return neighbor


def attached(item):
    db.session.expire_all()
    return [job.job_id for job in item.print_jobs if job.files_attached_at]


def test_each_job_that_has_none_gets_those_of_its_set(item, neighbor, fourover):
    fourover.attaches_files()

    attach(item.id)

    assert fourover.calls == ["POST /jobs/Z1-001/files", "POST /jobs/Z1-002/files"]
    for call, slot in zip(fourover.http.calls, item.slots, strict=True):
        (files,) = json.loads(call.request.body)["files"]
        *_, token, name = files["fr"].split("/")
        assert file_behind(token) is slot.file
        assert name.endswith(f"-set{slot.set_number}-fr.pdf")
    assert sorted(attached(item)) == ["Z1-001", "Z1-002", "Z1-003"]
    assert attached(neighbor) == []


def test_one_that_4over_does_not_take_is_noted_and_stops_no_other(item, fourover):
    fourover.answers("POST", "/jobs/Z1-001/files", status=400, json={"message": "no such file"})
    fourover.attaches_files()

    attach(item.id)

    first, *_ = item.print_jobs
    assert first.files_note == "4Over said no: no such file."
    assert now() - first.files_tried_at < MINUTE
    assert sorted(attached(item)) == ["Z1-002", "Z1-003"]


def test_what_is_attached_in_the_end_has_no_note_any_more(item, fourover):
    item.print_jobs[0].files_note = "4Over did not answer."
    db.session.commit()
    fourover.attaches_files()

    attach(item.id)

    assert item.print_jobs[0].files_note == ""


@pytest.mark.parametrize("lacks", ["jobs", "account"])
def test_where_there_is_nothing_to_do_nobody_is_kept_waiting(item, fourover, lacks):
    if lacks == "account":
        item.order.account_id = None
    for job in item.print_jobs if lacks == "jobs" else []:
        job.let_go = True
    db.session.commit()

    attach(item.id)

    assert fourover.calls == []
    assert db.engine.pool.checkedout() == 0


def test_the_sweep_finds_an_item_once_while_a_job_of_it_has_none(item, neighbor):
    assert sorted(left_without_files()) == [item.id, neighbor.id]
    for job in [*item.print_jobs[:1], *neighbor.print_jobs]:
        job.files_attached_at = now()
    db.session.commit()
    assert left_without_files() == [item.id]
    item.print_jobs[1].let_go = True
    db.session.commit()
    assert left_without_files() == []


def test_the_sweep_tries_again_after_a_minute(item, neighbor):
    neighbor.print_jobs[0].files_tried_at = now() - 0.9 * MINUTE
    for job in item.print_jobs:
        job.files_tried_at = now() - 1.1 * MINUTE
    db.session.commit()
    assert left_without_files() == [item.id]


def test_the_sweep_finds_them_while_4over_may_have_a_use_for_them(item):
    found = {}
    for status in ItemStatus:
        item.status = status
        db.session.commit()
        found[status] = left_without_files() == [item.id]

    assert [one for one, yes in found.items() if yes] == [
        ItemStatus.HELD,
        ItemStatus.IN_PRODUCTION,
    ]
