"""Sending items to 4Over: once, and with the truth about every way it can end."""

from datetime import timedelta
from decimal import Decimal

import pytest
import responses

from storefront import jobs
from storefront.clock import now
from storefront.database import db
from storefront.orders.cancellation import request_cancellation
from storefront.orders.models import Hold, ItemStatus, Phase, PushAttempt
from storefront.orders.pushing import claiming, outcome, push
from storefront.partner.models import PartnerAccount
from tests.factories import a_file, an_account, an_order, an_order_item, with_settings
from tests.neighbors import mine


@pytest.fixture(autouse=True)
def ready_fourover(app, fourover):
    """Cards and a cost are there; each test says how orders are answered."""
    an_account()
    fourover.has_cards()
    fourover.quotes("32.00")


def test_pushing_sends_the_item_and_keeps_its_job_id(fourover, queue):
    fourover.takes_orders("Z100-001")
    item = an_order_item()

    queue.run(jobs.push_order_item, item.id)

    assert item.status == ItemStatus.IN_PRODUCTION
    assert [job.job_id for job in item.print_jobs] == ["Z100-001"]
    assert item.attempts[0].phase == Phase.ACCEPTED


def test_every_set_becomes_a_print_job(fourover, queue):
    fourover.takes_orders("Z100-001", "Z100-002")
    item = an_order_item(item={"sets": 2, "cost": Decimal("64.00"), "price": Decimal("89.60")})

    queue.run(jobs.push_order_item, item.id)

    assert item.status == ItemStatus.IN_PRODUCTION
    assert [(job.job_id, job.set_number) for job in item.print_jobs] == [
        ("Z100-001", 1),
        ("Z100-002", 2),
    ]


def test_the_files_are_attached_after_the_order(fourover, queue):
    fourover.takes_orders("Z100-001")
    item = an_order_item()

    queue.run(jobs.push_order_item, item.id)

    assert fourover.calls[-2:] == ["POST /orders", "POST /jobs/Z100-001/files"]
    assert item.print_jobs[0].files_attached_at is not None


def test_pushing_twice_sends_once(fourover, queue):
    fourover.takes_orders()
    item = an_order_item()

    queue.run(jobs.push_order_item, item.id)
    queue.run(jobs.push_order_item, item.id)

    assert fourover.count("POST /orders") == 1


def test_an_account_pushes_one_item_at_a_time(app):
    first, second = an_order(items=2).items

    assert claiming.claim(first.id, "one") is not None
    assert claiming.claim(second.id, "two") is None


def test_the_attempt_is_on_record_before_anything_is_sent(fourover, queue, app):
    item = an_order_item()
    seen = []

    def look(request):
        with app.app_context():
            seen.extend(mine(PushAttempt.phase, PushAttempt.payload_hash).all())
            db.session.remove()
        return 200, {}, '{"order_status": "Success", "job_ids": ["Z100-001"]}'

    fourover.http.add_callback(responses.POST, f"{fourover.url}/orders", callback=look)
    fourover.attaches_files()
    queue.run(jobs.push_order_item, item.id)

    assert [phase for phase, _ in seen] == [Phase.SENDING]
    assert seen[0][1]
    journal = "".join(p.read_text() for p in _journal(app).glob("*.ndjson"))
    assert f'"what": "sending", "item": "{item.reference}"' in journal


def test_when_the_journal_cannot_be_written_nothing_is_sent(fourover, queue, app):
    fourover.takes_orders()
    item = an_order_item()
    _journal(app).parent.mkdir(exist_ok=True)
    _journal(app).write_text("a file where the folder should be")

    with pytest.raises(OSError):
        queue.run(jobs.push_order_item, item.id)

    assert fourover.count("POST /orders") == 0


def _journal(app):
    return app.extensions["config"].instance_path / "push-journal"


def test_when_the_answer_is_lost_nobody_pushes_again(fourover, queue):
    fourover.stops_answering()
    item = an_order_item()

    queue.run(jobs.push_order_item, item.id)
    queue.run(jobs.push_order_item, item.id)
    queue.run(jobs.sweep)
    queue.run_all()

    assert fourover.count("POST /orders") == 1
    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.UNKNOWN)
    assert "look before you send it again" in item.note


