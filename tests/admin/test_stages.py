"""Staff let items pass their stages, and see where each stands."""

import pytest

from storefront import jobs
from storefront.audit import AuditEntry
from storefront.catalog.stages import Gate
from storefront.database import db
from storefront.orders.models import ItemStatus
from storefront.orders.stages import seal_of
from tests.factories import an_order_item, stages
from tests.neighbors import mine
from tests.refusals import refusal


def an_item(*gates, internal="", **more):
    row = {"stages": stages(*gates, internal=internal)}
    return an_order_item(status=ItemStatus.WAITING, item=row, **more)


@pytest.fixture
def neighbor(app):
    return an_item(Gate.STAFF)


def let_pass(browser, item, stage=1, **more):
    fields = {"stage": stage, "files": seal_of(item)} | more
    return browser.post(f"/admin/orders/{item.order.number}/items/1/approval", data=fields)


@pytest.mark.parametrize(
    ("gate", "button", "act"),
    [(Gate.STAFF, ">Approve<", "approved"), (Gate.RELEASE, ">Release<", "released")],
)
def test_an_item_that_staff_let_pass_goes_to_4over(staff, queue, neighbor, gate, button, act):
    item = an_item(gate, internal="Look at it")
    page = staff.get(f"/admin/orders/{item.order.number}").text
    assert button in page
    assert "Look at it: it waits" in page

    assert let_pass(staff, item).status_code == 302

    assert (item.status, item.stages[0].passed_by) == (ItemStatus.READY, "pat@shop.example")
    assert queue.jobs == [(jobs.push_order_item, item.id)]
    assert mine(AuditEntry).filter_by(action=act).one().subject == item.reference
    assert let_pass(staff, item).status_code == 409
    page = staff.get(f"/admin/orders/{item.order.number}").text
    assert ": done, pat@shop.example, " in page
    assert button not in page
    assert neighbor.stages[0].passed_by == ""


def test_a_second_click_does_not_pass_the_next_stage(staff):
    item = an_item(Gate.STAFF, Gate.RELEASE)
    assert let_pass(staff, item).status_code == 302
    assert refusal(let_pass(staff, item), "does not wait for that, or not any more.") == 409
    assert [bool(stage.passed_by) for stage in item.stages] == [True, False]


@pytest.mark.parametrize("gate", [Gate.PAYMENT, Gate.FILES])
def test_money_and_files_are_passed_by_nobodys_word(staff, gate):
    item = an_item(gate, cleared_at=None)
    item.slots[0].file_id = None
    db.session.commit()
    assert refusal(let_pass(staff, item), f"{item.reference} does not wait for that.") == 409
    assert item.stages[0].passed_by == ""


def test_the_customers_approval_is_noted_with_how_it_is_known(staff, neighbor):
    item = an_item(Gate.CUSTOMER)
    silent = let_pass(staff, item)
    assert silent.status_code == 422
    assert "Say how the customer approved it." in silent.text

    assert let_pass(staff, item, reason="By phone, at noon.").status_code == 302

    assert item.status == ItemStatus.READY
    noted = mine(AuditEntry).filter_by(action="approved for the customer").one()
    assert noted.detail == "By phone, at noon."


def test_a_form_without_its_stage_or_with_other_files_passes_nothing(staff):
    item = an_item(Gate.STAFF)
    assert refusal(let_pass(staff, item, stage=""), "Send the form of the order's page.") == 422
    assert refusal(let_pass(staff, item, stage="8"), "does not wait for that.") == 409
    others = let_pass(staff, item, files="others")
    assert refusal(others, "The files are others than those that were shown.") == 409
    assert item.stages[0].passed_by == ""


def test_the_list_says_what_items_wait_for_and_finds_them_by_it(staff, neighbor):
    mine = an_item(Gate.CUSTOMER, internal="Final proof")
    unpaid = an_order_item(status=ItemStatus.WAITING, cleared_at=None)

    page = staff.get("/admin/orders/").text

    assert ">Final proof</span>" in page
    assert ">Payment</span>" in page
    found = staff.get("/admin/orders/?needs=customer").text
    assert f"/admin/orders/{mine.order.number}" in found
    for other in (neighbor, unpaid):
        assert f"/admin/orders/{other.order.number}" not in found
    found = staff.get("/admin/orders/?needs=approval").text
    assert f"/admin/orders/{neighbor.order.number}" in found
    assert f"/admin/orders/{mine.order.number}" not in found
