"""The ledger of what cancellations leave owing: 4Over to the shop, the shop to customers."""

from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from storefront.admin.blueprint import MenuGroup, bp, for_staff, in_menu
from storefront.admin.changes import form_page, me
from storefront.admin.forms import ReasonForm, SettleForm
from storefront.admin.labels import label
from storefront.csv_file import csv_answer, csv_text
from storefront.database import db
from storefront.money import NOTHING
from storefront.payments.ledger import (
    AlreadyClosed,
    BadAmount,
    MoreThanExpected,
    NothingDue,
    NothingToCorrect,
    lines_of,
    may_be_settled,
    may_be_taken_back,
    settle,
    take_back,
    waive,
)
from storefront.payments.models import Refund, RefundSide, RefundStatus
from storefront.payments.owing import WITH_ORDER, owed, total_of

CLOSED_SHOWN = 50  # of the closed lines, the latest
HEADINGS = ["item", "owed by", "expected", "owed now", "status", "opened", "amount", "method",
            "closed", "by", "note"]  # fmt: skip
OWED_BY = {RefundSide.FOUROVER: "4Over", RefundSide.CUSTOMER: "the shop"}
OWES = {
    RefundSide.FOUROVER: "4Over owes the shop",
    RefundSide.CUSTOMER: "The shop owes customers",
}
NOT_DUE = "No refund due"  # of an open line: no more was paid than what is left costs


@bp.get("/refunds/")
@for_staff
@in_menu(MenuGroup.ORDERS, 3, "Refunds")
def refunds() -> ResponseReturnValue:
    """Open lines, the oldest first; below them what was closed last."""
    lines = owed()
    by_side = {side: [line for line in lines if line.side == side] for side in RefundSide}
    closed = db.session.scalars(
        select(Refund)
        .where(Refund.status != RefundStatus.OPEN)
        .order_by(Refund.settled_at.desc(), Refund.id.desc())
        .limit(CLOSED_SHOWN)
        .options(*WITH_ORDER)
    ).all()
    return render_template(
        "admin/refunds.html",
        sides=[(side, OWES[side], mine, total_of(lines, side)) for side, mine in by_side.items()],
        owed=lines,
        closed=closed,
    )


@bp.get("/refunds/ledger.csv")
@for_staff
def refunds_csv() -> ResponseReturnValue:
    rows: list[list[Any]] = [HEADINGS]
    due = owed()
    for line in db.session.scalars(select(Refund).order_by(Refund.id).options(*WITH_ORDER)):
        status = NOT_DUE if due.get(line) == NOTHING else label(line.status)
        rows.append([line.item.reference, OWED_BY[line.side], line.expected, due.get(line), status,
                     line.opened_at, line.amount, line.method, line.settled_at, line.settled_by,
                     line.note])  # fmt: skip
    return csv_answer("refunds.csv", csv_text(rows))


@bp.get("/refunds/<int:refund_id>")
@for_staff
def refund(refund_id: int) -> ResponseReturnValue:
    line = db.get_or_404(Refund, refund_id)
    if not line.open:
        return _closed_page(line, ReasonForm(prefix="correct"))
    return _page(line, SettleForm(amount=owed()[line]), ReasonForm(prefix="waive"))


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
    except (AlreadyClosed, NothingDue) as trouble:
        return _not_done(refund_id, trouble)
    db.session.commit()
    flash("Recorded.")
    return redirect(url_for("admin.refunds"))


@bp.post("/refunds/<int:refund_id>/waiver")
@for_staff
def waive_refund(refund_id: int) -> ResponseReturnValue:
    line = db.get_or_404(Refund, refund_id)
    form = ReasonForm(prefix="waive")
    if not form.validate_on_submit():
        return _page(line, SettleForm(formdata=None, amount=owed().get(line)), form)
    try:
        waive(line, by=me(), note=form.reason.data)
    except AlreadyClosed as trouble:
        return _not_done(refund_id, trouble)
    db.session.commit()
    flash("Closed without a refund.")
    return redirect(url_for("admin.refunds"))


@bp.post("/refunds/<int:refund_id>/correction")
@for_staff
def correct_refund(refund_id: int) -> ResponseReturnValue:
    """It was closed by mistake: both lines stay, and a new one is open."""
    line = db.get_or_404(Refund, refund_id)
    form = ReasonForm(prefix="correct")
    if not form.validate_on_submit():
        return _closed_page(line, form)
    try:
        instead = take_back(line, by=me(), reason=form.reason.data)
    except NothingToCorrect as trouble:
        return _not_done(refund_id, trouble)
    db.session.commit()
    flash("Taken back. The entry is open again: record what is right.")
    return redirect(url_for("admin.refund", refund_id=instead.id))


def _not_done(refund_id: int, trouble: Exception) -> ResponseReturnValue:
    db.session.rollback()
    flash(str(trouble), "warn")
    line = db.get_or_404(Refund, refund_id)
    return render_template("admin/refund.html", refund=line, lines=lines_of(line)), 409


def _closed_page(line: Refund, form: ReasonForm) -> ResponseReturnValue:
    """With a form to take it back, if it was not yet."""
    return form_page(
        "admin/refund.html",
        form,
        refund=line,
        lines=lines_of(line),
        correct_form=form if may_be_taken_back(line) else None,
    )


def _page(
    line: Refund, form: SettleForm, waive_form: ReasonForm, unusual: Decimal | None = None
) -> ResponseReturnValue:
    """`unusual` is an amount to be asked about."""
    return form_page(
        "admin/refund.html",
        form,
        422 if waive_form.errors else 200,
        refund=line,
        lines=lines_of(line),
        may_be_settled=may_be_settled(line),
        waive_form=waive_form,
        unusual=unusual,
    )
