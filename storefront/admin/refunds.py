"""The ledger of what cancellations leave owing: 4Over to the shop, the shop to customers."""

import csv
import io
from datetime import datetime
from decimal import Decimal

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from storefront import times
from storefront.admin.changes import form_page, me
from storefront.admin.forms import ReasonForm, SettleForm
from storefront.admin.labels import label
from storefront.admin.views import bp, for_staff
from storefront.extensions import db
from storefront.money import NOTHING
from storefront.orders.models import Order, OrderItem
from storefront.payments.ledger import AlreadyClosed, BadAmount, MoreThanExpected, settle, waive
from storefront.payments.models import Refund, RefundSide, RefundStatus
from storefront.payments.statement import statement_of

CLOSED_SHOWN = 50  # of the closed lines, the latest
HEADINGS = ["item", "owed by", "expected", "status", "opened", "amount", "method", "closed", "by",
            "note"]  # fmt: skip
OWED_BY = {RefundSide.FOUROVER: "4Over", RefundSide.CUSTOMER: "the shop"}
_WITH_ORDER = (joinedload(Refund.item).joinedload(OrderItem.order).selectinload(Order.items),)


@bp.get("/refunds/")
@for_staff
def refunds() -> ResponseReturnValue:
    """Open lines, the oldest first; below them what was closed last."""
    lines = db.session.scalars(_open()).all()
    by_side = {side: [line for line in lines if line.side == side] for side in RefundSide}
    theirs = by_side[RefundSide.CUSTOMER]
    orders = {line.item.order for line in theirs}
    owed = {order.id: statement_of(order).to_refund for order in orders}
    totals = {
        RefundSide.FOUROVER: sum((line.expected for line in by_side[RefundSide.FOUROVER]), NOTHING),
        RefundSide.CUSTOMER: sum(owed.values(), NOTHING),
    }
    closed = db.session.scalars(
        select(Refund)
        .where(Refund.status != RefundStatus.OPEN)
        .order_by(Refund.settled_at.desc())
        .limit(CLOSED_SHOWN)
        .options(*_WITH_ORDER)
    ).all()
    return render_template(
        "admin/refunds.html",
        sides=[(side, mine, totals[side]) for side, mine in by_side.items()],
        not_owed=[line for line in theirs if not owed[line.item.order_id]],
        closed=closed,
    )


def _open() -> Select[Refund]:
    is_open = select(Refund).where(Refund.status == RefundStatus.OPEN)
    return is_open.order_by(Refund.opened_at).options(*_WITH_ORDER)


@bp.get("/refunds/ledger.csv")
@for_staff
def refunds_csv() -> ResponseReturnValue:
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(HEADINGS)
    for line in db.session.scalars(select(Refund).order_by(Refund.id).options(*_WITH_ORDER)):
        cells = [line.item.reference, OWED_BY[line.side], line.expected, label(line.status),
                 line.opened_at, line.amount, line.method, line.settled_at, line.settled_by,
                 line.note]  # fmt: skip
        sheet.writerow([_cell(value) for value in cells])
    disposition = {"Content-Disposition": "attachment; filename=refunds.csv"}
    return Response(text.getvalue(), mimetype="text/csv", headers=disposition)


def _cell(value: object) -> str:
    """Text that a spreadsheet would take for a formula is marked as text."""
    if isinstance(value, datetime):
        return times.cell(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@bp.get("/refunds/<int:refund_id>")
@for_staff
def refund(refund_id: int) -> ResponseReturnValue:
    line = db.get_or_404(Refund, refund_id)
    return _page(line, SettleForm(amount=line.expected), ReasonForm(prefix="waive"))


@bp.post("/refunds/<int:refund_id>/settlement")
@for_staff
def settle_refund(refund_id: int) -> ResponseReturnValue:
    line = db.get_or_404(Refund, refund_id)
    form = SettleForm()
    if not form.validate_on_submit():
        return _page(line, form, ReasonForm(formdata=None, prefix="waive"))
    amount = form.amount.data
    agreed = amount if request.form.get("right") == str(amount) else None
    try:
        settle(line, amount, method=form.method.data, by=me(), note=form.note.data, agreed=agreed)
    except MoreThanExpected as question:
        form.amount.errors = [str(question)]
        return _page(line, form, ReasonForm(formdata=None, prefix="waive"), unusual=amount)
    except BadAmount as trouble:
        form.amount.errors = [str(trouble)]
        return _page(line, form, ReasonForm(formdata=None, prefix="waive"))
    except AlreadyClosed as trouble:
        return _closed_already(refund_id, trouble)
    db.session.commit()
    flash("Recorded.")
    return redirect(url_for("admin.refunds"))


@bp.post("/refunds/<int:refund_id>/waiver")
@for_staff
def waive_refund(refund_id: int) -> ResponseReturnValue:
    line = db.get_or_404(Refund, refund_id)
    form = ReasonForm(prefix="waive")
    if not form.validate_on_submit():
        return _page(line, SettleForm(formdata=None, amount=line.expected), form)
    try:
        waive(line, by=me(), note=form.reason.data)
    except AlreadyClosed as trouble:
        return _closed_already(refund_id, trouble)
    db.session.commit()
    flash("Closed without a refund.")
    return redirect(url_for("admin.refunds"))


def _closed_already(refund_id: int, trouble: AlreadyClosed) -> ResponseReturnValue:
    db.session.rollback()
    flash(str(trouble), "warn")
    line = db.get_or_404(Refund, refund_id)
    page = render_template("admin/refund.html", refund=line, form=None, waive_form=None)
    return page, 409


def _page(
    line: Refund, form: SettleForm, waive_form: ReasonForm, unusual: Decimal | None = None
) -> ResponseReturnValue:
    """`unusual` is an amount to be asked about."""
    return form_page(
        "admin/refund.html",
        form,
        422 if waive_form.errors else 200,
        refund=line,
        waive_form=waive_form,
        unusual=unusual,
    )
