"""Synchronizing: the catalog from 4Over, and to 4Over the orders that are ready."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select, update
from werkzeug.wrappers import Response

from storefront import jobs
from storefront.admin.blueprint import MenuGroup, bp, in_menu
from storefront.admin.changes import difference, me, note
from storefront.admin.partner.sync_shown import DEFAULTS, SOURCES, is_silent, page, sync_form
from storefront.catalog.models import SyncRun, SyncSource
from storefront.database import db
from storefront.orders.models import ItemStatus, OrderItem
from storefront.orders.outlook import ON_HOLD
from storefront.partner.account import account_in, environment
from storefront.queue import CATALOG, enqueue
from storefront.settings import save_setting, shop_settings
from storefront.sync.start import (
    AlreadyRunning,
    SyncRefused,
    accept,
    ask_cancel,
    refuse,
    request_sync,
    resume,
)
from storefront.web.guards import row_id


@bp.get("/sync/")
@in_menu(MenuGroup.PRICES, 3, "Sync")
def sync() -> ResponseReturnValue:
    return page(sync_form(posted=False))


@bp.post("/sync/defaults")
def save_sync_defaults() -> ResponseReturnValue:
    if account_in(environment()) is None:
        return _not_connected()
    form = sync_form(posted=True)
    if not form.validate_on_submit():
        return page(form)
    settings, changed = shop_settings(), []
    for field, (name, _) in DEFAULTS.items():
        before, after = getattr(settings, name), form[field].data or 0
        if before != after:
            changed.append(difference(form[field].label.text, before, after))
            save_setting(name, after)
    if changed:
        note("settings changed", detail="\n".join(changed))
    db.session.commit()
    flash("The defaults are saved. They apply to new products and customers.")
    return redirect(url_for("admin.sync"))


@bp.post("/sync-runs")
def start_sync() -> ResponseReturnValue:
    """What is ticked begins. Users are not among it: 4Over has none to give."""
    if account_in(environment()) is None:
        return _not_connected()
    ticked = set(request.form.getlist("what"))
    if not ticked & {"products", "orders"}:
        flash("Check what to sync.", "bad")
        return page(sync_form(posted=False), 422)
    run_id, item_ids = None, []
    if "products" in ticked:
        only = SyncSource.CHANGES if request.form.get("only") == SyncSource.CHANGES else None
        run_id = request_sync(by=me(), source=only).id
    if "orders" in ticked:
        item_ids = _hurry(request.form.getlist("item", type=row_id))
        note("orders synced", environment(), f"{len(item_ids)} order items")
    db.session.commit()
    if run_id is not None:
        enqueue(jobs.sync_catalog, run_id, queue=CATALOG)
        flash("The catalog sync has started.")
    for item_id in item_ids:
        enqueue(jobs.push_order_item, item_id)
    if "orders" in ticked:
        on_hold = f" {ON_HOLD}" if shop_settings().pushing_paused else ""
        flash(f"Order items to be sent to 4Over next: {len(item_ids)}.{on_hold}")
    return redirect(url_for("admin.sync"))


def _hurry(shown: list[int]) -> list[int]:
    """Of the items that were shown, those still ready: none waits for its next try any more."""
    wanted = (OrderItem.id.in_(shown), OrderItem.status == ItemStatus.READY)
    ready = list(db.session.scalars(select(OrderItem.id).where(*wanted)))
    db.session.execute(
        update(OrderItem)
        .where(*wanted)
        .values(push_after=None)
        .execution_options(synchronize_session=False)
    )
    return ready


@bp.get("/sync-runs/<int:run_id>")
def sync_run(run_id: int) -> ResponseReturnValue:
    """A run with its change report; what htmx asks for again while it runs is `_run.html`."""
    run = db.get_or_404(SyncRun, run_id)
    if "HX-Request" not in request.headers:
        return render_template("admin/sync_run.html", run=run, silent=is_silent, sources=SOURCES)
    was = request.args.get("was", "")
    return render_template("admin/_run.html", run=run, silent=is_silent, was=was)


@bp.errorhandler(AlreadyRunning)
@bp.errorhandler(SyncRefused)
def _not_now(trouble: Exception) -> ResponseReturnValue:
    db.session.rollback()
    flash(str(trouble), "warn")
    return page(sync_form(posted=False), 409)


@bp.post("/sync-runs/<int:run_id>/cancellation")
def cancel_sync(run_id: int) -> ResponseReturnValue:
    run = db.get_or_404(SyncRun, run_id)
    ask_cancel(run)
    note("sync canceled", run.environment)
    return _changed("The sync is being canceled.")


@bp.post("/sync-runs/<int:run_id>/resumption")
def resume_sync(run_id: int) -> ResponseReturnValue:
    resume(db.get_or_404(SyncRun, run_id), me())
    return _changed("The sync resumes where it stopped.", run_id)


@bp.post("/sync-runs/<int:run_id>/acceptance")
def accept_sync(run_id: int) -> ResponseReturnValue:
    accept(db.get_or_404(SyncRun, run_id), me())
    return _changed("The changes are accepted. The catalog is being updated.", run_id)


@bp.post("/sync-runs/<int:run_id>/refusal")
def refuse_sync(run_id: int) -> ResponseReturnValue:
    refuse(db.get_or_404(SyncRun, run_id), me())
    return _changed("The changes are rejected. The catalog stays as it is.")


def _changed(words: str, run_id: int | None = None) -> Response:
    db.session.commit()
    if run_id is not None:
        enqueue(jobs.sync_catalog, run_id, queue=CATALOG)
    flash(words)
    return redirect(url_for("admin.sync"))


def _not_connected() -> ResponseReturnValue:
    flash(f"Connect a 4Over account for {environment()} first.", "warn")
    return page(sync_form(posted=False), 409)
