"""One line of the refund ledger, and what a person does about it."""

from decimal import Decimal

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from storefront.admin.blueprint import bp, for_staff
from storefront.admin.changes import form_page, me
from storefront.admin.forms import ReasonForm
from storefront.admin.money.refund_forms import SettleForm
from storefront.database import db
from storefront.money import format_money
from storefront.payments.correcting import NothingToCorrect, correct, may_be_corrected
from storefront.payments.given_back import failed
from storefront.payments.ledger import (
    AlreadyClosed,
    BadAmount,
    MoreThanExpected,
    NothingDue,
    asked_for,
    dispute,
    lines_of,
    settle,
    waive,
)
from storefront.payments.methods import METHODS
from storefront.payments.models import Refund, RefundSide
from storefront.payments.owing import owed
from storefront.payments.repaying import repayable


@bp.get("/refunds/<int:refund_id>")
@for_staff
def refund(refund_id: int) -> ResponseReturnValue:
    return refund_page(refund_id)


def refund_page(refund_id: int) -> ResponseReturnValue:
    """Also what an act on it answers when it cannot be done."""
    line = db.get_or_404(Refund, refund_id)
    if not line.open:
        return _closed_page(line, ReasonForm(formdata=None, prefix="correct"))
    return _page(line)


@bp.post("/refunds/<int:refund_id>/settlement")
@for_staff
def settle_refund(refund_id: int) -> ResponseReturnValue:
    line = db.get_or_404(Refund, refund_id)
    form = SettleForm()
    if not form.validate_on_submit():
        return _page(line, form)
    amount = form.amount.data
    agreed = amount if request.form.get("right") == str(amount) else None
    try:
        rest = settle(
            line, amount, method=form.method.data, by=me(), note=form.note.data, agreed=agreed
        )
    except MoreThanExpected as question:
        form.amount.errors = [f"{question} Correct it; or, if it is right, check the box below."]
        return _page(line, form, unusual=amount)
    except BadAmount as trouble:
        form.amount.errors = [str(trouble)]
        return _page(line, form)
    except (AlreadyClosed, NothingDue) as trouble:
        return _not_done(refund_id, trouble, form)
    flash(f"Recorded. {format_money(rest.expected)} is left open." if rest else "Recorded.")
    db.session.commit()
    return redirect(url_for("admin.refunds"))


@bp.post("/refunds/<int:refund_id>/waiver")
@for_staff
def waive_refund(refund_id: int) -> ResponseReturnValue:
    line = db.get_or_404(Refund, refund_id)
    form = ReasonForm(prefix="waive")
    if not form.validate_on_submit():
        return _page(line, waive_form=form)
    try:
        waive(line, by=me(), note=form.reason.data)
    except AlreadyClosed as trouble:
        return _not_done(refund_id, trouble, waive_form=form)
    db.session.commit()
    flash("Closed without a refund.")
    return redirect(url_for("admin.refunds"))


@bp.post("/refunds/<int:refund_id>/dispute")
@for_staff
def dispute_refund(refund_id: int) -> ResponseReturnValue:
    """It stays open, and what the other side says is kept."""
    line = db.get_or_404(Refund, refund_id)
    form = ReasonForm(prefix="dispute")
    if not form.validate_on_submit():
        return _page(line, dispute_form=form)
    try:
        dispute(line, by=me(), note=form.reason.data)
    except AlreadyClosed as trouble:
        return _not_done(refund_id, trouble)
    db.session.commit()
    flash("Noted. It stays open, as disputed.")
    return redirect(url_for("admin.refund", refund_id=refund_id))


@bp.post("/refunds/<int:refund_id>/correction")
@for_staff
def correct_refund(refund_id: int) -> ResponseReturnValue:
    """It was closed by mistake: both lines stay, and a new one is open."""
    line = db.get_or_404(Refund, refund_id)
    form = ReasonForm(prefix="correct")
    if line.open:
        return _not_done(refund_id, NothingToCorrect(line))
    if not form.validate_on_submit():
        return _closed_page(line, form)
    try:
        instead = correct(line, by=me(), reason=form.reason.data)
    except NothingToCorrect as trouble:
        return _not_done(refund_id, trouble)
    db.session.commit()
    flash("Taken back. The entry is open again: record what is right.")
    return redirect(url_for("admin.refund", refund_id=instead.id))


def _not_done(
    refund_id: int,
    trouble: Exception,
    form: SettleForm | None = None,
    waive_form: ReasonForm | None = None,
) -> ResponseReturnValue:
    """The whole page as it is now, and while it is open what was typed."""
    db.session.rollback()
    flash(str(trouble), "warn")
    line = db.get_or_404(Refund, refund_id)
    page = _page(line, form, waive_form) if line.open else refund_page(refund_id)
    answer = make_response(page)
    answer.status_code = 409
    return answer


def _closed_page(line: Refund, form: ReasonForm) -> ResponseReturnValue:
    """With a form to take it back, if it was not yet."""
    return form_page(
        "admin/refund.html",
        form,
        refund=line,
        lines=lines_of(line),
        due=None,
        correct_form=form if may_be_corrected(line) else None,
    )


def _page(
    line: Refund,
    form: SettleForm | None = None,
    waive_form: ReasonForm | None = None,
    dispute_form: ReasonForm | None = None,
    unusual: Decimal | None = None,
) -> ResponseReturnValue:
    """With the form that was sent, and the others empty. `unusual` is an amount to be asked
    about."""
    due, lines = owed(line.item.order).get(line), lines_of(line)
    asked = [one for one in asked_for(line.item.order) if one.refund_id == line.id]
    wrong = any(one is not None and one.errors for one in (waive_form, dispute_form))
    return form_page(
        "admin/refund.html",
        form or SettleForm(formdata=None, amount=due),
        422 if wrong else 200,
        refund=line,
        lines=lines,
        due=due,
        waive_form=waive_form or ReasonForm(formdata=None, prefix="waive"),
        dispute_form=dispute_form or ReasonForm(formdata=None, prefix="dispute"),
        unusual=unusual,
        methods=METHODS,
        asked=asked,
        typed=bool(form or waive_form),
        failed=[one for one in failed(line.item.order) if one.refund in lines],
        repayable=repayable(line.item.order) if line.side == RefundSide.CUSTOMER else {},
    )
