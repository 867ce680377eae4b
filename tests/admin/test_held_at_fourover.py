"""What 4Over does with the jobs of an item that is on hold is seen by staff."""

from datetime import timedelta

import lxml.html
import pytest

from storefront import jobs
from storefront.clock import now
from storefront.database import db
from storefront.fourover.statuses import needs_a_person, shipped
from storefront.orders.models import Hold, ItemStatus, PrintJob
from tests.factories import an_account, an_order
from tests.fourover.test_statuses import ALL as STATUSES

SENT_OFF = [" ".join(text.split()) for text, _ in STATUSES if shipped(text)]
STOPPED = [text for text, _ in STATUSES if needs_a_person(text)]
SEEN = "on hold, but shipped by 4Over"


@pytest.fixture
def item(app):
    """Of two sets, 4Over took one."""
    an_account()
    item = an_order(status=ItemStatus.IN_PRODUCTION, item={"sets": 2}).items[0]
    item.print_jobs.append(PrintJob(job_id="Z1-001", files_attached_at=now() - timedelta(hours=3)))
    item.hold_for(Hold.PARTLY, "4Over took only some sets.")
    db.session.commit()
    return item


def read(page):
    return " ".join(lxml.html.document_fromstring(page.text).text_content().split())


@pytest.mark.parametrize("hold", [Hold.PARTLY, Hold.UNMAPPED])
@pytest.mark.parametrize("status", SENT_OFF)
def test_a_job_that_left_is_on_the_first_page_on_the_desk_and_on_its_item(
    staff, fourover, queue, item, status, hold
):
    item.hold = hold
    db.session.commit()
    fourover.has_history("Z1-001", status)
    fourover.has_tracking("Z1-001", "")

    queue.run(jobs.track_order_item, item.id)

    assert item.status == ItemStatus.HELD
    assert f"1 item {SEEN}" in read(staff.get("/admin/"))
    assert f"Z1-001 has left 4Over: {status}." in read(staff.get("/admin/held/"))
    page = read(staff.get(f"/admin/orders/{item.order.number}"))
    assert f"Print job Z1-001: {status} It has left 4Over" in page
    assert "4Over took only some sets." in page


@pytest.mark.parametrize("status", STOPPED)
def test_a_job_that_4over_stopped_is_seen_beside_the_hold(staff, fourover, queue, item, status):
    fourover.has_history("Z1-001", status)

    queue.run(jobs.track_order_item, item.id)

    assert "1 order stopped at 4Over" in read(staff.get("/admin/"))
    assert item.order.number in read(staff.get("/admin/orders/?needs=stopped"))
    page = read(staff.get(f"/admin/orders/{item.order.number}"))
    assert f"Print job Z1-001: {status}" in page
    assert "Stopped at 4Over On hold: Partly accepted" in page


def test_one_that_is_still_printed_is_not_told(staff, fourover, queue, item):
    """The control."""
    fourover.has_history("Z1-001", "On Press")

    queue.run(jobs.track_order_item, item.id)

    first = read(staff.get("/admin/"))
    assert "1 item on hold" in first
    assert SEEN not in first
    for address in ("/admin/held/", f"/admin/orders/{item.order.number}"):
        page = read(staff.get(address))
        assert item.reference in page
        assert "has left 4Over" not in page
