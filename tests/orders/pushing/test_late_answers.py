"""Attempts that end when their item is long in other hands, and people who act meanwhile."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.exc import OperationalError

from storefront import jobs
from storefront.clock import now
from storefront.database import db
from storefront.fourover import RawAnswer
from storefront.fourover.errors import Refused
from storefront.orders.cancellation import request_cancellation
from storefront.orders.models import (
    CancellationState,
    Hold,
    ItemStatus,
    Notice,
    NoticeKind,
    Phase,
    PrintJob,
    PushAttempt,
)
from storefront.orders.pushing import claiming, holding, outcome, push, sweeping
from tests.factories import an_account, an_order, an_order_item, with_settings
from tests.neighbors import mine

TAKEN = RawAnswer(200, {}, b'{"order_status": "Success", "job_ids": ["Z1-001"]}')


@pytest.fixture
def item(app):
    an_account()
    return an_order_item()


def sending(item, owner="me"):
    attempt_id = claiming.claim(item.id, owner)
    assert claiming.pass_point_of_no_return(attempt_id, item.id, owner)
    db.session.commit()
    return attempt_id


def put(item, **values):
    for name, value in values.items():
        setattr(item, name, value)
    db.session.commit()


def cancel(item):
    request_cancellation(item, by="pat@shop.example", reason="changed their mind")
    db.session.commit()


def test_a_worker_that_comes_late_leaves_the_lease_of_the_next_alone(item):
    late = claiming.claim(item.id, "slow")
    put(item, push_until=now() - timedelta(seconds=1))
    sweeping.settle_interrupted()
    put(item, push_after=None)
    assert claiming.claim(item.id, "next")

    outcome.not_sent(late, "4Over did not answer")

    db.session.expire_all()
    assert (item.status, item.push_owner) == (ItemStatus.PUSHING, "next")
    assert item.push_until is not None


def test_a_late_refusal_does_not_speak_for_an_item_that_is_being_sent_again(item):
    first = sending(item)
    outcome.unknown(first, "no answer")
    put(item.attempts[0], sent_at=now() - timedelta(hours=1))
    holding.fourover_has_not(item, by="pat", reason="looked", again=True)
    put(item.order.account, breaker_opened_at=None)
    second = sending(item, "again")

    outcome.refused(first, Refused("no such card"))

    db.session.expire_all()
    assert item.status == ItemStatus.PUSHING
    assert db.session.get(PushAttempt, second).phase == Phase.SENDING


def test_one_bad_attempt_does_not_stop_the_sweep(item, queue, fourover):
    other = an_order(account=item.order.account).items[0]
    attempt_id = sending(item)
    put(item.attempts[0], sent_at=now() - timedelta(hours=1))
    put(item, status=ItemStatus.SHIPPED)  # as nobody expects it
    doubtful = PushAttempt(
        item_id=other.id,
        number=1,
        owner="gone",
        phase=Phase.SENDING,
        sent_at=now() - timedelta(hours=1),
    )
    db.session.add(doubtful)
    put(other, status=ItemStatus.PUSHING, push_owner="gone")

    queue.run(jobs.sweep)

    assert db.session.get(PushAttempt, attempt_id).phase == Phase.UNKNOWN
    assert (other.status, other.hold) == (ItemStatus.HELD, Hold.UNKNOWN)


def test_an_answer_outlives_a_database_that_hiccups(item, queue, fourover, app):
    fourover.has_cards()
    fourover.quotes("32.00")
    fourover.takes_orders("Z1-001")
    hiccups = iter([True, False])

    def once(session):
        answered = any(isinstance(row, PushAttempt) and row.answer for row in session.dirty)
        if answered and next(hiccups):
            raise OperationalError("UPDATE", {}, Exception("database is locked"))

    db.event.listen(db.session, "before_commit", once)
    try:
        queue.run(jobs.push_order_item, item.id)
    finally:
        db.event.remove(db.session, "before_commit", once)

    assert item.status == ItemStatus.IN_PRODUCTION
    assert next(hiccups, "spent") == "spent"


def test_what_was_answered_is_in_the_journal_before_it_is_on_record(item, queue, fourover, app):
    fourover.has_cards()
    fourover.quotes("32.00")
    fourover.takes_orders("Z1-001")

    queue.run(jobs.push_order_item, item.id)

    folder = app.extensions["config"].instance_path / "push-journal"
    (journal,) = folder.glob("*.ndjson")
    assert f'"item": "{item.reference}"' in journal.read_text()
    assert '"jobs": "Z1-001"' in journal.read_text()


@pytest.mark.parametrize("end", ["parked", "refused"])
def test_a_cancellation_asked_for_during_a_push_that_came_to_nothing_is_granted(item, end):
    attempt_id = claiming.claim(item.id, "me")
    if end == "refused":
        assert claiming.pass_point_of_no_return(attempt_id, item.id, "me")
        db.session.commit()
    cancel(item)

    if end == "parked":
        outcome.parked(attempt_id, Hold.DEARER, "it costs more")
    else:
        outcome.refused(attempt_id, Refused("no such card"))

    db.session.expire_all()
    assert item.status == ItemStatus.CANCELLED
    assert item.cancellation.state == CancellationState.SEEN


@pytest.mark.parametrize("earlier", [Phase.UNKNOWN, Phase.ACCEPTED])
def test_it_is_not_granted_while_4over_may_have_it_from_an_earlier_push(item, earlier):
    attempt_id = claiming.claim(item.id, "me")
    cancel(item)
    item.attempts.append(PushAttempt(number=0, owner="gone", phase=earlier, sent_at=now()))
    if earlier == Phase.ACCEPTED:
        item.print_jobs.append(PrintJob(job_id="Z1-001"))
    db.session.commit()

    outcome.parked(attempt_id, Hold.DEARER, "it costs more")

    db.session.expire_all()
    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.DEARER)
    assert item.cancellation.open


def test_an_order_that_turns_up_after_cancelling_is_somebodys_business(item):
    attempt_id = sending(item)
    outcome.unknown(attempt_id, "no answer")
    cancel(item)
    put(item.attempts[0], sent_at=now() - timedelta(hours=1))
    put(item.cancellation, state=CancellationState.UNCONFIRMED)
    holding.confirm_cancelled(item, by="pat", answer="not there")
    db.session.commit()

    push.read(attempt_id, TAKEN)

    db.session.expire_all()
    assert item.status == ItemStatus.CANCELLED
    assert item.cancellation.state == CancellationState.UNCONFIRMED
    assert "Z1-001" in item.cancellation.answer

    holding.confirm_cancelled(item, by="pat", answer="Z1-001 is canceled")
    db.session.commit()

    assert (item.status, item.cancellation.open) == (ItemStatus.CANCELLED, False)
    assert "Z1-001 is canceled" in item.cancellation.answer
    assert len(mine(Notice).filter_by(kind=NoticeKind.CANCELLED).all()) == 1


def test_nobody_confirms_a_cancellation_while_the_order_could_still_arrive(item):
    outcome.unknown(sending(item), "no answer")
    cancel(item)

    with pytest.raises(holding.NotYet):
        holding.confirm_cancelled(item, by="pat", answer="not there")


def test_keys_that_are_not_accepted_are_no_refusal_to_cancel(item, queue, fourover):
    fourover.answers("DELETE", "/orders/Z1-001", json={"message": "bad key"}, status=401)
    put(item, status=ItemStatus.IN_PRODUCTION)
    item.print_jobs.append(PrintJob(job_id="Z1-001", files_attached_at=now()))
    cancel(item)

    queue.run(jobs.settle_cancellation, item.id)

    assert item.cancellation.state == CancellationState.ASKING


def test_what_shipped_before_4over_was_asked_is_too_late(item, queue, fourover):
    fourover.has_history("Z1-001", "Complete: Shipped")
    fourover.has_tracking("Z1-001", "")
    put(item, status=ItemStatus.IN_PRODUCTION)
    item.print_jobs.append(PrintJob(job_id="Z1-001", files_attached_at=now()))
    cancel(item)

    queue.run(jobs.track_order_item, item.id)

    assert item.cancellation.state == CancellationState.REFUSED


def test_a_status_counts_though_its_tracking_fails(item, queue, fourover):
    fourover.has_history("Z1-001", "Complete: Picked Up")
    fourover.answers("GET", "/orders/Z1-001/tracking", json={"message": "none"}, status=404)
    put(item, status=ItemStatus.IN_PRODUCTION)
    item.print_jobs.append(PrintJob(job_id="Z1-001", files_attached_at=now()))
    db.session.commit()

    queue.run(jobs.track_order_item, item.id)

    assert item.status == ItemStatus.DELIVERED


class TestTheSettingForInlineFiles:
    @pytest.fixture(autouse=True)
    def fourover_answers(self, fourover):
        fourover.has_cards()
        fourover.quotes("32.00")

    def test_changed_after_sending_without_files_they_are_still_attached(
        self, item, queue, fourover
    ):
        fourover.answers_orders_with(json={"order_status": "Success", "job_ids": ["Z1-001"]})
        fourover.answers("POST", "/jobs/Z1-001/files", status=500, body="oops")
        queue.run(jobs.push_order_item, item.id)
        with_settings(inline_files=True)
        fourover.http.upsert("POST", f"{fourover.url}/jobs/Z1-001/files", json=["attached"])
        put(item.print_jobs[0], files_tried_at=None)

        queue.run(jobs.sweep)
        queue.run_all()

        assert item.print_jobs[0].files_attached_at is not None

    def test_files_that_went_with_the_order_are_not_sent_again(self, item, queue, fourover):
        with_settings(inline_files=True)
        fourover.takes_orders("Z1-001")
        queue.run(jobs.push_order_item, item.id)
        with_settings(inline_files=False)

        queue.run(jobs.sweep)
        queue.run_all()

        assert item.print_jobs[0].files_attached_at is not None
        assert fourover.count("POST /jobs/Z1-001/files") == 0

    def test_no_link_to_a_file_is_on_record(self, item, queue, fourover):
        with_settings(inline_files=True)
        fourover.takes_orders("Z1-001")

        queue.run(jobs.push_order_item, item.id)

        assert item.attempts[0].payload["jobs"][0]["files"] == ["fr"]
        assert "/artwork/" not in str(item.attempts[0].payload)


def test_two_sets_of_which_one_is_known_get_numbers_of_their_own(item):
    put(item, sets=2, status=ItemStatus.HELD, hold=Hold.PARTLY, cost=Decimal("64.00"))
    item.print_jobs.append(PrintJob(job_id="Z1-001", set_number=1))
    db.session.commit()

    holding.fourover_has_it(item, ["Z1-001", "Z1-002"], by="pat", reason="support said so")

    assert [(j.job_id, j.set_number) for j in item.print_jobs] == [("Z1-001", 1), ("Z1-002", 2)]
