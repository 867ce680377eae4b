"""The Synchronize button: what is ticked begins, once, and an admin decides about what braked."""

from datetime import timedelta

from storefront import jobs
from storefront.accounts.models import UserGroup
from storefront.catalog.models import SyncRun, SyncStatus
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import ItemStatus
from storefront.partner.models import Environment
from tests.admin.stored import stored
from tests.factories import an_account, an_order_item
from tests.neighbors import mine
from tests.refusals import refusal


def a_run(status, running="staging", **more):
    run = SyncRun(environment=Environment.STAGING, status=status, running=running, **more)
    db.session.add(run)
    db.session.commit()
    return run


def test_synchronizing_products_starts_one_job_and_refuses_a_second(admin, queue):
    an_account()

    assert admin.post("/admin/sync-runs", data={"what": "products"}).status_code == 302
    run = mine(SyncRun).one()
    assert run.started_by == "ada@shop.example"
    assert queue.jobs == [(jobs.sync_catalog, run.id)]

    again = admin.post("/admin/sync-runs", data={"what": "products"})
    assert again.status_code == 409
    assert "has been running since" in again.text
    assert mine(SyncRun).count() == 1


def test_synchronizing_orders_pushes_exactly_what_was_shown_and_is_still_ready(admin, queue):
    an_account()
    shown, gone = an_order_item(item={"push_after": now()}), an_order_item()
    page = admin.get("/admin/sync/").text
    assert shown.reference in page
    assert gone.reference in page
    gone.status = ItemStatus.CANCELLED
    late = an_order_item()

    admin.post("/admin/sync-runs", data={"what": "orders", "item": [shown.id, gone.id]})

    assert queue.jobs == [(jobs.push_order_item, shown.id)]
    assert shown.push_after is None
    assert late.status == ItemStatus.READY


def test_users_cannot_be_synchronized_and_the_page_says_why(admin, queue):
    an_account()

    assert "4Over knows the shop, not its customers" in admin.get("/admin/sync/").text
    assert admin.post("/admin/sync-runs", data={"what": "users"}).status_code == 422
    assert not queue.jobs


def test_without_an_account_there_is_nothing_to_synchronize(admin, queue):
    words = "Connect a 4Over account for staging first."
    assert refusal(admin.post("/admin/sync-runs", data={"what": "products"}), words) == 409
    assert refusal(admin.post("/admin/sync/defaults"), words) == 409
    assert not queue.jobs


def test_a_running_one_shows_how_far_it_is_and_asks_again(admin):
    an_account()
    run = a_run(SyncStatus.FETCHING, progress={"products": 40, "total": 120, "categories": 3})

    assert "40 of 120" in admin.get("/admin/sync/").text
    address = f"/admin/sync-runs/{run.id}?was=fetching"
    part = admin.get(address, headers={"HX-Request": "true"}).text
    assert 'hx-trigger="every 2s"' in part
    assert "<html" not in part
    assert "hx-swap-oob" not in part  # nothing is said twice, and Cancel stays under the finger

    run.status, run.running, run.ended_at = SyncStatus.DONE, None, now()
    db.session.commit()
    part = admin.get(address, headers={"HX-Request": "true"}).text
    assert "hx-trigger" not in part
    assert 'role="status" hx-swap-oob="innerHTML">Done.</p>' in part
    assert 'id="run-acts" hx-swap-oob="true"' in part
    assert "See what changed" in part  # the rest of the page has changed, too
    assert "Done" in admin.get("/admin/sync/").text


def test_one_that_nobody_works_on_says_so_instead_of_how_long_it_takes(admin):
    an_account()
    run = a_run(SyncStatus.FETCHING, progress={"products": 4000, "total": 9500, "seconds_left": 50})
    assert "4,000 of 9,500" in admin.get("/admin/sync/").text
    assert "About 1 min left" in admin.get("/admin/sync/").text

    run.seen_at, run.worker = now() - timedelta(seconds=50), "one that died"
    db.session.commit()

    page = admin.get("/admin/sync/").text
    assert "It stopped at" in page
    assert "min left" not in page


def test_one_that_was_just_accepted_is_not_called_silent(admin, queue):
    an_account()
    run = a_run(SyncStatus.BRAKED, worker="one that went home", details={"brakes": ["All."]})

    admin.post(f"/admin/sync-runs/{run.id}/acceptance")

    page = admin.get("/admin/sync/").text
    assert f"/admin/sync-runs/{run.id}" in page
    assert "It stopped at" not in page


def test_a_running_one_is_cancelled_and_resumed(admin, queue):
    an_account()
    run = a_run(SyncStatus.FETCHING)

    admin.post(f"/admin/sync-runs/{run.id}/cancellation")
    assert run.cancel_asked
    run.status, run.running = SyncStatus.CANCELLED, None
    db.session.commit()

    admin.post(f"/admin/sync-runs/{run.id}/resumption")
    assert run.status == SyncStatus.WAITING
    assert queue.jobs == [(jobs.sync_catalog, run.id)]
    again = admin.post(f"/admin/sync-runs/{run.id}/resumption")
    assert refusal(again, "There is nothing to resume.") == 409


def test_a_braked_one_is_refused_and_then_cannot_be_accepted(admin, queue):
    an_account()
    run = a_run(SyncStatus.BRAKED, details={"brakes": ["9 of 9 products would be withdrawn."]})
    assert "would be withdrawn" in admin.get(f"/admin/sync-runs/{run.id}").text

    admin.post(f"/admin/sync-runs/{run.id}/refusal")
    assert run.status == SyncStatus.CANCELLED
    assert admin.post(f"/admin/sync-runs/{run.id}/acceptance").status_code == 409
    assert not queue.jobs


def test_a_braked_one_is_accepted_and_goes_on(admin, queue):
    an_account()
    run = a_run(SyncStatus.BRAKED)

    admin.post(f"/admin/sync-runs/{run.id}/acceptance")

    assert run.details["accepted_by"] == "ada@shop.example"
    assert queue.jobs == [(jobs.sync_catalog, run.id)]


def test_the_defaults_are_one_of_what_there_is(admin):
    an_account()
    db.session.add(UserGroup(name="Schools"))
    db.session.commit()
    schools = mine(UserGroup).one()

    wrong = admin.post("/admin/sync/defaults", data={"user_group": "99"})
    assert refusal(wrong, "Choose one of those listed.") == 422
    assert stored().default_user_group == 0
    admin.post("/admin/sync/defaults", data={"user_group": schools.id})
    assert stored().default_user_group == schools.id
