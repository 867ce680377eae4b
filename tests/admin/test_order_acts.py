"""What staff do to orders: found, cancelled, approved, pushed, told the truth about."""

import re
from decimal import Decimal

import pytest

from storefront import jobs
from storefront.audit import AuditEntry
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
from storefront.partner.models import Environment
from tests.factories import an_account, an_order, an_order_item, with_settings
from tests.neighbors import mine
from tests.refusals import refusal


def act(browser, item, what, **fields):
    address = f"/admin/orders/{item.order.number}/items/{item.position}/{what}"
    return browser.post(address, data=fields, follow_redirects=True)


def noted(action):
    return [entry for entry in mine(AuditEntry) if entry.action == action]


@pytest.mark.parametrize(
    "asked",
    ["q={number}", "q={number}-1", "q=Robin+Sample", "q=sample+bakery", "q=ROBIN@cust", "q=Z77",
     "q=Business", "status=held", "hold=refused", "environment=staging", "since=2020-01-01"],
)  # fmt: skip
def test_an_order_is_found_by_what_a_caller_can_name(staff, asked):
    item = an_order_item(status=ItemStatus.HELD, item={"hold": Hold.REFUSED})
    item.print_jobs.append(PrintJob(job_id="Z77-001"))
    db.session.commit()
    number = item.order.number

    page = staff.get("/admin/orders/?" + asked.format(number=number)).text

    assert f"/admin/orders/{number}" in page


@pytest.mark.alone
def test_before_the_first_order_no_filter_is_blamed(staff):
    page = staff.get("/admin/orders/").text
    assert "No orders yet" in page
    assert "fits these filters" not in page


@pytest.mark.parametrize("asked", ["q=nobody", "q=%25", "status=shipped", "since=2999-01-01"])
def test_an_order_that_does_not_fit_is_not_found(staff, asked):
    number = an_order().number

    page = staff.get(f"/admin/orders/?{asked}").text
    assert "No order fits these filters." in page
    assert f"/admin/orders/{number}" not in page


def test_an_item_4over_never_saw_is_cancelled_at_once(staff, queue):
    item = an_order_item()

    page = act(staff, item, "cancellation", reason="The customer changed her mind.")

    assert f"{item.reference} is canceled." in page.text
    assert item.status == ItemStatus.CANCELLED
    assert item.cancellation.asked_by == "pat@shop.example"
    assert noted("cancellation requested")


def test_an_item_in_production_is_asked_for_and_not_just_called_cancelled(staff, queue, fourover):
    fourover.lets_jobs_go()
    item = an_order_item(status=ItemStatus.IN_PRODUCTION)
    item.print_jobs.append(PrintJob(job_id="Z1-001"))
    db.session.commit()

    act(staff, item, "cancellation", reason="Wrong file.")
    assert item.status == ItemStatus.IN_PRODUCTION
    queue.run_all()

    assert item.status == ItemStatus.CANCELLING
    assert item.cancellation.state == CancellationState.AGREED


def test_a_cancellation_needs_a_reason(staff, queue):
    item = an_order_item()

    page = act(staff, item, "cancellation", reason="  ")

    assert refusal(page, "Enter the reason.") == 422
    assert item.status == ItemStatus.READY
    assert not queue.jobs


def test_what_is_shipped_cannot_be_cancelled(staff, queue):
    item = an_order_item(status=ItemStatus.SHIPPED)

    page = act(staff, item, "cancellation", reason="Too late?")

    assert page.status_code == 409
    assert "cannot be canceled now" in page.text
    assert item.status == ItemStatus.SHIPPED


def test_cancelling_all_leaves_what_is_too_late(staff, queue):
    order = an_order(items=2)
    order.items[1].status = ItemStatus.SHIPPED
    db.session.commit()

    staff.post(f"/admin/orders/{order.number}/cancellation", data={"reason": "All of it."})

    assert [item.status for item in order.items] == [ItemStatus.CANCELLED, ItemStatus.SHIPPED]


def test_an_order_on_account_is_shown_first_and_goes_once_it_is_approved(staff, queue):
    an_order(status=ItemStatus.WAITING)  # waits for something else
    order = an_order(status=ItemStatus.WAITING, cleared_at=None)
    page, act_on_it = f"/admin/orders/{order.number}", "account-approval"
    assert "1 order on account, waiting for approval" in staff.get("/admin/").text
    assert order.number in staff.get("/admin/orders/?needs=account").text
    assert "nobody has approved it yet" in staff.get(page).text

    done = staff.post(f"{page}/{act_on_it}", follow_redirects=True).text

    assert "on account, by pat@shop.example" in done
    assert "Approve on account" not in done
    assert queue.jobs == [(jobs.push_order_item, order.items[0].id)]
    assert "on account, waiting" not in staff.get("/admin/").text
    assert staff.post(f"{page}/{act_on_it}").status_code == 409
    assert len(queue.jobs) == 1


