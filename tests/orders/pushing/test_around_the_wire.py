"""What breaks around the one moment in which an order leaves: it is sent once or not at all, and
what became of it is known or said to be unknown."""

import time

import pytest
import responses
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from storefront import jobs
from storefront.database import db
from storefront.orders.models import Hold, ItemStatus, OrderItem, Phase, PushAttempt
from storefront.orders.pushing import journal, push
from tests.factories import an_account, an_order_item, with_settings


@pytest.fixture
def item(app, fourover):
    an_account()
    fourover.has_cards()
    fourover.quotes("32.00")
    fourover.attaches_files()
    return an_order_item()


@pytest.fixture
def folder(app):
    return app.extensions["config"].instance_path / "push-journal"


@pytest.fixture
def while_saving():
    """Something happens each time that a change of the database is about to be kept."""
    added = []

    def add(event, act):
        db.event.listen(db.session, event, act)
        added.append((event, act))

    yield add
    for event, act in added:
        db.event.remove(db.session, event, act)


def attempts(session):
    return [row for row in session.dirty if isinstance(row, PushAttempt)]


def answers(fourover, act):
    """What happens while 4Over answers the order."""

    def answer(request):
        act()
        return 200, {}, '{"order_status": "Success", "job_ids": ["Z1-001"]}'

    fourover.http.add_callback(responses.POST, f"{fourover.url}/orders", callback=answer)


class TestAWorkerThatFroze:
    @pytest.fixture
    def settings(self):
        return {"push_leave_seconds": 0.2}

    def test_does_not_send_after_the_point_of_no_return(self, item, queue, fourover, while_saving):
        fourover.takes_orders()

        def freeze(session, _):
            if any(
                attempt.phase == Phase.SENDING and attempt.card for attempt in attempts(session)
            ):
                time.sleep(0.3)

        while_saving("after_flush", freeze)

        queue.run(jobs.push_order_item, item.id)

        assert fourover.count("POST /orders") == 0
        assert item.status == ItemStatus.READY
        assert item.attempts[0].phase == Phase.NOT_SENT
        assert "took too long" in item.attempts[0].note
        assert journal.sent() == []  # which says itself that it never left


def test_what_the_database_does_not_take_is_not_in_the_journal(item, queue, fourover, while_saving):
    fourover.takes_orders()

    def refuse(session, _):
        if any(attempt.card for attempt in attempts(session)):
            raise OperationalError("UPDATE", {}, Exception("disk full"))

    while_saving("after_flush", refuse)

    with pytest.raises(OperationalError):
        queue.run(jobs.push_order_item, item.id)

    assert fourover.count("POST /orders") == 0
    assert journal.sent() == []


def test_one_that_is_not_paid_is_not_sent_though_somebody_changes_it_at_that_moment(
    item, queue, fourover, somebody_is_quicker
):
    fourover.takes_orders()
    item.order.cleared_at = None
    db.session.commit()
    somebody_is_quicker(update(OrderItem).values(version=OrderItem.version + 1))

    queue.run(jobs.push_order_item, item.id)

    assert fourover.count("POST /orders") == 0
    assert item.attempts == []


def test_a_worker_that_is_stopped_while_4over_answers_leaves_a_doubt(item, queue, fourover):
    def stop():
        raise KeyboardInterrupt

    answers(fourover, stop)

    with pytest.raises(KeyboardInterrupt):
        queue.run(jobs.push_order_item, item.id)

    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.UNKNOWN)
    assert item.attempts[0].note == "No answer came: KeyboardInterrupt"
    assert item.order.account.breaker_opened_at is not None


def test_any_fault_of_our_own_while_4over_answers_leaves_a_doubt(item, queue, fourover):
    def fail():
        raise ZeroDivisionError

    answers(fourover, fail)

    queue.run(jobs.push_order_item, item.id)

    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.UNKNOWN)
    assert item.note == "No answer came. 4Over may have the order: look before you send it again."
    assert item.attempts[0].note == "No answer came: ZeroDivisionError"


def test_an_answer_outlives_a_journal_that_cannot_be_written(item, queue, fourover, folder):
    def lose_the_journal():
        folder.rename(folder.with_name("elsewhere"))
        folder.write_text("a file where the folder should be")

    answers(fourover, lose_the_journal)

    queue.run(jobs.push_order_item, item.id)

    assert item.status == ItemStatus.IN_PRODUCTION
    assert [job.job_id for job in item.print_jobs] == ["Z1-001"]


class TestADatabaseThatHiccups:
    @pytest.fixture
    def hiccups(self, while_saving):
        """So many times, whenever an answer is to be kept."""
        left = []

        def hiccup(session, *_):
            if left and any(attempt.answer for attempt in attempts(session)):
                left.pop()
                raise OperationalError("UPDATE", {}, Exception("database is locked"))

        while_saving("after_flush", hiccup)
        return lambda times: left.extend(range(times))

    def test_once_loses_no_answer(self, item, queue, fourover, hiccups):
        fourover.takes_orders("Z1-001")
        hiccups(1)

        queue.run(jobs.push_order_item, item.id)

        assert item.status == ItemStatus.IN_PRODUCTION
        assert item.attempts[0].http_status == 200

    def test_for_long_leaves_what_the_journal_knows_and_nothing_is_sent_again(
        self, item, queue, fourover, hiccups
    ):
        fourover.takes_orders("Z1-001")
        hiccups(100)

        with pytest.raises(OperationalError):
            queue.run(jobs.push_order_item, item.id)
        queue.run(jobs.push_order_item, item.id)

        assert fourover.count("POST /orders") == 1
        assert item.attempts[0].phase == Phase.SENDING
        assert [sent.jobs for sent in journal.sent()] == ["Z1-001"]


class TestWhoeverLooksOn:
    def test_is_not_kept_waiting_while_sending_is_on_hold(self, item):
        with_settings(pushing_paused=True)

        assert push.push(item.id) is False
        assert db.engine.pool.checkedout() == 0

    def test_is_told_whether_the_account_is_free_now(self, item, fourover):
        fourover.takes_orders("Z1-001")
        item_id = item.id

        assert push.push(item_id) is True
        assert push.push(item_id) is False  # it is sent already
        assert push.push(0) is False  # there is none
        db.session.expire_all()
        assert item.status == ItemStatus.IN_PRODUCTION
