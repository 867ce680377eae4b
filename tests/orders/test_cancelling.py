"""Taking items back: asked, agreed, seen; or refused."""

from datetime import timedelta

import pytest

from storefront import jobs
from storefront.clock import now
from storefront.database import db
from storefront.orders import tracking
from storefront.orders.cancellation import NotCancellable, request_cancellation, unsettled
from storefront.orders.models import (
    CancellationState,
    Hold,
    ItemStatus,
    Notice,
    Phase,
    PrintJob,
    PushAttempt,
)
from storefront.orders.pushing import holding
from tests.factories import an_account, an_order_item
from tests.neighbors import mine


@pytest.fixture(autouse=True)
def account(app):
    return an_account()


def in_production(*job_ids, **more):
    item = an_order_item(status=ItemStatus.IN_PRODUCTION, **more)
    for number, job_id in enumerate(job_ids or ["Z1-001"], start=1):
        item.print_jobs.append(PrintJob(job_id=job_id, set_number=number, files_attached_at=now()))
    db.session.commit()
    return item


def cancel(item):
    request_cancellation(item, by="pat@shop.example", reason="changed their mind")
    db.session.commit()
    return item.cancellation


@pytest.mark.parametrize("status", [ItemStatus.WAITING, ItemStatus.READY])
def test_what_4over_never_saw_is_cancelled_at_once(fourover, status):
    item = an_order_item(status=status)

    cancellation = cancel(item)

    assert item.status == ItemStatus.CANCELLED
    assert cancellation.state == CancellationState.SEEN
    assert fourover.calls == []


def test_an_item_in_production_is_not_cancelled_by_asking(fourover, queue):
    item = in_production()

    cancellation = cancel(item)

    assert item.status == ItemStatus.IN_PRODUCTION
    assert cancellation.state == CancellationState.ASKED


def test_a_yes_is_not_yet_cancelled(fourover, queue):
    fourover.lets_jobs_go()
    item = in_production()
    cancellation = cancel(item)

    queue.run(jobs.settle_cancellation, item.id)

    assert item.status == ItemStatus.CANCELLING
    assert cancellation.state == CancellationState.AGREED


def test_after_a_yes_it_is_looked_soon_whether_it_is_so(fourover, queue):
    fourover.lets_jobs_go()
    item = in_production(item={"track_after": now() + timedelta(hours=1)})
    cancel(item)
    assert tracking.due() == []

    queue.run(jobs.settle_cancellation, item.id)

    assert tracking.due() == [item.id]


def test_seen_as_canceled_it_is_cancelled_and_the_customer_is_told(fourover, queue):
    fourover.lets_jobs_go()
    item = in_production()
    cancellation = cancel(item)
    queue.run(jobs.settle_cancellation, item.id)
    fourover.has_history("Z1-001", "Canceled", "New")

    queue.run(jobs.track_order_item, item.id)

    assert item.status == ItemStatus.CANCELLED
    assert cancellation.state == CancellationState.SEEN
    assert mine(Notice).filter_by(kind="cancelled").count() == 1


def test_a_yes_followed_by_printing_is_somebodys_business(fourover, queue):
    fourover.lets_jobs_go()
    item = in_production()
    cancellation = cancel(item)
    queue.run(jobs.settle_cancellation, item.id)
    fourover.has_history("Z1-001", "On Press", "New")

    queue.run(jobs.track_order_item, item.id)

    assert item.status == ItemStatus.CANCELLING
    assert cancellation.state == CancellationState.UNCONFIRMED
    assert "On Press" in cancellation.answer


def test_a_yes_is_believed_while_nothing_is_printed(fourover, queue):
    fourover.lets_jobs_go()
    item = in_production()
    cancellation = cancel(item)
    queue.run(jobs.settle_cancellation, item.id)
    fourover.has_history("Z1-001", "Batch Prep", "New")

    queue.run(jobs.track_order_item, item.id)

    assert cancellation.state == CancellationState.AGREED


