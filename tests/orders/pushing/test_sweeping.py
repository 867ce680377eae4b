"""What the sweep enqueues, settles and releases; and all that it leaves as it is."""

from datetime import timedelta

import pytest
from redis.exceptions import RedisError

from storefront import jobs
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import Hold, ItemStatus, Phase, PushAttempt
from storefront.orders.pushing import sweeping
from storefront.orders.release import overlooked
from storefront.partner.models import Environment
from tests.factories import an_account, an_order, an_order_item, with_settings

HOUR = timedelta(hours=1)


@pytest.fixture
def account(app):
    return an_account()


def ago(seconds):
    return now() - timedelta(seconds=seconds)


def ready(since, **more):
    item = an_order_item(**more)
    item.ready_since = ago(since)
    db.session.commit()
    return item


def attempted(phase, status=ItemStatus.PUSHING, *, left=None, **more):
    """An item with an attempt; its lease has so many seconds left."""
    item = an_order_item(status=status)
    item.push_owner = f"worker of {item.id}"
    item.push_until = None if left is None else now() + timedelta(seconds=left)
    item.attempts.append(PushAttempt(number=1, owner=item.push_owner, phase=phase, **more))
    db.session.commit()
    return item


def settled(item):
    db.session.expire_all()
    return item.status, item.hold, item.attempts[0].phase


class TestWhatIsReady:
    def test_is_rung_for_in_the_order_in_which_it_became_ready(self, account):
        second, first, third = ready(20), ready(30), ready(10)
        for status in set(ItemStatus) - {ItemStatus.READY}:
            an_order_item(status=status)

        assert sweeping.ready_to_push(9) == [first.id, second.id, third.id]
        assert sweeping.ready_to_push(2) == [first.id, second.id]

    def test_is_rung_for_again_once_its_pause_is_over(self, account):
        waits, may_go = ready(30), ready(20)
        waits.push_after, may_go.push_after = now() + HOUR, ago(1)
        db.session.commit()

        assert sweeping.ready_to_push(9) == [may_go.id]

    def test_is_not_rung_for_while_sending_is_on_hold(self, account):
        ready(30)
        with_settings(pushing_paused=True)

        assert sweeping.ready_to_push(9) == []

    def test_goes_after_one_of_the_same_account(self, account):
        sent = an_order_item(status=ItemStatus.IN_PRODUCTION)
        elsewhere = ready(30, account=an_account(Environment.PRODUCTION))
        last, first = ready(10), ready(20)

        assert sweeping.next_of_account(sent.id) == first.id
        first.status = last.status = ItemStatus.DELIVERED
        db.session.commit()
        assert sweeping.next_of_account(sent.id) is None
        assert sweeping.next_of_account(elsewhere.id) == elsewhere.id


class TestWhatWasInterrupted:
    def test_before_it_was_sent_is_ready_again_once_nobody_can_have_it(self, account):
        gone, alive, nobodys = (attempted(Phase.PREPARING, left=left) for left in (-1, 200, None))

        sweeping.settle_interrupted()

        for item in (gone, nobodys):
            assert settled(item) == (ItemStatus.READY, None, Phase.NOT_SENT)
            assert item.note == "The shop was interrupted before it was sent."
        assert settled(alive) == (ItemStatus.PUSHING, None, Phase.PREPARING)

    def test_while_it_was_sent_is_a_doubt_after_four_minutes(self, account):
        lost, under_way = (attempted(Phase.SENDING, left=-1, sent_at=ago(s)) for s in (300, 200))

        sweeping.settle_interrupted()

        assert settled(lost) == (ItemStatus.HELD, Hold.UNKNOWN, Phase.UNKNOWN)
        said = "The shop was interrupted before the answer came."
        assert lost.note.startswith(f"{said} 4Over may have the order")
        assert lost.attempts[0].note == said
        assert settled(under_way) == (ItemStatus.PUSHING, None, Phase.SENDING)

    def test_after_the_answer_was_stored_is_what_the_answer_says(self, account):
        accepted, refused = (
            attempted(
                Phase.SENDING,
                left=-1,
                sent_at=ago(300),
                http_status=status,
                answer=body,
            )
            for status, body in (
                (200, b'{"order_status": "Success", "job_ids": ["Z1-001"]}'),
                (400, b'{"message": "no such product"}'),
            )
        )

        sweeping.settle_interrupted()

        assert settled(accepted) == (ItemStatus.IN_PRODUCTION, None, Phase.ACCEPTED)
        assert settled(refused) == (ItemStatus.HELD, Hold.REFUSED, Phase.REFUSED)

    def test_and_what_has_ended_stays_as_it_ended(self, account):
        answer = {"http_status": 400, "answer": b'{"message": "no such product"}'}
        ended = {
            phase: attempted(phase, ItemStatus.HELD, left=-1, sent_at=ago(300), **answer)
            for phase in set(Phase) - {Phase.PREPARING, Phase.SENDING}
        }

        sweeping.settle_interrupted()

        for phase, item in ended.items():
            assert settled(item) == (ItemStatus.HELD, None, phase)
            assert item.events == []

    def test_keeps_nobody_waiting(self, account):
        sweeping.settle_interrupted()
        assert db.engine.pool.checkedout() == 0


class TestWhatWasOverlooked:
    @pytest.fixture
    def forgotten(self, account):
        """Two items, of which one has its files; the rest of the shop waits for something."""
        order = an_order(items=2, status=ItemStatus.WAITING)
        order.items[1].slots[0].file_id = None
        an_order(status=ItemStatus.WAITING, cleared_at=None)
        an_order(status=ItemStatus.WAITING, own=True)
        an_order(status=ItemStatus.IN_PRODUCTION)
        for item in an_order(items=2, status=ItemStatus.SHIPPED).items[1:]:
            item.status, item.slots[0].file_id = ItemStatus.WAITING, None
        db.session.commit()
        return order

    def test_is_found_among_all_that_waits(self, forgotten):
        assert overlooked() == [forgotten.id]

    def test_becomes_ready_and_is_sent(self, forgotten, queue):
        queue.run(jobs.sweep)

        statuses = [item.status for item in forgotten.items]
        assert statuses == [ItemStatus.READY, ItemStatus.WAITING]
        assert (jobs.push_order_item, forgotten.items[0].id) in queue.jobs
        assert overlooked() == []


class TestEach:
    def test_is_run_inline_in_its_turn_where_it_cannot_be_enqueued(self, app):
        happened = []

        class Flickering:
            def enqueue(self, job, one, **_):
                happened.append(f"enqueue {one}")
                if one != 2:
                    raise RedisError

        app.extensions["queue"] = {"orders": Flickering()}
        jobs._each([1, 2, 3], lambda one: happened.append(f"run {one}"))

        assert happened == ["enqueue 1", "run 1", "enqueue 2", "enqueue 3", "run 3"]

    def test_is_done_though_another_broke_off_in_the_middle_of_a_change(self, account):
        item = an_order_item()

        def break_off(one):
            if one == 1:
                item.note = "half done"
                db.session.flush()
                raise RuntimeError("an error that nobody thought of")
            db.session.commit()

        sweeping.each([1, 2], break_off)

        db.session.expire_all()
        assert item.note == ""