def test_a_refused_item_is_pushed_again_with_a_reason(staff, queue):
    item = an_order_item(status=ItemStatus.HELD, item={"hold": Hold.REFUSED})

    assert refusal(act(staff, item, "pushes"), "Enter the reason.") == 422
    act(staff, item, "pushes", reason="The address is right now.")

    assert item.status == ItemStatus.READY
    assert queue.jobs == [(jobs.push_order_item, item.id)]


def in_doubt(sent_at):
    item = an_order_item(status=ItemStatus.HELD, item={"hold": Hold.UNKNOWN})
    item.attempts.append(PushAttempt(number=1, owner="w", phase=Phase.UNKNOWN, sent_at=sent_at))
    db.session.commit()
    return item


def test_an_item_in_doubt_cannot_just_be_pushed_again(staff, queue):
    item = in_doubt(now())

    assert act(staff, item, "pushes", reason="Let us try.").status_code == 409
    page = act(staff, item, "absence", reason="I looked.", again="y")

    assert page.status_code == 409
    assert "may still be on its way" in page.text
    assert "I looked." not in [attempt.note for attempt in item.attempts]
    assert item.status == ItemStatus.HELD
    assert not queue.jobs


def test_after_the_settle_time_a_person_may_say_that_4over_does_not_have_it(staff, queue):
    item = in_doubt(now().replace(year=2020))

    act(staff, item, "absence", reason="Support looked: no such order.", again="y")

    assert item.status == ItemStatus.READY
    assert queue.jobs == [(jobs.push_order_item, item.id)]
    assert noted("not at 4Over")


def test_4over_has_it_is_believed_only_after_4over_was_asked(staff, queue, fourover):
    fourover.has_history("Z9-001", "New")
    fourover.answers("GET", "/orders/Z8-001/status", status=404, json={"message": "unknown"})
    item = in_doubt(now())

    wrong = act(staff, item, "jobs", reason="Statement.", job_ids="Z8-001")
    assert wrong.status_code == 422
    assert "Z8-001" in wrong.text
    assert item.status == ItemStatus.HELD

    act(staff, item, "jobs", reason="Statement.", job_ids="Z9-001")
    assert item.status == ItemStatus.IN_PRODUCTION
    assert [job.job_id for job in item.print_jobs] == ["Z9-001"]


def test_a_job_number_typed_in_small_letters_is_the_one_that_4over_knows(staff, queue, fourover):
    fourover.answers("GET", "/orders/z9-001/status", status=404, json={"message": "unknown"})
    fourover.has_history("Z9-001", "New")
    item = in_doubt(now())

    act(staff, item, "jobs", reason="Statement.", job_ids="z9-001 Z9-001")

    assert [job.job_id for job in item.print_jobs] == ["Z9-001"]


def test_while_no_job_number_is_known_nobody_is_told_that_4over_is_asked(staff, queue, fourover):
    fourover.lets_jobs_go()
    item, known = in_doubt(now()), an_order_item(status=ItemStatus.IN_PRODUCTION)
    known.print_jobs.append(PrintJob(job_id="Z1-001"))
    db.session.commit()

    told = act(staff, item, "cancellation", reason="Too late?").text
    queue.run_all()

    kept = f"4Over is asked once the job numbers of {item.reference} are known."
    later = staff.get(f"/admin/orders/{item.order.number}").text
    assert kept in told
    assert f"4Over is not asked yet: that needs the job number of {item.reference}." in later
    assert "will be asked to cancel" in act(staff, known, "cancellation", reason="Too late?").text


@pytest.fixture
def dearer(app, fourover, queue):
    """Ordered at $32.00, sold for $44.80, and held because it costs $36.105 now."""
    an_account()
    fourover.has_cards()
    fourover.quotes("36.105")
    item = an_order_item()
    queue.run(jobs.push_order_item, item.id)
    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.DEARER)
    return item


def shown_cost(page):
    return re.search(r'name="cost" value="([^"]+)"', page)[1]


def test_a_dearer_item_shows_both_costs_and_what_is_left_and_goes_once_somebody_agrees(
    staff, queue, dearer, fourover
):
    page = staff.get(f"/admin/orders/{dearer.order.number}").text
    for words in ("$32.00", "$36.11", "$44.80", "<dt>Margin left</dt><dd>$8.69</dd>"):
        assert words in page

    act(staff, dearer, "cost-agreement", cost=shown_cost(page))

    assert dearer.status == ItemStatus.READY
    assert (dearer.cost, dearer.accepted_cost) == (Decimal("32.00"), Decimal("36.105"))
    assert noted("cost agreed")[0].detail == "Agreed to $36.11 instead of $32.00."
    fourover.takes_orders("Z1-001")
    queue.run_all()
    assert dearer.status == ItemStatus.IN_PRODUCTION


