"""A print job that 4Over stopped is seen by staff, and nobody is told that it goes on."""

import lxml.html
import pytest

from storefront.database import db
from storefront.fourover.statuses import needs_a_person
from storefront.orders.models import ItemStatus, PrintJob
from tests.factories import a_user, an_order

STOPPED = [
    "On Hold: Contact Accounting",
    "On Hold: Awaiting Revised Upload",
    "Awaiting New Files",
    "Awaiting Customer Response",
    "Delivery Rejected",
    "Sent to Reprint",
    "In Troubleshooting",
]


def in_production(status, **more):
    order = an_order(status=ItemStatus.IN_PRODUCTION, **more)
    item = order.items[0]
    item.note = "4Over accepted it."
    item.print_jobs.append(PrintJob(job_id=f"Z{order.number}-001", status=status))
    db.session.commit()
    return order


def read(page):
    return " ".join(lxml.html.document_fromstring(page.text).text_content().split())


@pytest.mark.parametrize("status", STOPPED)
def test_a_stopped_job_is_on_the_first_page_in_the_filter_and_on_its_order(staff, status):
    stopped, going_on = in_production(status), in_production("On Press")

    assert "1 order stopped at 4Over" in read(staff.get("/admin/"))
    listed = staff.get("/admin/orders/?needs=stopped").text
    assert f"/admin/orders/{stopped.number}" in listed
    assert f"/admin/orders/{going_on.number}" not in listed
    assert "Stopped at 4Over" in listed
    page = read(staff.get(f"/admin/orders/{stopped.number}"))
    assert f"Print job Z{stopped.number}-001: {status}" in page
    assert "Stopped at 4Over" in page
    assert "4Over accepted it." not in page
    other = read(staff.get(f"/admin/orders/{going_on.number}"))
    assert "4Over accepted it." in other
    assert "Stopped at 4Over" not in other


def test_a_job_that_goes_on_is_not_stopped_any_more(staff):
    order = in_production("On Hold: Contact Accounting")
    job = order.items[0].print_jobs[0]
    first = job.stopped_at
    job.status = "Awaiting New Files"
    assert job.stopped_at == first
    job.status = "Batch Prep"
    db.session.commit()

    assert job.stopped_at is None
    assert "stopped at 4Over" not in read(staff.get("/admin/"))
    assert "4Over accepted it." in read(staff.get(f"/admin/orders/{order.number}"))


def test_what_is_over_is_nobodys_work(staff):
    in_production("On Hold: Contact Accounting").items[0].status = ItemStatus.CANCELLED
    db.session.commit()

    assert "stopped at 4Over" not in read(staff.get("/admin/"))


@pytest.mark.parametrize("status", STOPPED)
def test_its_customer_is_promised_no_day(browser, status):
    robin = a_user()
    stopped, going_on = in_production(status, user=robin), in_production("On Press", user=robin)
    browser.login(robin)

    page = read(browser.get(f"/orders/{stopped.number}"))
    assert "There is a problem with your job, so it may arrive later." in page
    assert "delivery was estimated for Fri, Dec 4, and may be later" in page
    assert "estimated delivery Fri" not in page
    assert "estimated delivery Fri, Dec 4" in read(browser.get(f"/orders/{going_on.number}"))


def test_only_texts_that_are_known_to_stop_it_do():
    assert [text for text in (*STOPPED, "Quality Gate 7", "") if needs_a_person(text)] == STOPPED
