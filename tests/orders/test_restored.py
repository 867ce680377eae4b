"""A database from last night must not send today's orders again."""

from datetime import timedelta

import pytest

from storefront import jobs
from storefront.clock import now
from storefront.extensions import db
from storefront.orders import claiming, journal
from storefront.orders.models import ItemStatus, OrderItem, PushAttempt
from storefront.orders.restored import pause_if_restored
from storefront.settings import shop_settings
from tests.factories import an_account, an_order_item, with_settings


@pytest.fixture
def sent(app, fourover, queue):
    an_account()
    fourover.has_cards()
    fourover.quotes("32.00")
    fourover.takes_orders("Z1-001")
    item = an_order_item()
    queue.run(jobs.push_order_item, item.id)
    return item


def test_a_database_that_knows_its_orders_goes_on(sent):
    assert pause_if_restored() == []
    assert not shop_settings().pushing_paused


def test_an_order_in_the_journal_but_not_on_record_pauses_pushing(sent, fourover, queue):
    for job in sent.print_jobs:
        db.session.delete(job)
    db.session.query(PushAttempt).delete()
    sent.status = ItemStatus.READY
    db.session.commit()

    assert pause_if_restored() == [f"{sent.reference} was sent, but is not on record."]
    queue.run(jobs.sweep)
    queue.run_all()

    assert shop_settings().pushing_paused
    assert fourover.count("POST /orders") == 1


def test_another_attempt_with_the_same_number_does_not_hide_it(sent):
    attempt = sent.attempts[0]
    attempt.owner = "another run, after the backup"
    db.session.commit()

    assert pause_if_restored() == [f"{sent.reference} was sent, but is not on record."]


def test_once_staff_have_looked_and_resumed_a_restart_does_not_pause_again(sent):
    sent.attempts[0].owner = "another run, after the backup"
    db.session.commit()
    assert pause_if_restored()

    with_settings(pushing_paused=False)

    assert pause_if_restored() == []
    assert not shop_settings().pushing_paused


def test_a_crash_between_journal_and_commit_is_no_restored_backup(sent, queue):
    """The line is there, but the attempt never crossed; the sweep has closed it since."""
    attempt_id = claiming.claim(another := an_order_item().id, "me")
    journal.write("sending", "9999-1", attempt_id, owner="me")
    db.session.get(OrderItem, another).push_until = now() - timedelta(seconds=1)
    db.session.commit()
    queue.run(jobs.sweep)

    assert pause_if_restored() == []


def test_a_backup_on_a_machine_without_the_journal_does_not_push(sent, app):
    assert pause_if_restored() == []  # names the database and this folder
    instance = app.extensions["config"].instance_path
    for path in (instance / "push-journal").glob("*"):
        path.unlink()
    (instance / "database.id").unlink()

    assert pause_if_restored() == ["This database was in use with another instance folder."]
    assert shop_settings().pushing_paused


def test_a_new_shop_begins_without_a_word(app):
    assert pause_if_restored() == []
    assert pause_if_restored() == []


def test_a_torn_line_hides_neither_itself_nor_the_next(sent, app):
    folder = app.extensions["config"].instance_path / "push-journal"
    with next(folder.glob("*.ndjson")).open("a") as file:
        file.write('{"what": "sending", "it')
    journal.write("sending", "9999-1", 77, owner="lost")

    assert pause_if_restored() == ["9999-1 was sent, but is not on record."]
