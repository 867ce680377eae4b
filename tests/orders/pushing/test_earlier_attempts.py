"""An item that was sent before: what became of the first attempt comes out during the second, or
after it."""

import json
from datetime import timedelta

import pytest
import responses

from storefront import jobs
from storefront.clock import now
from storefront.database import db
from storefront.fourover import RawAnswer
from storefront.fourover.errors import Refused
from storefront.orders.models import Hold, ItemStatus, Phase, PrintJob, PushAttempt
from storefront.orders.pushing import claiming, holding, outcome, push
from tests.factories import an_account, an_order_item


def took(*jobs, **more):
    """4Over's answer. A job is an id, or an id and the name that we gave its set."""
    ids = [
        {"internal_id": job[0], "customer_job_id": job[1]} if isinstance(job, tuple) else job
        for job in jobs
    ]
    return RawAnswer(
        200, {}, json.dumps({"order_status": "Success", "job_ids": ids} | more).encode()
    )


@pytest.fixture
def item(app):
    an_account()
    return an_order_item()


@pytest.fixture
def neighbor(item):
    """At 4Over since yesterday."""
    neighbor = an_order_item(status=ItemStatus.IN_PRODUCTION)
    neighbor.print_jobs.append(PrintJob(job_id="Z7-001", files_attached_at=now()))
    attempt = PushAttempt(number=1, owner="gone", phase=Phase.ACCEPTED, sent_at=now())
    neighbor.attempts.append(attempt)
    db.session.commit()
    yield neighbor
    db.session.expire_all()
    assert (neighbor.status, neighbor.hold) == (ItemStatus.IN_PRODUCTION, None)
    assert [job.job_id for job in neighbor.print_jobs] == ["Z7-001"]


def sending(item, owner="me"):
    attempt_id = claiming.claim(item.id, owner)
    assert claiming.pass_point_of_no_return(attempt_id, item.id, owner)
    db.session.commit()
    return attempt_id


def sent_and_lost(item):
    attempt_id = sending(item)
    outcome.unknown(attempt_id, "no answer")
    attempt = db.session.get(PushAttempt, attempt_id)
    attempt.sent_at = now() - timedelta(hours=1)
    item.order.account.breaker_opened_at = None
    db.session.commit()
    return attempt_id


def said_to_be_absent(item, *, again):
    """It was sent, no answer came, and a person found nothing at 4Over."""
    attempt_id = sent_and_lost(item)
    holding.fourover_has_not(item, by="pat", reason="looked", again=again)
    db.session.commit()
    return attempt_id


def jobs_of(item):
    db.session.expire_all()
    return [(job.job_id, job.set_number) for job in item.print_jobs]


class TestDuringTheSecond:
    @pytest.fixture
    def answers_then(self, app, fourover):
        """Something comes to light while the second attempt asks for the cards."""

        def during(act):
            def cards(request):
                with app.app_context():
                    act()
                    db.session.remove()
                visa = {"profile_token": "visa-token", "last_four": "4242", "type": "Visa"}
                return 200, {}, json.dumps({"entities": [visa]})

            fourover.quotes("32.00")
            fourover.takes_orders("Z2-001")
            fourover.http.add_callback(
                responses.GET, f"{fourover.url}/paymentprofiles", callback=cards
            )

        return during

    def test_the_first_was_accepted_after_all_so_the_second_is_not_sent(
        self, item, queue, fourover, answers_then
    ):
        first = said_to_be_absent(item, again=True)
        answers_then(lambda: push.read(first, took("Z1-001")))

        queue.run(jobs.push_order_item, item.id)

        assert fourover.count("POST /orders") == 0
        assert (item.status, item.hold) == (ItemStatus.HELD, Hold.UNMAPPED)
        assert item.note == "4Over has it already, from an earlier attempt."
        assert jobs_of(item) == [("Z1-001", 1)]
        assert [one.phase for one in item.attempts] == [Phase.ACCEPTED, Phase.NOT_SENT]

    def test_nothing_came_to_light_so_the_second_is_sent(self, item, queue, fourover, answers_then):
        """The control."""
        said_to_be_absent(item, again=True)
        answers_then(lambda: None)

        queue.run(jobs.push_order_item, item.id)

        assert fourover.count("POST /orders") == 1
        assert jobs_of(item) == [("Z2-001", 1)]

    def test_the_first_is_in_doubt_again_so_a_person_has_to_look_again(
        self, item, queue, fourover, answers_then
    ):
        first = said_to_be_absent(item, again=True)

        def doubt():
            db.session.get_one(PushAttempt, first).ended_at = None
            db.session.commit()

        answers_then(doubt)

        queue.run(jobs.push_order_item, item.id)

        assert fourover.count("POST /orders") == 0
        assert (item.status, item.hold) == (ItemStatus.HELD, Hold.UNKNOWN)
        assert item.note == "It was canceled, taken over or unpaid before it was sent."
        assert item.unresolved.id == first

    def test_a_late_no_to_the_first_changes_nothing(self, item, queue, fourover, answers_then):
        first = said_to_be_absent(item, again=True)
        answers_then(lambda: outcome.refused(first, Refused("no such product")))

        queue.run(jobs.push_order_item, item.id)

        assert item.status == ItemStatus.IN_PRODUCTION
        assert [one.phase for one in item.attempts] == [Phase.REFUSED, Phase.ACCEPTED]


