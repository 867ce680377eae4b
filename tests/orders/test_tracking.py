"""Following items: what 4Over's history means for the customer."""

from datetime import timedelta

import pytest

from storefront import jobs
from storefront.clock import now
from storefront.database import db
from storefront.orders import tracking
from storefront.orders.models import ItemStatus, JobStatus, Notice, PrintJob
from storefront.orders.words import customer_words, timeline
from tests.factories import an_account, an_order_item
from tests.neighbors import mine


@pytest.fixture(autouse=True)
def account(app):
    return an_account()


@pytest.fixture
def item(app):
    item = an_order_item(status=ItemStatus.IN_PRODUCTION)
    item.print_jobs.append(PrintJob(job_id="Z1-001", files_attached_at=now()))
    db.session.commit()
    return item


def test_the_whole_history_is_kept_once(fourover, queue, item):
    fourover.has_history("Z1-001", "On Press", "Plated", "New")

    queue.run(jobs.track_order_item, item.id)
    queue.run(jobs.track_order_item, item.id)

    lines = mine(JobStatus.status).order_by(JobStatus.id).all()
    assert [line.status for line in lines] == ["New", "Plated", "On Press"]
    assert item.print_jobs[0].status == "On Press"
    assert item.status == ItemStatus.IN_PRODUCTION


def test_shipped_with_tracking_the_customer_gets_a_mail(fourover, queue, item):
    fourover.has_history("Z1-001", "Complete: Shipped", "Packaging")
    fourover.has_tracking("Z1-001", "1Z2A61010358895672")

    queue.run(jobs.track_order_item, item.id)
    queue.run(jobs.track_order_item, item.id)

    assert item.status == ItemStatus.SHIPPED
    assert item.print_jobs[0].tracking_numbers == ["1Z2A61010358895672"]
    assert mine(Notice).filter_by(kind="shipped").count() == 1


def test_shipped_without_tracking_the_mail_waits(fourover, queue, item):
    fourover.has_history("Z1-001", "Complete: Shipped")
    fourover.has_tracking("Z1-001", "")

    queue.run(jobs.track_order_item, item.id)

    assert item.status == ItemStatus.SHIPPED
    assert mine(Notice).count() == 0


def told():
    return [(n.kind.value, n.position) for n in mine(Notice).order_by(Notice.id)]


def test_shipped_without_tracking_for_a_day_is_told_and_the_number_once_it_is_there(
    fourover, queue, item
):
    fourover.has_history("Z1-001", "Complete: Shipped")
    fourover.has_tracking("Z1-001", "")
    queue.run(jobs.track_order_item, item.id)
    assert told() == []
    item.moved_at = now() - timedelta(hours=25)
    db.session.commit()

    queue.run(jobs.track_order_item, item.id)
    queue.run(jobs.track_order_item, item.id)
    assert told() == [("shipped", 1)]

    fourover.has_tracking("Z1-001", "1Z1")
    queue.run(jobs.track_order_item, item.id)
    queue.run(jobs.track_order_item, item.id)
    assert told() == [("shipped", 1)] * 2


def test_delivered_without_tracking_is_told_once(fourover, queue, item):
    fourover.has_history("Z1-001", "Complete: Delivered", "Complete: Shipped")
    fourover.has_tracking("Z1-001", "")

    queue.run(jobs.track_order_item, item.id)
    queue.run(jobs.track_order_item, item.id)

    assert item.status == ItemStatus.DELIVERED
    assert told() == [("delivered", 1)]


@pytest.mark.parametrize(("numbers", "news"), [("1Z2", "shipped"), ("", "delivered")])
def test_a_second_parcel_after_a_reprint_is_told_again(fourover, queue, item, numbers, news):
    fourover.has_tracking("Z1-001", "1Z1" if numbers else "")
    fourover.has_history("Z1-001", "Complete: Delivered")
    queue.run(jobs.track_order_item, item.id)
    assert told() == [(news, 1)]
    fourover.has_history("Z1-001", "Sent to Reprint", "Complete: Delivered")
    queue.run(jobs.track_order_item, item.id)
    assert told() == [(news, 1)]  # that it is printed anew is no parcel

    fourover.has_tracking("Z1-001", numbers)
    fourover.has_history("Z1-001", "Complete: Delivered", "Sent to Reprint")
    queue.run(jobs.track_order_item, item.id)
    queue.run(jobs.track_order_item, item.id)

    assert told() == [(news, 1)] * 2


