"""What staff may not say about an item, each refused with a sentence; and what they may."""

from datetime import timedelta
from decimal import Decimal

import pytest

from storefront import jobs
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import (
    Cancellation,
    CancellationState,
    Hold,
    ItemStatus,
    Phase,
    PrintJob,
    PushAttempt,
)
from tests.admin.test_order_acts import act, noted
from tests.factories import an_order_item

IN_DOUBT = (Hold.UNKNOWN, Hold.UNMAPPED, Hold.PARTLY)
HOUR = timedelta(hours=1)


@pytest.fixture
def item(app):
    return an_order_item(status=ItemStatus.HELD, item={"hold": Hold.UNKNOWN})


@pytest.fixture
def neighbor(item):
    """Held as well, and in doubt; nobody says a word about it."""
    neighbor = an_order_item(status=ItemStatus.HELD, item={"hold": Hold.UNKNOWN})
    neighbor.print_jobs.append(PrintJob(job_id="Z7-001"))
    attempted(neighbor, sent_at=now() - HOUR)
    yield neighbor
    db.session.expire_all()
    assert (neighbor.status, neighbor.hold) == (ItemStatus.HELD, Hold.UNKNOWN)
    assert neighbor.unresolved is not None
    assert [job.job_id for job in neighbor.print_jobs] == ["Z7-001"]


