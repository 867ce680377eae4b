"""Looking at 4Over now: at all open items, or at those of one order."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from storefront import jobs
from storefront.clock import now
from storefront.database import db
from storefront.orders import status_checks
from storefront.orders.models import ItemStatus, OrderItem, PrintJob, StatusCheck
from tests.factories import an_account, an_order, an_order_item
from tests.neighbors import mine

pytestmark = pytest.mark.alone  # a look at all of them looks at the neighbors' too
ALL = "/admin/status-checks"
ONE_MINUTE = timedelta(minutes=1)


@pytest.fixture
def printed(app, fourover):
    """Two items of one order and one of another at 4Over, beside what is not to be asked about."""
    an_account()
    order, other = an_order(items=2, status=ItemStatus.IN_PRODUCTION), an_order_item()
    delivered, _ = an_order_item(), an_order_item(status=ItemStatus.IN_PRODUCTION, own=True)
    other.status, delivered.status = ItemStatus.SHIPPED, ItemStatus.DELIVERED
    for number, item in enumerate([*order.items, other, delivered], start=1):
        item.print_jobs.append(PrintJob(job_id=f"Z{number}-001", files_attached_at=now()))
        fourover.has_history(f"Z{number}-001", "On Press", "New")
        fourover.has_tracking(f"Z{number}-001", [])
    db.session.commit()
    return order


def asked(fourover):
    return sorted({call.split("/")[2] for call in fourover.calls if call.endswith("/status")})


def test_one_button_looks_at_all_open_items_in_the_background(staff, queue, printed, fourover):
    assert staff.post(ALL).status_code == 302
    assert fourover.calls == []
    page = staff.get("/admin/orders/").text
    assert "0 of 3 items done" in page
    assert "by pat@shop.example" in page

    queue.run_all()

    assert asked(fourover) == ["Z1-001", "Z2-001", "Z3-001"]
    assert printed.items[0].print_jobs[0].status == "On Press"
    assert "asked about 3 items by pat@shop.example" in staff.get("/admin/orders/").text


def test_one_button_looks_at_the_items_of_an_order(staff, queue, printed, fourover):
    page = f"/admin/orders/{printed.number}"
    staff.post(f"{page}/status-checks")
    assert "0 of 2 items done" in staff.get(page).text

    queue.run_all()

    assert asked(fourover) == ["Z1-001", "Z2-001"]
    assert "asked about 2 items" in staff.get(page).text
    assert "4Over was asked" not in staff.get("/admin/orders/").text


def test_the_button_is_away_while_a_look_runs(staff, queue, printed):
    of_order = f"/admin/orders/{printed.number}"
    pages = {of_order: "about this order now", "/admin/orders/": "about all open items now"}
    assert [words in staff.get(page).text for page, words in pages.items()] == [True, True]

    staff.post(f"{of_order}/status-checks")
    assert [words in staff.get(page).text for page, words in pages.items()] == [False, True]

    staff.post(ALL)
    assert [words in staff.get(page).text for page, words in pages.items()] == [False, False]


def test_a_second_look_is_refused_while_one_runs(staff, queue, printed):
    of_order = f"/admin/orders/{printed.number}/status-checks"
    assert staff.post(of_order).status_code == 302
    assert staff.post(of_order).status_code == 409
    assert staff.post(ALL).status_code == 302  # which is more than the order's
    for address in (ALL, of_order):
        refused = staff.post(address)
        assert refused.status_code == 409
        assert "already being asked, for pat@shop.example" in refused.text
    assert len(queue.jobs) == 2

    queue.run_all()
    assert staff.post(ALL).status_code == 302


def test_of_two_at_the_very_same_moment_one_begins(at_once, printed):
    def press(name, _):
        try:
            status_checks.begin(None, by=name)
        except status_checks.AlreadyAsking:
            return "refused"
        db.session.commit()
        return "begun"

    assert sorted(at_once(press)) == ["begun", "refused"]


def test_where_there_is_nothing_to_ask_it_says_so(staff, queue):
    order = an_order_item().order

    for address in (ALL, f"/admin/orders/{order.number}/status-checks"):
        refused = staff.post(address)
        assert refused.status_code == 409
        assert "no print job to ask about" in refused.text
    assert "Ask 4Over about this order" not in staff.get(f"/admin/orders/{order.number}").text
    assert queue.jobs == []


def test_what_4over_does_not_answer_is_said_and_stops_nothing(staff, queue, printed, fourover):
    fourover.http.upsert("GET", f"{fourover.url}/orders/Z1-001/status", status=503, body="down")
    staff.post(ALL)

    queue.run_all()

    page = staff.get("/admin/orders/").text
    assert "asked about 3 items" in page
    assert "4Over did not answer about 1." in page
    assert printed.items[1].print_jobs[0].status == "On Press"


def test_it_lets_others_come_in_between_and_goes_on(staff, queue, printed, fourover):
    staff.post(ALL)
    check = mine(StatusCheck).one()

    def a_moment(check_id):
        assert status_checks.go_on(check_id, seconds=0)

    queue.run(a_moment, check.id)

    assert (check.done, check.running) == (1, status_checks.ALL)
    assert len(asked(fourover)) == 1
    queue.run_all()
    assert (check.done, check.running) == (3, None)


def begun(staff):
    staff.post(ALL)
    return mine(StatusCheck).order_by(StatusCheck.id.desc()).first()


def test_where_nobody_else_waits_all_are_asked_at_once(staff, queue, printed):
    check = begun(staff)

    assert status_checks.go_on(check.id) is False

    db.session.expire_all()
    assert (check.done, check.running, check.unanswered) == (3, None, 0)


def test_in_between_nobody_is_kept_waiting(staff, queue, printed):
    assert status_checks.go_on(begun(staff).id, seconds=0) is True
    assert db.engine.pool.checkedout() == 0


def test_one_that_is_over_or_gone_stays_so(staff, queue, printed):
    check = begun(staff)
    queue.run_all()
    ended = check.ended_at

    assert status_checks.go_on(check.id) is False
    assert status_checks.go_on(0) is False
    db.session.expire_all()
    assert check.ended_at == ended


def test_what_breaks_at_one_item_is_said_and_stops_no_other(staff, queue, printed, fourover):
    def broken(request):
        raise ZeroDivisionError

    url = f"{fourover.url}/orders/Z1-001/status"
    fourover.http.remove("GET", url)
    fourover.http.add_callback("GET", url, callback=broken)
    staff.post(ALL)

    queue.run_all()

    assert "4Over did not answer about 1." in staff.get("/admin/orders/").text
    assert printed.items[1].print_jobs[0].status == "On Press"


def test_of_two_that_begin_between_look_and_note_one_is_refused(
    staff, queue, printed, somebody_is_quicker
):
    theirs = {"running": status_checks.ALL, "started_by": "kim", "total": 1, "left": [1]}
    somebody_is_quicker(insert(StatusCheck).values(theirs))

    refused = staff.post(ALL)

    assert refused.status_code == 409
    assert "4Over is already being asked." in refused.text
    assert queue.jobs == []


def test_only_what_runs_is_gone_on_with(staff, queue, printed):
    for seen_at in (now() - timedelta(minutes=3), now()):
        check = begun(staff)
        check.seen_at = seen_at
        db.session.commit()
        assert status_checks.left_alone() == ([check.id] if seen_at < now() - ONE_MINUTE else [])
        check.running, check.ended_at = None, now()
        db.session.commit()
        assert status_checks.left_alone() == []


def test_each_order_shows_its_own_look(staff, queue, printed):
    other = mine(OrderItem).filter_by(status=ItemStatus.SHIPPED).one().order
    staff.post(f"/admin/orders/{printed.number}/status-checks")
    queue.run_all()
    staff.post(f"/admin/orders/{other.number}/status-checks")
    queue.run_all()

    shown = {order.number: status_checks.latest(order) for order in (printed, other)}

    assert [check.order_id for check in shown.values()] == [printed.id, other.id]
    assert status_checks.latest(None) is None
    assert "asked about 1 item" in staff.get(f"/admin/orders/{other.number}").text


def test_the_sweep_goes_on_with_what_nobody_works_on(staff, queue, printed):
    staff.post(ALL)
    queue.jobs.clear()  # the job is lost
    queue.run(jobs.sweep)
    assert queue.jobs == []  # somebody may be at it
    check = mine(StatusCheck).one()
    check.seen_at = now() - timedelta(minutes=3)
    db.session.commit()

    queue.run(jobs.sweep)
    queue.run_all()

    assert check.ended_at


def test_a_look_is_forgotten_a_month_after_it_ended(staff, queue, printed):
    for days in (31, 29):
        check = begun(staff)
        check.running, check.ended_at = None, now() - timedelta(days=days)
        db.session.commit()
    running = begun(staff)

    queue.run(jobs.tidy_records)

    assert {one.id for one in mine(StatusCheck)} == {check.id, running.id}


def test_a_page_that_waits_is_told_once_that_it_is_over(staff, queue, printed):
    staff.post(ALL)
    check = mine(StatusCheck).one()
    running = staff.get(f"{ALL}/{check.id}").text
    assert "every 3s" in running
    assert "swap-oob" not in running

    queue.run_all()

    over = staff.get(f"{ALL}/{check.id}").text
    assert "every 3s" not in over
    assert "Reload the page to see what is new." in over
