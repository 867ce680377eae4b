"""Money back by the way it came: a button where a provider took the payment."""

from collections.abc import Callable

from flask import abort, flash, g, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from storefront.admin.blueprint import bp, for_staff
from storefront.admin.changes import me
from storefront.admin.forms import ReasonForm
from storefront.admin.money.payment_forms import RepaymentForm
from storefront.admin.money.refunds import refund_page
from storefront.admin.orders.order_acts import NotFilledIn, filled_in
from storefront.admin.orders.order_pages import order_page
from storefront.database import db
from storefront.payments.ledger import AlreadyClosed, BadAmount, NothingDue
from storefront.payments.methods.contract import ProviderDown, ProviderRefused
from storefront.payments.models import Payment, Refund, RefundSide, Repayment
from storefront.payments.receiving import BadReceipt
from storefront.payments.repaying import ask_no_more, repay

NOT_KNOWN = (
    "The provider did not answer, so it is not known yet whether the money is on its way. The shop "
    "asks again every ten minutes, as the button below does: it is the same refund, made once."
)


@bp.post("/refunds/<int:refund_id>/payments/<int:payment_id>/repayment")
@for_staff
def repay_refund(refund_id: int, payment_id: int) -> ResponseReturnValue:
    """For an open line of the ledger, all of it or a part."""
    line, payment = db.get_or_404(Refund, refund_id), db.get_or_404(Payment, payment_id)
    if payment.order_id != line.item.order_id or line.side != RefundSide.CUSTOMER:
        abort(404)
    back = url_for("admin.refund", refund_id=refund_id)
    return _try(back, payment, line, lambda: refund_page(refund_id))


@bp.post("/orders/<number>/payments/<int:payment_id>/repayment")
@for_staff
def repay_overpaid(number: str, payment_id: int) -> ResponseReturnValue:
    """Of what was paid too much."""
    payment = db.get_or_404(Payment, payment_id)
    if payment.order.number != number:
        abort(404)
    back = url_for("admin.order", number=number)
    return _try(back, payment, None, lambda: order_page(number))


@bp.post("/refunds/<int:refund_id>/repayments/<int:repayment_id>/end")
@for_staff
def end_repayment_of_refund(refund_id: int, repayment_id: int) -> ResponseReturnValue:
    """Somebody found out at the provider's what the shop cannot: whether it was given back."""
    asked = db.get_or_404(Repayment, repayment_id)
    if asked.refund_id != refund_id:
        abort(404)
    try:
        _ask_no_more(asked)
    except (NotFilledIn, BadReceipt) as trouble:
        db.session.rollback()
        flash(str(trouble), "bad")
        g.wrong = getattr(trouble, "wrong", {})
        return _again(lambda: refund_page(refund_id))
    return redirect(url_for("admin.refund", refund_id=refund_id))


@bp.post("/orders/<number>/repayments/<int:repayment_id>/end")
@for_staff
def end_repayment(number: str, repayment_id: int) -> ResponseReturnValue:
    """The same on the order's page."""
    asked = db.get_or_404(Repayment, repayment_id)
    if asked.payment.order.number != number:
        abort(404)
    _ask_no_more(asked)
    return redirect(url_for("admin.order", number=number))


def _ask_no_more(asked: Repayment) -> None:
    ask_no_more(asked, by=me(), reason=filled_in(ReasonForm()).reason.data)
    db.session.commit()
    flash("It is asked for no more. If the money went back, record the refund now.")


def _try(
    back: str, payment: Payment, line: Refund | None, page: Callable[[], ResponseReturnValue]
) -> ResponseReturnValue:
    """`page` shows what was typed again, where it cannot be."""
    form = RepaymentForm()
    if not form.validate_on_submit():
        flash("Enter the amount to give back.", "bad")
        g.wrong = {"amount": (form.amount.errors or form.form_errors)[0]}
        return _again(page)
    try:
        repay(payment, form.amount.data, line=line, by=me(), shown=form.shown.data)
    except ProviderDown:
        db.session.rollback()
        flash(NOT_KNOWN, "bad")
    except (ProviderRefused, BadAmount, BadReceipt, AlreadyClosed, NothingDue) as trouble:
        db.session.rollback()
        flash(f"Nothing was given back. {trouble}", "bad")
        g.wrong = {"amount": str(trouble)}
        return _again(page)
    else:
        flash("The money is on its way back.")
    return redirect(back)


def _again(page: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    answer = make_response(page())
    answer.status_code = 422
    return answer
