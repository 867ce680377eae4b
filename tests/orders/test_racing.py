"""Two at once: workers that want the same item. Each race has a control that loses it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from storefront.extensions import db
from storefront.orders import claiming, outcome, push
from storefront.orders.models import ItemStatus, OrderItem, Phase, PushAttempt
from tests.factories import an_account, an_order_item


@pytest.fixture
def at_once(app):
    """Runs it in two threads, each with an app context of its own, and returns both answers."""

    def run(act):
        db.session.rollback()
        barrier = Barrier(2, timeout=10)

        def one(name):
            with app.app_context():
                barrier.wait()
                return act(name, barrier)

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(one, ["one", "two"]))
        db.session.expire_all()
        return answers

    return run


@pytest.fixture
def item(app):
    an_account()
    return an_order_item()


@pytest.mark.parametrize("again", range(5))
def test_of_two_workers_one_claims_the_item(at_once, item, again):
    item_id = item.id
    answers = at_once(lambda name, _: claiming.claim(item_id, name))

    assert len([attempt for attempt in answers if attempt]) == 1
    assert db.session.query(PushAttempt).count() == 1


def test_reading_and_then_writing_would_let_both_in(at_once, item):
    """The control: the claim without its condition."""
    item_id = item.id

    def naive(name, barrier):
        status = db.session.get(OrderItem, item_id).status
        db.session.rollback()
        barrier.wait()
        if status != ItemStatus.READY:
            return False
        values = {"status": ItemStatus.PUSHING, "push_owner": name}
        db.session.query(OrderItem).filter_by(id=item_id).update(values)
        db.session.commit()
        return True

    assert at_once(naive) == [True, True]


def test_of_two_runs_with_one_attempt_one_may_send(at_once, item):
    """As when a frozen worker wakes up beside the one that took over."""
    item_id, attempt_id = item.id, claiming.claim(item.id, "me")

    def cross(name, barrier):
        won = claiming.pass_point_of_no_return(attempt_id, item_id, "me")
        db.session.commit()
        return won

    assert sorted(at_once(cross)) == [False, True]


def test_the_truth_and_a_doubt_at_once_end_in_the_truth(at_once, item):
    attempt_id = claiming.claim(item.id, "me")
    assert claiming.pass_point_of_no_return(attempt_id, item.id, "me")
    db.session.commit()
    answer = push.RawAnswer(200, {}, b'{"order_status": "Success", "job_ids": ["Z1-001"]}')

    def speak(name, barrier):
        if name == "one":
            outcome.unknown(attempt_id, "the sweep gave up")
        else:
            push.read(attempt_id, answer)

    at_once(speak)

    assert item.status == ItemStatus.IN_PRODUCTION
    assert item.attempts[0].phase == Phase.ACCEPTED