def test_after_a_doubt_the_account_rests(fourover, queue):
    fourover.stops_answering()
    lost, other = an_order(items=2).items
    queue.run(jobs.push_order_item, lost.id)

    queue.run(jobs.push_order_item, other.id)

    assert other.status == ItemStatus.READY
    assert fourover.count("POST /orders") == 1


def test_after_a_minute_a_good_canary_ends_the_rest(fourover, queue):
    account = mine(PartnerAccount).one()
    account.breaker_opened_at = now() - timedelta(seconds=61)
    db.session.commit()
    fourover.takes_orders()
    item = an_order_item()

    queue.run(jobs.push_order_item, item.id)

    assert item.status == ItemStatus.IN_PRODUCTION
    assert db.session.get(PartnerAccount, account.id).breaker_opened_at is None


def test_when_no_connection_was_made_the_item_is_ready_again(fourover, queue):
    fourover.is_unreachable()
    item = an_order_item()

    queue.run(jobs.push_order_item, item.id)

    assert item.status == ItemStatus.READY
    assert item.attempts[0].phase == Phase.NOT_SENT
    assert item.push_after > now()


@pytest.mark.parametrize(
    ("answer", "hold"),
    [
        ({"json": {"message": "Job Name missing"}, "status": 409}, Hold.REFUSED),
        ({"json": {"message": "order_id already exists"}, "status": 409}, Hold.UNKNOWN),
        ({"json": {"order_status": "Failed", "errors": [{"message": "no"}]}}, Hold.REFUSED),
        ({"json": {"message": "bad key"}, "status": 401}, Hold.CREDENTIALS),
        ({"body": "<html>oops", "status": 400}, Hold.UNKNOWN),
        ({"body": "", "status": 200}, Hold.UNKNOWN),
        ({"body": "Too many requests", "status": 200}, Hold.UNKNOWN),
        ({"body": "x", "status": 500}, Hold.UNKNOWN),
        ({"json": {"order_status": "Success", "job_ids": []}}, Hold.UNMAPPED),
        ({"json": {"order_status": "Success", "job_ids": ["Z1-001", "Z1-002"]}}, Hold.UNMAPPED),
        (
            {"json": {"order_status": "Warning", "job_ids": ["Z1-001"], "errors": ["no file"]}},
            Hold.PARTLY,
        ),
    ],
)
def test_every_other_answer_waits_for_a_person(fourover, queue, answer, hold):
    fourover.answers_orders_with(**answer)
    fourover.attaches_files()
    item = an_order_item()

    queue.run(jobs.push_order_item, item.id)
    queue.run(jobs.push_order_item, item.id)

    assert (item.status, item.hold) == (ItemStatus.HELD, hold)
    assert fourover.count("POST /orders") == 1


def test_asked_to_slow_down_it_waits_as_long_as_asked(fourover, queue):
    fourover.answers_orders_with(json={}, status=429, headers={"Retry-After": "600"})
    item = an_order_item()

    queue.run(jobs.push_order_item, item.id)

    assert item.status == ItemStatus.READY
    assert timedelta(minutes=9) < item.push_after - now() <= timedelta(minutes=10)


def test_what_could_not_be_sent_for_a_day_waits_for_a_person(fourover, queue):
    fourover.answers_orders_with(json={}, status=429)
    item = an_order_item()
    item.ready_since = now() - timedelta(hours=25)
    db.session.commit()

    queue.run(jobs.push_order_item, item.id)

    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.UNREACHABLE)


def test_a_dearer_cost_waits_for_a_person(http, fourover, queue):
    http.reset()
    fourover.has_cards()
    fourover.quotes("33.00")
    fourover.takes_orders()
    item = an_order_item()

    queue.run(jobs.push_order_item, item.id)

    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.DEARER)
    assert "$33.00" in item.note
    assert fourover.count("POST /orders") == 0


def test_a_cost_within_the_tolerance_is_sent(http, fourover, queue):
    http.reset()
    fourover.has_cards()
    fourover.quotes("32.60")
    fourover.takes_orders()
    item = an_order_item()

    queue.run(jobs.push_order_item, item.id)

    assert item.status == ItemStatus.IN_PRODUCTION