class TestAfterIt:
    def test_both_were_accepted_and_a_person_is_told_at_once(self, item, neighbor):
        first = said_to_be_absent(item, again=True)
        push.read(sending(item, "again"), took("Z2-001"))

        push.read(first, took("Z1-001"))

        db.session.expire_all()
        assert (item.status, item.hold) == (ItemStatus.HELD, Hold.UNMAPPED)
        assert item.note == "4Over accepted it once more: Z1-001."
        assert jobs_of(item) == [("Z2-001", 1), ("Z1-001", 2)]

    def test_one_that_waits_to_be_sent_again_is_not_once_4over_has_it(self, item, queue, fourover):
        first = said_to_be_absent(item, again=True)

        push.read(first, took("Z1-001"))
        queue.run(jobs.push_order_item, item.id)

        assert (item.status, item.hold, item.note) == (
            ItemStatus.IN_PRODUCTION,
            None,
            "4Over accepted it.",
        )
        assert "4Over answered late." in [event.note for event in item.events]
        assert fourover.count("POST /orders") == 0

    def test_one_that_was_left_held_goes_on_once_4over_has_it(self, item):
        first = said_to_be_absent(item, again=False)
        assert item.hold == Hold.ABSENT

        push.read(first, took("Z1-001"))

        db.session.expire_all()
        assert item.status == ItemStatus.IN_PRODUCTION

    def test_a_no_ends_the_doubt(self, item, neighbor):
        first = sent_and_lost(item)

        outcome.refused(first, Refused("no such product"))

        db.session.expire_all()
        assert (item.status, item.hold) == (ItemStatus.HELD, Hold.REFUSED)
        assert item.note == "4Over said no: no such product."
        assert item.unresolved is None

    def test_a_no_to_one_of_two_does_not_end_the_doubt_about_the_other(self, item):
        first = sent_and_lost(item)
        item.attempts.append(
            PushAttempt(number=2, owner="other", phase=Phase.UNKNOWN, sent_at=now())
        )
        db.session.commit()

        outcome.refused(first, Refused("no such product"))

        db.session.expire_all()
        assert (item.status, item.hold) == (ItemStatus.HELD, Hold.UNKNOWN)

    def test_a_no_does_not_touch_an_item_that_is_held_for_something_else(self, item):
        first = said_to_be_absent(item, again=False)

        outcome.refused(first, Refused("no such product"))

        db.session.expire_all()
        assert item.hold == Hold.ABSENT
        assert item.attempts[0].phase == Phase.REFUSED

    def test_a_no_does_not_touch_an_item_that_4over_has(self, item):
        first = said_to_be_absent(item, again=True)
        push.read(sending(item, "again"), took("Z2-001"))

        outcome.refused(first, Refused("no such product"))

        db.session.expire_all()
        assert (item.status, item.hold) == (ItemStatus.IN_PRODUCTION, None)

    def test_keys_that_are_not_accepted_let_the_account_rest(self, item):
        account = item.order.account
        outcome.refused(sending(item), Refused("no such product"))
        assert account.breaker_opened_at is None
        holding.send_again(item, by="pat", reason="looked")
        db.session.commit()

        outcome.refused(sending(item, "again"), Refused("bad key", credentials=True))

        db.session.expire_all()
        assert account.breaker_opened_at is not None
        assert account.breaker_reason == "4Over does not accept the keys: bad key."
        assert (item.status, item.hold) == (ItemStatus.HELD, Hold.CREDENTIALS)

    def test_a_pause_grows_with_each_vain_try_and_not_with_each_refusal(self, item):
        for number in range(1, 4):
            attempt = PushAttempt(number=number, owner=f"gone {number}", phase=Phase.REFUSED)
            item.attempts.append(attempt)
        db.session.commit()

        outcome.not_sent(claiming.claim(item.id, "me"), "4Over cannot be reached just now.")

        db.session.expire_all()
        assert timedelta(seconds=50) < item.push_after - now() <= timedelta(seconds=60)

    def test_what_became_of_the_first_is_told_once(self, item):
        first = sent_and_lost(item)
        push.read(first, took("Z1-001"))
        events = len(item.events)

        push.read(first, took("Z1-001"))
        outcome.unknown(first, "too late to doubt")

        db.session.expire_all()
        assert len(item.events) == events
        assert jobs_of(item) == [("Z1-001", 1)]