@pytest.mark.parametrize(
    ("typed", "status"), [("a lot", 422), ("", 422), ("-1", 422), ("1e9", 422), ("9" * 5000, 422),
                          ("36.10", 409), ("999.00", 409), ("1.00", 409)],
)  # fmt: skip
def test_no_other_cost_than_the_one_just_asked_is_agreed_to(staff, queue, dearer, typed, status):
    answer = act(staff, dearer, "cost-agreement", cost=typed)

    words = "Load the order's page again" if status == 422 else "It costs $36.11 now."
    assert refusal(answer, words) == status
    assert (dearer.status, dearer.accepted_cost) == (ItemStatus.HELD, None)
    assert queue.jobs == []


def test_a_cost_that_moved_since_the_page_was_opened_is_asked_again(staff, queue, dearer):
    before = shown_cost(staff.get(f"/admin/orders/{dearer.order.number}").text)
    dearer.asked_cost = Decimal("38.00")
    db.session.commit()

    refused = act(staff, dearer, "cost-agreement", cost=before)

    assert refused.status_code == 409
    assert "It costs $38.00 now" in refused.text
    assert shown_cost(refused.text) == "38.00"
    assert dearer.status == ItemStatus.HELD


def test_what_was_agreed_to_is_the_most_it_may_cost(staff, queue, dearer, http, fourover):
    """Also by less than the tolerance for what was ordered."""
    dearer.asked_cost = Decimal("36.10")
    db.session.commit()
    act(staff, dearer, "cost-agreement", cost="36.10")

    queue.run_all()

    assert (dearer.status, dearer.hold) == (ItemStatus.HELD, Hold.DEARER)
    assert dearer.asked_cost == Decimal("36.105")
    assert fourover.count("POST /orders") == 0


def test_a_loss_is_called_one(staff, dearer):
    dearer.asked_cost = Decimal("50.00")
    db.session.commit()

    assert "-$5.20, a loss" in staff.get(f"/admin/orders/{dearer.order.number}").text


def test_own_products_move_when_staff_say_so_and_4overs_do_not(staff, queue):
    own = an_order_item(own=True, status=ItemStatus.WAITING)
    act(staff, own, "progress", to="in production")
    act(staff, own, "progress", to="shipped", note="1Z 999")
    assert own.status == ItemStatus.SHIPPED
    assert own.note == "1Z 999"
    back, nowhere = (act(staff, own, "progress", to=to) for to in ("in production", "cancelled"))
    assert refusal(back, "cannot go from shipped to in production") == 409
    assert refusal(nowhere, "Choose one of those listed.") == 422

    printed = an_order_item(status=ItemStatus.IN_PRODUCTION)
    theirs = act(staff, printed, "progress", to="shipped")
    assert refusal(theirs, "is printed by 4Over: only 4Over moves it.") == 409


def test_the_page_says_which_card_and_why_before_the_first_push(staff):
    an_account(Environment.STAGING, card_type="Visa", card_last_four="4242")
    with_settings(pushing_paused=True)
    item = an_order_item()

    page = staff.get(f"/admin/orders/{item.order.number}").text

    assert "Visa ending in 4242" in page
    assert "the customer has none of their own" not in page  # nobody can have one yet
    assert "sending is on hold" in page
    assert "next to be sent" not in page


def test_an_order_or_item_that_is_not_there_is_a_404(staff):
    item = an_order_item()

    assert refusal(staff.get("/admin/orders/0")) == 404
    item.position = 9
    assert refusal(staff.post(f"/admin/orders/{item.order.number}/items/9/approval")) == 404


def test_a_refused_cancellation_of_one_set_stands_at_the_top_of_its_item(staff):
    item = an_order_item(status=ItemStatus.IN_PRODUCTION, item={"sets": 3})
    refused = Cancellation(
        set_number=2,
        asked_by="pat",
        reason="Bo has left",
        state=CancellationState.REFUSED,
        answer="It has progressed too far.",
    )
    item.set_cancellations.append(refused)
    db.session.commit()
    page = staff.get(f"/admin/orders/{item.order.number}").text
    top, rest = page.partition('id="item-1" tabindex="-1"')[2].split("<h3>", 1)
    assert "It has progressed too far." in top
    assert "It has progressed too far." not in rest