def test_a_missing_file_is_not_ordered_without(fourover, queue):
    item = an_order_item()
    item.slots[0].file_id = None
    db.session.commit()

    queue.run(jobs.push_order_item, item.id)

    assert item.hold == Hold.ARTWORK
    assert fourover.calls == []


def test_a_file_that_was_changed_on_disk_is_not_sent(fourover, queue):
    item = an_order_item()
    item.slots[0].file_id = a_file(sha256="f" * 64, content=b"something else").id
    db.session.commit()

    queue.run(jobs.push_order_item, item.id)

    assert item.hold == Hold.ARTWORK
    assert fourover.calls == []


def test_a_cancellation_wins_before_the_point_of_no_return(fourover, queue, app):
    fourover.takes_orders()
    item = an_order_item()
    attempt_id = claiming.claim(item.id, "me")
    db.session.expire_all()
    request_cancellation(item, by="pat@shop.example", reason="changed their mind")
    db.session.commit()

    assert not claiming.pass_point_of_no_return(attempt_id, item.id, "me")
    db.session.rollback()
    outcome.not_sent(attempt_id, "cancelled")

    db.session.expire_all()
    assert item.status == ItemStatus.CANCELLED
    assert fourover.calls == []


def test_nobody_passes_while_another_attempt_may_be_there(app):
    item = an_order_item()
    db.session.add(
        PushAttempt(item_id=item.id, number=1, owner="gone", phase=Phase.UNKNOWN, sent_at=now())
    )
    db.session.commit()
    attempt_id = claiming.claim(item.id, "me")

    assert not claiming.pass_point_of_no_return(attempt_id, item.id, "me")


def test_late_truth_wins_over_unknown(app):
    item = an_order_item()
    attempt_id = claiming.claim(item.id, "me")
    assert claiming.pass_point_of_no_return(attempt_id, item.id, "me")
    db.session.commit()
    outcome.unknown(attempt_id, "the worker was slow")
    body = b'{"order_status": "Success", "job_ids": ["Z100-001"]}'

    push.read(attempt_id, push.RawAnswer(200, {}, body))

    db.session.expire_all()
    assert item.status == ItemStatus.IN_PRODUCTION
    assert item.attempts[0].phase == Phase.ACCEPTED


def test_late_doubt_does_not_win_over_the_truth(app):
    item = an_order_item()
    attempt_id = claiming.claim(item.id, "me")
    assert claiming.pass_point_of_no_return(attempt_id, item.id, "me")
    db.session.commit()
    push.read(attempt_id, push.RawAnswer(200, {}, b'{"order_status":"Success","job_ids":["Z1"]}'))

    outcome.unknown(attempt_id, "too late to doubt")

    db.session.expire_all()
    assert item.status == ItemStatus.IN_PRODUCTION


class TestSweeping:
    def test_what_was_left_ready_is_pushed(self, fourover, queue):
        fourover.takes_orders()
        forgotten = an_order_item()

        queue.run(jobs.sweep)
        queue.run_all()

        assert forgotten.status == ItemStatus.IN_PRODUCTION

    def test_paused_pushing_rings_for_nobody(self, fourover, queue):
        with_settings(pushing_paused=True)
        item = an_order_item()

        queue.run(jobs.sweep)
        queue.run_all()

        assert item.status == ItemStatus.READY

    def test_a_worker_that_died_before_sending_leaves_the_item_ready(self, queue):
        item = an_order_item()
        claiming.claim(item.id, "dead")
        _let_pass(item, seconds=400)

        queue.run(jobs.sweep)

        assert item.status == ItemStatus.READY

    def test_a_worker_that_died_while_sending_leaves_a_doubt(self, fourover, queue):
        item = an_order_item()
        attempt_id = claiming.claim(item.id, "dead")
        claiming.pass_point_of_no_return(attempt_id, item.id, "dead")
        db.session.commit()
        _let_pass(item, seconds=400)

        queue.run(jobs.sweep)
        queue.run_all()

        assert (item.status, item.hold) == (ItemStatus.HELD, Hold.UNKNOWN)
        assert fourover.count("POST /orders") == 0

    def test_an_answer_stored_before_the_worker_died_still_counts(self, fourover, queue):
        fourover.attaches_files()
        item = an_order_item()
        attempt_id = claiming.claim(item.id, "dead")
        claiming.pass_point_of_no_return(attempt_id, item.id, "dead")
        db.session.commit()
        body = b'{"order_status": "Success", "job_ids": ["Z100-001"]}'
        push.keep_answer(attempt_id, push.RawAnswer(200, {}, body))
        _let_pass(item, seconds=400)

        queue.run(jobs.sweep)

        assert item.status == ItemStatus.IN_PRODUCTION

    def test_a_push_under_way_is_left_alone(self, queue):
        item = an_order_item()
        claiming.claim(item.id, "alive")

        queue.run(jobs.sweep)

        db.session.expire_all()
        assert item.status == ItemStatus.PUSHING


