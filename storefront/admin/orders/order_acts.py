"""What staff do to an order and its items. Each act is noted; what cannot be done is a 409."""

from typing import TypeVar

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from storefront import jobs
from storefront.admin.blueprint import bp, for_staff
from storefront.admin.changes import me, note
from storefront.admin.forms import OwnProgressForm
from storefront.admin.money.refund_forms import CancelForm
from storefront.admin.orders.order_pages import order_or_404, order_page
from storefront.database import db
from storefront.orders.cancellation import NotCancellable, may_be_cancelled, request_cancellation
from storefront.orders.models import ForbiddenMove, ItemStatus, OrderItem
from storefront.orders.outlook import CannotBeSent
from storefront.orders.own_items import advance
from storefront.orders.pushing.holding import CostChanged, JobNotFound, NotHeld, NotYet
from storefront.orders.replacing import NotToSend
from storefront.orders.stages import FilesChanged, NotThisStage
from storefront.payments.clearing import AlreadyCleared, NothingToRelease
from storefront.payments.ledger import BadAmount
from storefront.payments.methods.on_account import NothingToApprove
from storefront.payments.receiving import AlreadyPaid, BadReceipt
from storefront.queue import enqueue
from storefront.web.forms import Form

AnyForm = TypeVar("AnyForm", bound=Form)


class NotFilledIn(Exception):
    """Something that the act needs was not given. The text says what; `wrong` says it by field."""

    def __init__(self, words: str, wrong: dict[str, str] | None = None) -> None:
        super().__init__(words)
        self.wrong = wrong or {}


def filled_in(form: AnyForm) -> AnyForm:
    """The form, if it can be taken. Raises NotFilledIn."""
    if not form.validate_on_submit():
        wrong = [f"{form[name].label.text}: {errors[0]}" for name, errors in form.errors.items()]
        first = {name: errors[0] for name, errors in form.errors.items() if name}
        raise NotFilledIn(" ".join(wrong), first)
    return form


UNFIT = NotFilledIn, JobNotFound, BadReceipt, BadAmount  # what was typed cannot be taken so


@bp.errorhandler(NotCancellable)
@bp.errorhandler(NotHeld)
@bp.errorhandler(CostChanged)
@bp.errorhandler(NotYet)
@bp.errorhandler(CannotBeSent)
@bp.errorhandler(ForbiddenMove)
@bp.errorhandler(AlreadyPaid)
@bp.errorhandler(AlreadyCleared)
@bp.errorhandler(NothingToRelease)
@bp.errorhandler(NothingToApprove)
@bp.errorhandler(NotThisStage)
@bp.errorhandler(FilesChanged)
@bp.errorhandler(NotToSend)
@bp.errorhandler(BadReceipt)
@bp.errorhandler(BadAmount)
@bp.errorhandler(NotFilledIn)
@bp.errorhandler(JobNotFound)
def not_done(trouble: Exception) -> ResponseReturnValue:
    """The order's page again, with what stands against it and what was typed: the templates show
    `g.wrong` at the fields of the form that was sent."""
    db.session.rollback()
    flash(str(trouble), "bad")
    g.wrong = trouble.wrong if isinstance(trouble, NotFilledIn) else {}
    if isinstance(trouble, BadReceipt | BadAmount):
        g.wrong = {"amount": str(trouble)}
    if isinstance(trouble, JobNotFound):
        g.wrong = {"job_ids": str(trouble)}
    status = 422 if isinstance(trouble, UNFIT) else 409
    return order_page((request.view_args or {})["number"]), status


def item_or_404(number: str, position: int) -> OrderItem:
    items = order_or_404(number).items
    return next((item for item in items if item.position == position), None) or abort(404)


def done(number: str, words: str, position: int | None = None) -> Response:
    flash(words)
    anchor = f"item-{position}" if position else None
    return redirect(url_for("admin.order", number=number, _anchor=anchor))


@bp.post("/orders/<number>/items/<int:position>/cancellation")
@for_staff
def cancel_item(number: str, position: int) -> ResponseReturnValue:
    item = item_or_404(number, position)
    form = filled_in(CancelForm())
    reason, without = form.reason.data, form.without_refund.data
    request_cancellation(item, by=me(), reason=reason, without_refund=without)
    note("cancellation requested", item.reference, reason)
    words = f"{item.reference} is canceled."
    if item.status != ItemStatus.CANCELLED:
        words = (
            f"4Over will be asked to cancel {item.reference}. The item below shows how that goes."
            if item.print_jobs
            else f"The request is kept. 4Over is asked once the job numbers of {item.reference} "
            "are known."
        )
    item_id = item.id
    db.session.commit()
    enqueue(jobs.settle_cancellation, item_id)
    return done(number, words, position)


@bp.post("/orders/<number>/cancellation")
@for_staff
def cancel_order(number: str) -> ResponseReturnValue:
    """Each item by itself: some may be too late while others are not."""
    items = [item for item in order_or_404(number).items if may_be_cancelled(item)]
    form = filled_in(CancelForm())
    reason, without = form.reason.data, form.without_refund.data
    if not items:
        raise NotCancellable("No item of this order can be canceled now.")
    for item in items:
        request_cancellation(item, by=me(), reason=reason, without_refund=without)
        note("cancellation requested", item.reference, reason)
    ids = [item.id for item in items]
    db.session.commit()
    for item_id in ids:
        enqueue(jobs.settle_cancellation, item_id)
    return done(number, f"{len(ids)} of the order's items are to be canceled.")


@bp.post("/orders/<number>/items/<int:position>/progress")
@for_staff
def move_own_item(number: str, position: int) -> ResponseReturnValue:
    item, form = item_or_404(number, position), filled_in(OwnProgressForm())
    advance(item, ItemStatus(form.to.data), form.note.data, by=me())
    note("moved", item.reference, f"{item.status}. {item.note}")
    db.session.commit()
    return done(number, "Noted.", position)
