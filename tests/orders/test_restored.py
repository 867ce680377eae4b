"""A database from last night must not send today's orders again."""

import pytest

from storefront import jobs
from storefront.extensions import db
from storefront.orders.models import ItemStatus, PushAttempt
from storefront.orders.restored import pause_if_restored
from storefront.settings import shop_settings
from tests.factories import an_account, an_order_item


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

    assert pause_if_restored() == [sent.reference]
    db.session.commit()
    queue.run(jobs.sweep)
    queue.run_all()

    assert shop_settings().pushing_paused
    assert fourover.count("POST /orders") == 1


def test_another_attempt_with_the_same_number_does_not_hide_it(sent):
    attempt = sent.attempts[0]
    attempt.owner = "another run, after the backup"
    db.session.commit()

    assert pause_if_restored() == [sent.reference]


def test_half_a_line_of_the_journal_is_passed_over(sent, app):
    folder = app.extensions["config"].instance_path / "push-journal"
    next(folder.glob("*.ndjson")).open("a").write('{"what": "sending", "it')

    assert pause_if_restored() == []