def test_what_is_delivered_in_spite_of_a_yes_was_shipped_before(fourover, queue):
    fourover.lets_jobs_go()
    item = in_production()
    cancellation = cancel(item)
    queue.run(jobs.settle_cancellation, item.id)
    fourover.has_history("Z1-001", "Complete: Delivered")
    fourover.has_tracking("Z1-001", "")

    queue.run(jobs.track_order_item, item.id)

    became = [event.became for event in item.events]
    assert became[-2:] == [ItemStatus.SHIPPED, ItemStatus.DELIVERED]
    assert cancellation.state == CancellationState.REFUSED
    assert cancellation.answer.startswith("4Over agreed, and shipped it.")


def test_what_nobody_was_sure_of_ends_as_it_leaves_4over(fourover, queue):
    fourover.lets_jobs_go()
    item = in_production()
    cancellation = cancel(item)
    queue.run(jobs.settle_cancellation, item.id)
    for status in ("On Press", "Complete: Shipped"):
        assert cancellation.open
        fourover.has_history("Z1-001", status)
        fourover.has_tracking("Z1-001", "")
        queue.run(jobs.track_order_item, item.id)

    assert item.status == ItemStatus.SHIPPED
    assert cancellation.state == CancellationState.REFUSED
    assert cancellation.answer == "4Over agreed, but Z1-001 is at On Press. It was shipped."
    assert mine(Notice).filter_by(kind="cancelled").count() == 0


def test_a_refusal_keeps_the_item_in_production_with_4overs_sentence(fourover, queue):
    fourover.keeps_jobs("Job has progressed too far for cancellation")
    item = in_production()
    cancellation = cancel(item)

    queue.run(jobs.settle_cancellation, item.id)

    assert item.status == ItemStatus.IN_PRODUCTION
    assert cancellation.state == CancellationState.REFUSED
    assert "progressed too far" in cancellation.answer


def test_one_sets_refusal_blocks_no_other(fourover, queue):
    fourover.answers("DELETE", "/orders/Z1-001", json="too far")
    fourover.answers("DELETE", "/orders/Z1-002", json=True)
    item = in_production("Z1-001", "Z1-002")
    cancellation = cancel(item)

    queue.run(jobs.settle_cancellation, item.id)

    assert [job.let_go for job in item.print_jobs] == [False, True]
    assert cancellation.state == CancellationState.UNCONFIRMED


def test_without_an_answer_it_is_asked_again_and_after_five_tries_a_person_asks(fourover, queue):
    fourover.is_down()
    item = in_production()
    cancellation = cancel(item)

    for _ in range(7):
        queue.run(jobs.settle_cancellation, item.id)
        cancellation.ask_after = now() - timedelta(seconds=1)
        db.session.commit()

    assert cancellation.tries == 5
    assert cancellation.state == CancellationState.UNCONFIRMED
    assert fourover.count("DELETE /orders/Z1-001") == 5


def test_each_time_without_an_answer_it_waits_twice_as_long(fourover, queue):
    fourover.is_down()
    item = in_production()
    cancellation = cancel(item)

    for minutes in (1, 2, 4):
        queue.run(jobs.settle_cancellation, item.id)
        about = pytest.approx(timedelta(minutes=minutes), abs=timedelta(seconds=10))
        assert cancellation.ask_after - now() == about
        cancellation.ask_after = now() - timedelta(seconds=1)
        db.session.commit()


def test_two_workers_do_not_ask_at_once(fourover, queue):
    fourover.is_down()
    item = in_production()
    cancel(item)

    queue.run(jobs.settle_cancellation, item.id)
    queue.run(jobs.settle_cancellation, item.id)

    assert fourover.count("DELETE /orders/Z1-001") == 1