def _let_pass(item, seconds):
    db.session.expire_all()
    item.push_until = now() - timedelta(seconds=1)
    for attempt in item.attempts:
        if attempt.sent_at:
            attempt.sent_at -= timedelta(seconds=seconds)
    db.session.commit()


def test_while_pushing_is_paused_a_bell_changes_nothing(fourover, queue):
    with_settings(pushing_paused=True)
    item = an_order_item()

    queue.run(jobs.push_order_item, item.id)

    assert item.status == ItemStatus.READY
    assert item.attempts == []
    assert fourover.calls == []


def test_an_incomplete_sender_waits_for_a_person(fourover, queue):
    with_settings(ship_from_company="Larkspur Print")
    item = an_order_item()

    queue.run(jobs.push_order_item, item.id)

    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.ADDRESS)
    assert "phone" in item.note
    assert fourover.calls == []


def test_the_card_token_is_in_no_record(fourover, queue):
    fourover.takes_orders()
    item = an_order_item()

    queue.run(jobs.push_order_item, item.id)

    attempt = item.attempts[0]
    assert "visa-token" not in str(attempt.payload)
    assert attempt.card == "Visa ending in 4242"


def test_a_longer_wait_after_each_vain_try():
    waits = [outcome.pause(tries, None) for tries in range(10)]
    assert waits[0] == 30
    assert waits == sorted(waits)
    assert waits[-1] == 1800


@pytest.mark.parametrize(
    ("said", "hold"),
    [
        ("Payment was declined: do not honor", Hold.CARD),
        ("You must post a payment at the time of order", Hold.CARD),
        ("Your credit card has expired", Hold.CARD),
        ("14PT business cards are not offered in this runsize", Hold.REFUSED),
        ("Job Name missing", Hold.REFUSED),
    ],
)
def test_a_card_that_cannot_be_charged_is_held_as_one(fourover, queue, said, hold):
    fourover.answers_orders_with(
        json={"order_status": "Failed", "job_ids": [], "errors": [{"message": said}]}
    )
    item = an_order_item()

    queue.run(jobs.push_order_item, item.id)

    assert (item.status, item.hold) == (ItemStatus.HELD, hold)
    assert said in item.note


class TestWhatPeopleRead:
    """What the network and 4Over say word for word stays with the attempt and in the log."""

    def test_of_an_answer_that_is_none(self, fourover, queue):
        fourover.answers_orders_with(body="<html>Service Unavailable</html>", status=503)
        item = an_order_item()
        queue.run(jobs.push_order_item, item.id)
        assert item.note.startswith("4Over has a fault of its own")
        assert "503" not in item.note
        assert "503" in item.attempts[0].note

    def test_of_a_call_that_was_not_sent(self, fourover, queue):
        fourover.is_unreachable()
        item = an_order_item()
        queue.run(jobs.push_order_item, item.id)
        assert item.note == "4Over cannot be reached just now."
        assert "POST /orders" in item.attempts[0].note


def test_the_next_of_the_account_is_rung_for_also_when_a_push_breaks_off(app, fourover, queue):
    item, following = an_order_item(), an_order_item()
    journal_folder = app.extensions["config"].instance_path / "push-journal"
    journal_folder.write_text("a file where the folder should be, so no line can be written")

    with pytest.raises(OSError, match="push-journal"):
        queue.run(jobs.push_order_item, item.id)

    assert (jobs.push_order_item, following.id) in [(job, *ids) for job, *ids in queue.jobs]
    assert fourover.count("POST /orders") == 0