class TestTheJobs:
    def test_what_4over_took_from_the_card_is_kept(self, item):
        attempt_id = sending(item)

        push.read(
            attempt_id, took("Z1-001", payment_response={"authorized_payment_amount": "48.13"})
        )

        assert str(db.session.get(PushAttempt, attempt_id).charged) == "48.13"

    def test_each_is_of_the_set_that_its_name_says(self, item):
        item.sets = 2
        db.session.commit()
        name = item.reference

        push.read(sending(item), took(("Z1-001", f"{name}-002"), ("Z1-002", f"{name}-001")))

        assert jobs_of(item) == [("Z1-002", 1), ("Z1-001", 2)]
        assert item.status == ItemStatus.IN_PRODUCTION

    def test_a_name_that_says_no_set_leaves_them_in_the_order_of_the_answer(self, item):
        names = ["9-02", "9-0001", "9-000", "9-008", "9-abc", "", "100"]
        item.sets = len(names)
        db.session.commit()

        push.read(sending(item), took(*((f"Z{n}-001", name) for n, name in enumerate(names, 1))))

        assert jobs_of(item) == [(f"Z{n}-001", n) for n in range(1, len(names) + 1)]

    def test_one_that_belongs_to_another_item_stays_there(self, item, neighbor):
        push.read(sending(item), took("Z7-001"))

        assert jobs_of(item) == []
        assert (item.status, item.hold) == (ItemStatus.HELD, Hold.UNMAPPED)
        assert item.note == "4Over has it, but did not name one job for each set."

    def test_their_files_went_along_or_follow(self, item):
        push.read(sending(item), took("Z1-001"))
        assert item.print_jobs[0].files_attached_at is None

        other = an_order_item()
        attempt_id = sending(other)
        db.session.get(PushAttempt, attempt_id).payload = {"jobs": [{"skip_files": False}]}
        db.session.commit()
        push.read(attempt_id, took("Z2-001"))
        assert other.print_jobs[0].files_attached_at is not None

    def test_what_4over_did_not_take_is_named(self, item):
        item.sets = 3
        db.session.commit()
        no = [{"customer_job_id": "1042-1-002", "message": "too dark"}, {"message": "too small"}]

        push.read(sending(item), took("Z1-001", errors=no))

        db.session.expire_all()
        assert (item.status, item.hold) == (ItemStatus.HELD, Hold.PARTLY)
        said = "4Over took only some sets. 1042-1-002: too dark; a set: too small"
        assert item.note == said
        assert item.attempts[0].phase == Phase.PARTLY
