"""Two workers on the orders of one account: who finds it taken gives up, and nothing is left."""

import threading
import time
from collections import deque

import pytest
import responses

from storefront import jobs
from storefront.database import db
from storefront.orders.models import ItemStatus, OrderItem
from storefront.orders.pushing import push
from tests.conftest import FOUROVER
from tests.factories import an_account, an_order, with_settings
from tests.fakes import FakeFourOver
from tests.neighbors import mine

MANY = 8


@pytest.fixture
def fourover(app):
    """Orders take a moment. The other worker may be in a transaction meanwhile."""
    taken = iter(range(1, 100))

    def take(request):
        time.sleep(0.1)
        job_id = f"Z{next(taken)}-001"
        return 200, {}, f'{{"order_status": "Success", "job_ids": ["{job_id}"]}}'

    with responses.RequestsMock(assert_all_requests_are_fired=False) as http:
        fourover = FakeFourOver(http, FOUROVER)
        fourover.has_cards()
        fourover.quotes("32.00")
        fourover.attaches_files()
        http.add_callback(responses.POST, f"{FOUROVER}/orders", callback=take)
        yield fourover


@pytest.fixture
def line(app):
    """A queue that two workers empty, as RQ does."""

    class TwoWorkersQueue(deque):
        count = property(len)
        workers = 2

        def enqueue(self, job, *ids, at_front=False, **how):
            (self.appendleft if at_front else self.append)((job, *ids))

    line = TwoWorkersQueue()
    app.extensions["queue"] = dict.fromkeys(("orders", "catalog"), line)
    return line


@pytest.fixture
def two_workers(app, line):
    def work():
        db.session.rollback()
        troubles = []

        def one():
            idle_since = time.monotonic()
            while time.monotonic() - idle_since < 1:  # a push may be under way, and enqueue yet
                try:
                    job, *ids = line.popleft()
                except IndexError:
                    time.sleep(0.01)
                    continue
                with app.app_context():
                    try:
                        job(*ids)
                    except Exception as trouble:
                        troubles.append(trouble)
                idle_since = time.monotonic()

        threads = [threading.Thread(target=one) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        db.session.expire_all()
        assert troubles == []

    return work


@pytest.fixture
def ids(app):
    an_account()
    return [item.id for item in an_order(items=MANY).items]


def statuses():
    return [status for (status,) in mine(OrderItem.status)]


def test_all_of_them_are_sent_once_without_waiting_for_the_sweep(ids, line, two_workers, fourover):
    line.extend((jobs.push_order_item, item_id) for item_id in ids)

    two_workers()

    assert statuses() == [ItemStatus.IN_PRODUCTION] * MANY
    assert fourover.count("POST /orders") == MANY
    assert fourover.count("GET /paymentprofiles") == MANY


def test_without_the_bell_at_the_end_of_each_push_some_wait_for_the_sweep(
    ids, line, two_workers, fourover
):
    """The control."""
    line.extend((push.push, item_id) for item_id in ids)

    two_workers()

    assert ItemStatus.READY in statuses()
    assert ItemStatus.IN_PRODUCTION in statuses()


def test_one_that_is_held_enqueues_the_next_as_well(ids, line, two_workers, fourover):
    parked = db.session.get_one(OrderItem, ids[0])
    parked.cost = 1  # so that it costs more now
    db.session.commit()
    line.extend((jobs.push_order_item, item_id) for item_id in ids[:1])

    two_workers()

    assert sorted(statuses()) == [ItemStatus.HELD, *[ItemStatus.IN_PRODUCTION] * (MANY - 1)]


class TestPlaceInLine:
    """What is enqueued after the orders comes after them, though another worker had lost theirs."""

    @pytest.fixture
    def told_last(self, ids, line, two_workers, fourover):
        """How many were sent before the last of what was enqueued after them."""

        def run(workers):
            line.workers = workers
            told = []
            began = time.monotonic()
            jobs.push_order_item(ids[0])
            moment = (time.monotonic() - began) / 2
            line.clear()

            def ask():
                """As asking for a status, it takes half as long as an order."""
                time.sleep(moment)
                told.append(fourover.count("POST /orders"))

            line.extend((jobs.push_order_item, item_id) for item_id in ids[1:])
            line.extend([(ask,)] * 4 * MANY)
            two_workers()
            assert statuses() == [ItemStatus.IN_PRODUCTION] * MANY
            return told[-1]

        return run

    def test_is_kept(self, told_last):
        assert told_last(workers=2) >= MANY - 1

    def test_is_lost_where_the_next_is_enqueued_behind_the_rest(self, told_last):
        """The control."""
        assert told_last(workers=1) < MANY - 1


def test_while_pushing_is_paused_no_other_is_enqueued(ids, queue):
    with_settings(pushing_paused=True)

    queue.run(jobs.push_order_item, ids[0])

    assert queue.jobs == []


def test_of_another_account_nothing_is_enqueued(ids, queue, fourover):
    for item in db.session.query(OrderItem).filter(OrderItem.id.in_(ids[1:])):
        item.status = ItemStatus.DELIVERED
    other = an_account(environment="production", retired_at=None)
    an_order(account=other)
    db.session.commit()

    queue.run(jobs.push_order_item, ids[0])

    assert queue.jobs == []
    assert fourover.count("POST /orders") == 1
