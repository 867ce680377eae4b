"""A customer looked at the files of an item and approves them."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from storefront import jobs
from storefront.catalog.stages import Gate
from storefront.database import db
from storefront.orders.blueprint import bp
from storefront.orders.files_views import files_page
from storefront.orders.item_views import is_staff, item_or_404, me
from storefront.orders.models import ItemStage
from storefront.orders.release import release
from storefront.orders.stages import FilesChanged, NotThisStage, pass_stage, passed, stage_at
from storefront.orders.views import my_order
from storefront.queue import enqueue


@bp.post("/orders/<number>/items/<int:position>/approval")
def approve(number: str, position: int) -> ResponseReturnValue:
    """Sent twice, it is approved once, and both times it says so. Staff approve elsewhere."""
    item, whole = item_or_404(number, position), my_order(number)
    stage = stage_at(item, request.form.get("stage", ""))
    if stage is None or stage.gate != Gate.CUSTOMER or (is_staff() and not whole):
        abort(404)
    by = me(number, position)
    try:
        if not passed(item, stage):
            pass_stage(item, stage, by=by, shown=request.form.get("files", ""))
    except (NotThisStage, FilesChanged) as trouble:
        db.session.rollback()
        if not _approved_meanwhile(stage):
            flash(_why_not(trouble), "warn")
            return files_page(item_or_404(number, position)), 409
    released = [one.id for one in release(item.order)]
    db.session.commit()
    for item_id in released:
        enqueue(jobs.push_order_item, item_id)
    flash("Thank you. The files are approved.")
    if whole is None:
        return redirect(url_for("orders.files", number=number, position=position), 303)
    return redirect(url_for("orders.order", number=number, _anchor=f"item-{position}"))


def _approved_meanwhile(stage: ItemStage) -> bool:
    """By another click at the same moment."""
    return bool(stage.passed_by)


def _why_not(trouble: Exception) -> str:
    if isinstance(trouble, FilesChanged):
        return "The files have changed since you opened this page. Please look at them again."
    return "Nothing waits for your approval here now. See below how far it is."
