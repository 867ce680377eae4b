"""Asking 4Over now how far items are: all that are open, or those of one order."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from storefront import jobs
from storefront.admin.blueprint import bp, for_staff
from storefront.admin.changes import me, note
from storefront.admin.orders.order_pages import order_or_404, order_page, orders_page
from storefront.database import db
from storefront.orders.models import Order, StatusCheck
from storefront.orders.status_checks import AlreadyAsking, NothingToAsk, begin
from storefront.queue import enqueue


@bp.post("/status-checks")
@for_staff
def check_all() -> ResponseReturnValue:
    return _begin(None, url_for("admin.orders"))


@bp.post("/orders/<number>/status-checks")
@for_staff
def check_order(number: str) -> ResponseReturnValue:
    return _begin(order_or_404(number), url_for("admin.order", number=number))


@bp.get("/status-checks/<int:check_id>")
@for_staff
def status_check(check_id: int) -> ResponseReturnValue:
    """How far it is, for the page that shows it."""
    check = db.session.get(StatusCheck, check_id) or abort(404)
    return render_template("admin/status_check.html", check=check, news=not check.running)


def _begin(order: Order | None, back: str) -> ResponseReturnValue:
    number = order.number if order else ""
    try:
        check = begin(order, by=me())
    except (AlreadyAsking, NothingToAsk) as reason:
        db.session.rollback()
        flash(str(reason), "warn")
        return (order_page(number) if number else orders_page()), 409
    note("status asked", number or "all open items", f"{check.total} items")
    check_id = check.id
    db.session.commit()
    enqueue(jobs.check_statuses, check_id)
    return redirect(back)
