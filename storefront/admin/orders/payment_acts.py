"""What staff record of an order's money, and how they let it be printed."""

from flask import abort
from flask.typing import ResponseReturnValue
from sqlalchemy import update

from storefront import jobs
from storefront.admin.blueprint import bp, for_staff
from storefront.admin.changes import me, note
from storefront.admin.forms import ReasonForm
from storefront.admin.money.payment_forms import OverpaymentForm, ReceiptForm
from storefront.admin.orders.order_acts import done, filled_in
from storefront.admin.orders.order_pages import order_or_404
from storefront.database import db
from storefront.orders.models import Order, OrderItem
from storefront.payments.clearing import release_unpaid
from storefront.payments.methods.on_account import approve_on_account
from storefront.payments.models import Payment
from storefront.payments.receiving import BadReceipt, give_back, receive, take_back
from storefront.queue import enqueue


@bp.post("/orders/<number>/account-approval")
@for_staff
def approve_order(number: str) -> ResponseReturnValue:
    """It may be printed before it is paid."""
    commit_and_push(approve_on_account(order_or_404(number), by=me()))
    return done(number, "Approved: it may be printed, and is to be invoiced.")


@bp.post("/orders/<number>/clearance")
@for_staff
def clear_order(number: str) -> ResponseReturnValue:
    """It may be printed although it is not paid, and somebody says why."""
    order, reason = order_or_404(number), filled_in(ReasonForm()).reason.data
    commit_and_push(release_unpaid(order, by=me(), reason=reason))
    return done(number, "Released: it may be printed, although it is not paid.")


@bp.post("/orders/<number>/receipts")
@for_staff
def receive_payment(number: str) -> ResponseReturnValue:
    order, form = order_or_404(number), filled_in(ReceiptForm())
    ready = receive(
        order,
        form.amount.data,
        by=me(),
        note=form.note.data,
        key=form.key.data or None,
        too_much=form.too_much.data,
    )
    commit_and_push(ready)
    return done(number, "The payment is recorded.")


@bp.post("/orders/<number>/payments/<int:payment_id>/correction")
@for_staff
def take_payment_back(number: str, payment_id: int) -> ResponseReturnValue:
    """It was recorded by mistake."""
    payment = _payment_or_404(order_or_404(number), payment_id)
    take_back(payment, by=me(), reason=filled_in(ReasonForm()).reason.data)
    db.session.commit()
    return done(number, "The payment is taken back.")


@bp.post("/orders/<number>/payments/<int:payment_id>/look")
@for_staff
def see_payment(number: str, payment_id: int) -> ResponseReturnValue:
    """Somebody has looked at what did not fit."""
    payment = _payment_or_404(order_or_404(number), payment_id)
    reason = filled_in(ReasonForm()).reason.data
    if not payment.trouble:
        raise BadReceipt("Somebody has seen to it already.")
    note("payment looked at", number, f"{payment.trouble} {reason}")
    db.session.execute(update(Payment).where(Payment.id == payment.id).values(trouble=""))
    db.session.commit()
    return done(number, "Noted.")


@bp.post("/orders/<number>/overpayment")
@for_staff
def give_overpaid_back(number: str) -> ResponseReturnValue:
    order, form = order_or_404(number), filled_in(OverpaymentForm())
    give_back(order, form.amount.data, by=me(), how=form.how.data, key=form.key.data or None)
    db.session.commit()
    return done(number, "The refund is recorded.")


def commit_and_push(ready: list[OrderItem]) -> None:
    ids = [item.id for item in ready]
    db.session.commit()
    for item_id in ids:
        enqueue(jobs.push_order_item, item_id)


def _payment_or_404(order: Order, payment_id: int) -> Payment:
    payment = db.session.get(Payment, payment_id)
    if payment is None or payment.order_id != order.id:
        abort(404)
    return payment