def test_while_the_jobs_are_not_known_the_cancellation_waits(fourover, queue):
    fourover.lets_jobs_go()
    item = an_order_item(status=ItemStatus.HELD, item={"hold": Hold.UNKNOWN})
    cancellation = cancel(item)

    queue.run(jobs.settle_cancellation, item.id)
    assert cancellation.state == CancellationState.ASKED

    holding.fourover_has_it(item, ["Z9-001"], by="pat@shop.example", reason="on the statement")
    db.session.commit()
    queue.run(jobs.sweep)
    queue.run_all()
    assert item.status == ItemStatus.CANCELLING


def test_agreement_about_a_part_is_no_agreement_about_all(fourover, queue):
    fourover.lets_jobs_go()
    item = in_production()
    item.hold_for(Hold.UNMAPPED, "4Over did not name every job")
    cancellation = cancel(item)

    queue.run(jobs.settle_cancellation, item.id)

    assert item.status == ItemStatus.HELD
    assert cancellation.state == CancellationState.UNCONFIRMED


def test_what_has_shipped_meanwhile_is_not_asked_about_for_ever(fourover, queue):
    item = in_production()
    cancel(item)
    item.status = ItemStatus.SHIPPED
    db.session.commit()

    assert unsettled() == []


@pytest.mark.parametrize("status", [ItemStatus.SHIPPED, ItemStatus.CANCELLED])
def test_what_is_gone_cannot_be_asked_back(status):
    item = an_order_item(status=status)

    with pytest.raises(NotCancellable):
        cancel(item)


def test_nobody_asks_twice_at_once(app):
    item = in_production()
    cancel(item)

    with pytest.raises(NotCancellable):
        cancel(item)


def sent(item, phase, **more):
    item.attempts.append(PushAttempt(number=1, owner="w", phase=phase, sent_at=now(), **more))
    db.session.commit()
    return item


@pytest.mark.parametrize("hold", [Hold.REFUSED, Hold.CARD])
def test_what_4over_did_not_take_is_not_called_never_sent(hold):
    item = sent(an_order_item(status=ItemStatus.HELD, item={"hold": hold}), Phase.REFUSED)

    cancellation = cancel(item)

    assert item.status == ItemStatus.CANCELLED
    assert cancellation.answer == "4Over does not have it."


def test_of_what_no_byte_left_is_said_that_it_was_never_sent():
    """The control: the attempt was begun, and proven not to have left."""
    item = an_order_item(status=ItemStatus.HELD, item={"hold": Hold.UNREACHABLE})

    assert cancel(sent(item, Phase.NOT_SENT)).answer == "It was never sent to 4Over."


def test_found_absent_at_4over_a_waiting_cancellation_says_so_and_nobody_rejected_it():
    item = an_order_item(status=ItemStatus.HELD, item={"hold": Hold.UNKNOWN})
    sent(item, Phase.UNKNOWN).attempts[0].sent_at = now() - timedelta(days=1)
    cancellation = cancel(item)

    holding.fourover_has_not(item, by="pat@shop.example", reason="Support looked.", again=False)

    assert item.status == ItemStatus.CANCELLED
    assert cancellation.answer == "4Over does not have it."
    assert Hold.REFUSED not in [event.hold for event in item.events]
    assert item.events[-2].hold == Hold.ABSENT


def test_seen_as_canceled_nothing_of_the_doubt_before_is_left(fourover, queue):
    fourover.lets_jobs_go()
    item = in_production()
    cancellation = cancel(item)
    queue.run(jobs.settle_cancellation, item.id)
    fourover.has_history("Z1-001", "On Press", "New")
    queue.run(jobs.track_order_item, item.id)
    assert "On Press" in cancellation.answer
    fourover.has_history("Z1-001", "Canceled", "On Press", "New")

    queue.run(jobs.track_order_item, item.id)

    assert cancellation.state == CancellationState.SEEN
    assert cancellation.answer == "4Over shows it as canceled."