def put(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    db.session.commit()


def attempted(item, phase=Phase.UNKNOWN, **more):
    number = len(item.attempts) + 1
    attempt = PushAttempt(number=number, owner=f"gone {item.id} {number}", phase=phase, **more)
    item.attempts.append(attempt)
    db.session.commit()
    return attempt


def state(item):
    return item.status, item.hold, item.note, len(item.events), len(item.print_jobs)


def refused(staff, item, what, words, status=409, **fields):
    """The page says why, and nothing has become of it."""
    before = state(item)
    page = act(staff, item, what, **{"reason": "I looked.", "job_ids": "Z1-001"} | fields)
    assert page.status_code == status
    assert words in page.text.replace("&#39;", "'")
    assert state(item) == before
    acts = ("sent again", "cost agreed", "not at 4Over", "found at 4Over", "cancellation confirmed")
    assert [one for name in acts for one in noted(name)] == []


class TestSendingAgain:
    def test_is_not_for_what_4over_may_have(self, staff, queue, item, neighbor):
        for hold in IN_DOUBT:
            put(item, hold=hold)
            refused(
                staff,
                item,
                "pushes",
                f"{item.reference} cannot simply be sent again.",
                reason="Let us try.",
            )
        assert queue.jobs == []

    def test_is_not_for_what_is_not_held(self, staff, queue, item):
        for status in set(ItemStatus) - {ItemStatus.HELD, ItemStatus.READY}:
            put(item, status=status, hold=None)
            refused(
                staff,
                item,
                "pushes",
                f"{item.reference} cannot simply be sent again.",
                reason="Let us try.",
            )
        assert queue.jobs == []

    def test_is_for_everything_else(self, staff, queue, item, neighbor):
        for hold in set(Hold) - {*IN_DOUBT}:
            put(item, status=ItemStatus.HELD, hold=hold, push_after=now() + HOUR)

            act(staff, item, "pushes", reason="It is right now.")

            assert (item.status, item.hold, item.push_after) == (ItemStatus.READY, None, None)
            assert item.note == "It is right now."
            assert item.events[-1].who == "pat@shop.example"
            assert now() - item.ready_since < HOUR

    def test_does_not_wait_for_the_end_of_a_pause(self, staff, queue, item):
        put(item, status=ItemStatus.READY, hold=None, push_after=now() + HOUR)

        act(staff, item, "pushes")

        assert item.push_after is None
        assert queue.jobs == [(jobs.push_order_item, item.id)]


class TestADearerCost:
    def test_is_agreed_to_only_while_it_holds_the_item(self, staff, queue, item, neighbor):
        put(item, asked_cost=Decimal("36.10"))
        for status, hold in [
            (ItemStatus.HELD, Hold.UNKNOWN),
            (ItemStatus.HELD, Hold.UNDER_COST),
            (ItemStatus.READY, None),
            (ItemStatus.IN_PRODUCTION, None),
        ]:
            put(item, status=status, hold=hold)
            refused(
                staff,
                item,
                "cost-agreement",
                f"{item.reference} is not held for its cost.",
                cost="36.10",
            )
        assert item.accepted_cost is None

    def test_is_agreed_to_only_once_it_is_known(self, staff, queue, item):
        put(item, hold=Hold.DEARER, asked_cost=None)

        refused(
            staff,
            item,
            "cost-agreement",
            f"{item.reference} is not held for its cost.",
            cost="36.10",
        )

    def test_that_rose_again_is_compared_with_what_was_agreed_to(self, staff, queue, item):
        put(item, hold=Hold.DEARER, asked_cost=Decimal("38.00"), accepted_cost=Decimal("36.10"))

        act(staff, item, "cost-agreement", cost="38.00")

        assert item.note == "Agreed to $38.00 instead of $36.10."
        assert item.accepted_cost == Decimal("38.00")


class TestThat4OverDoesNotHaveIt:
    def test_is_said_only_of_an_item_in_doubt(self, staff, queue, item, neighbor):
        attempted(item, Phase.REFUSED, sent_at=now() - HOUR)
        said = f"{item.reference} has no attempt in doubt."
        for hold in (Hold.REFUSED, Hold.UNKNOWN):
            put(item, hold=hold)
            refused(staff, item, "absence", said, again="y")

        attempted(item, sent_at=now() - HOUR)
        for status in (ItemStatus.READY, ItemStatus.IN_PRODUCTION):
            put(item, status=status, hold=None)
            refused(staff, item, "absence", said, again="y")
        assert item.unresolved is not None

    def test_is_not_said_while_it_may_be_on_its_way(self, staff, queue, item):
        attempted(item, claimed_at=now() - HOUR, sent_at=now() - timedelta(seconds=47))

        refused(
            staff,
            item,
            "absence",
            "The order may still be on its way. You can decide in 15 min.",
            reason="I looked.",
            again="y",
        )

    def test_is_said_of_one_that_was_claimed_long_ago_and_says_no_more(self, staff, queue, item):
        attempted(item, claimed_at=now() - HOUR)
        act(staff, item, "absence", reason="I looked.", again="y")
        assert item.status == ItemStatus.READY

    def test_and_it_stays_held_until_somebody_wants_it_sent(self, staff, queue, item, neighbor):
        attempt = attempted(item, sent_at=now() - HOUR, note="No answer came.")

        act(staff, item, "absence", reason="Support says so.")

        assert (item.status, item.hold) == (ItemStatus.HELD, Hold.ABSENT)
        assert item.note == "4Over does not have it. Support says so."
        assert item.unresolved is None
        said = "No answer came. pat@shop.example: 4Over does not have it. Support says so."
        assert attempt.note == said
        assert queue.jobs == []

    def test_and_whoever_wants_it_back_has_it_back(self, staff, queue, item, neighbor):
        attempted(item, sent_at=now() - HOUR)
        put(item, cancellations=[Cancellation(asked_by="kim", reason="changed")])

        act(staff, item, "absence", reason="Support says so.")

        assert item.status == ItemStatus.CANCELLED
        assert item.cancellation.state == CancellationState.SEEN
        assert item.cancellation.answer == "4Over does not have it."


class TestWhereAnOrderIsSettledSoon:
    @pytest.fixture
    def settings(self):
        return {"push_settle_seconds": 10}

    def test_three_leases_are_waited_for_all_the_same(self, staff, queue, item):
        attempted(item, sent_at=now() - timedelta(seconds=400))
        refused(staff, item, "absence", "You can decide in 9 min.", again="y")


class TestThat4OverHasIt:
    @pytest.fixture(autouse=True)
    def known(self, fourover):
        for job_id in ("Z1-001", "Z1-002", "Z7-001"):
            fourover.has_history(job_id, "New")

    def test_is_said_only_of_an_item_in_doubt(self, staff, queue, item):
        wrong = [(ItemStatus.HELD, hold) for hold in set(Hold) - {*IN_DOUBT}]
        for status, hold in [*wrong, (ItemStatus.READY, None), (ItemStatus.SHIPPED, Hold.UNKNOWN)]:
            put(item, status=status, hold=hold)
            refused(
                staff,
                item,
                "jobs",
                "not in doubt",
                reason="Statement.",
                job_ids="Z1-001",
            )

    def test_is_not_said_with_a_job_of_another_item(self, staff, queue, item, neighbor):
        refused(
            staff,
            item,
            "jobs",
            "Z7-001 belongs to another item.",
            422,
            reason="Statement.",
            job_ids="Z1-001 Z7-001",
        )

    def test_is_not_said_without_an_account_to_ask_with(self, staff, queue, item):
        put(item.order, account_id=None)
        refused(
            staff,
            item,
            "jobs",
            "its 4Over account is gone.",
            reason="Statement.",
            job_ids="Z1-001",
        )

    def test_is_not_said_while_4over_cannot_be_asked(self, staff, queue, item, fourover):
        fourover.http.upsert("GET", f"{fourover.url}/orders/Z1-001/status", status=503, body="down")
        refused(
            staff,
            item,
            "jobs",
            "Try again in a few minutes.",
            422,
            reason="Statement.",
            job_ids="Z1-001",
        )

    def test_is_not_said_with_a_number_that_is_none(self, staff, queue, item):
        refused(
            staff,
            item,
            "jobs",
            "A job number has at most 80 characters.",
            422,
            reason="Statement.",
            job_ids="Z" * 81,
        )

    def test_makes_it_an_item_in_production(self, staff, queue, item, neighbor):
        put(item, sets=2, hold=Hold.PARTLY, track_after=now() + HOUR)
        attempt = attempted(item, sent_at=now(), note="No answer came.")
        item.print_jobs.append(PrintJob(job_id="Z1-002", set_number=2))
        db.session.commit()

        act(staff, item, "jobs", reason="Statement.", job_ids="Z1-001, Z1-002")

        assert (item.status, item.hold) == (ItemStatus.IN_PRODUCTION, None)
        assert item.note == "Found at 4Over. Statement."
        assert [(job.job_id, job.set_number) for job in item.print_jobs] == [
            ("Z1-001", 1),
            ("Z1-002", 2),
        ]
        assert item.print_jobs[0].attempt_id == attempt.id
        assert (attempt.phase, item.track_after) == (Phase.ACCEPTED, None)
        said = "No answer came. pat@shop.example: found at 4Over. Statement."
        assert attempt.note == said
        assert queue.jobs == [(jobs.track_order_item, item.id)]


class TestThatItIsCancelled:
    def test_is_confirmed_only_if_somebody_asked_for_it(self, staff, queue, item):
        refused(
            staff,
            item,
            "cancellation-confirmation",
            f"No cancellation of {item.reference} waits to be confirmed.",
            reason="By phone.",
        )

    def test_is_confirmed_once(self, staff, queue, item, neighbor):
        cancellation = Cancellation(
            asked_by="kim", reason="changed", state=CancellationState.UNCONFIRMED
        )
        put(item, hold=Hold.UNMAPPED, cancellations=[cancellation])

        act(staff, item, "cancellation-confirmation", reason="By phone.")

        assert item.status == ItemStatus.CANCELLED
        assert item.events[-1].who == "pat@shop.example"
        assert (cancellation.state, cancellation.answer) == (
            CancellationState.SEEN,
            "4Over's support: By phone.",
        )
        assert len(noted("cancellation confirmed")) == 1
        again = act(staff, item, "cancellation-confirmation", reason="By phone.")
        assert again.status_code == 409
        assert f"No cancellation of {item.reference} waits to be confirmed." in again.text
        assert len(noted("cancellation confirmed")) == 1

    def test_is_not_confirmed_while_the_order_may_be_on_its_way(self, staff, queue, item):
        cancellation = Cancellation(
            asked_by="kim", reason="changed", state=CancellationState.UNCONFIRMED
        )
        put(item, cancellations=[cancellation])
        attempted(item, sent_at=now())

        refused(
            staff,
            item,
            "cancellation-confirmation",
            "The order may still be on its way.",
            reason="By phone.",
        )
        assert cancellation.state == CancellationState.UNCONFIRMED