@pytest.mark.parametrize("second", [["On Press"], []])
def test_an_item_is_shipped_when_all_its_sets_are(fourover, queue, item, second):
    item.sets = 2
    item.print_jobs.append(PrintJob(job_id="Z1-002", set_number=2, files_attached_at=now()))
    db.session.commit()
    for job_id, history in (("Z1-001", ["Complete: Shipped"]), ("Z1-002", second)):
        fourover.has_history(job_id, *history)
        fourover.has_tracking(job_id, "")

    queue.run(jobs.track_order_item, item.id)
    assert item.status == ItemStatus.IN_PRODUCTION

    fourover.has_history("Z1-002", "Complete: Shipped")
    queue.run(jobs.track_order_item, item.id)
    assert item.status == ItemStatus.SHIPPED


def test_a_reprint_goes_back_and_is_shown_so(fourover, queue, item):
    fourover.has_tracking("Z1-001", "1Z1")
    fourover.has_history("Z1-001", "Complete: Shipped")
    queue.run(jobs.track_order_item, item.id)

    fourover.has_history("Z1-001", "Sent to Reprint", "Complete: Shipped")
    queue.run(jobs.track_order_item, item.id)

    assert item.status == ItemStatus.IN_PRODUCTION
    assert customer_words(item).label == "Being printed again"


def test_complete_by_a_coupon_is_not_delivered(fourover, queue, item):
    fourover.has_history("Z1-001", "Complete: Coupon Given", "On Press")

    queue.run(jobs.track_order_item, item.id)

    assert item.status == ItemStatus.IN_PRODUCTION


def test_a_text_nobody_knows_is_kept_and_changes_nothing(fourover, queue, item):
    fourover.has_history("Z1-001", "Quantum Drying")

    queue.run(jobs.track_order_item, item.id)

    assert item.print_jobs[0].status == "Quantum Drying"
    assert item.status == ItemStatus.IN_PRODUCTION


def test_no_answer_changes_nothing(fourover, queue, item):
    fourover.is_down()

    queue.run(jobs.track_order_item, item.id)

    assert item.status == ItemStatus.IN_PRODUCTION
    assert item.print_jobs[0].status == ""


def test_each_item_is_asked_about_gently(fourover, queue, item):
    fourover.has_history("Z1-001", "New")
    assert tracking.due() == [item.id]

    queue.run(jobs.track_order_item, item.id)

    assert tracking.due() == []
    item.track_after = now() - timedelta(seconds=1)
    db.session.commit()
    assert tracking.due() == [item.id]


@pytest.mark.parametrize(("days", "asked"), [(29, True), (31, False)])
def test_a_month_after_delivery_nobody_asks_any_more(item, days, asked):
    item.status = ItemStatus.DELIVERED
    item.moved_at = now() - timedelta(days=days)
    db.session.commit()

    assert (tracking.due() == [item.id]) == asked


def test_of_what_is_canceled_or_was_never_ordered_nobody_asks(fourover, queue, item):
    item.status = ItemStatus.CANCELLED
    db.session.commit()

    for item_id in (item.id, 0):
        queue.run(jobs.track_order_item, item_id)

    assert fourover.calls == []


def test_the_customer_reads_stages_not_the_printers_jargon(fourover, queue, item):
    fourover.has_history("Z1-001", "Bindery", "On Press", "Batch Imposition", "Pre-Flighting")

    queue.run(jobs.track_order_item, item.id)

    texts = [line.text for line in timeline(item)]
    assert texts[0] == "Order placed"
    assert "Checking files" in texts
    assert texts.count("In production") == 1
    assert "Bindery" not in texts
