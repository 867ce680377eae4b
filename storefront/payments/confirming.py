"""What a provider says of a payment, by webhook or when asked: twice, late and in any order, it is
taken in once."""

import logging

from sqlalchemy import Update, case, select, update

from storefront.audit import record
from storefront.clock import now
from storefront.database import NotUnique, db, rows_changed, unique
from storefront.money import format_money
from storefront.orders.models import Notice, NoticeKind, OrderItem
from storefront.orders.notices import owe, which_of
from storefront.payments.alone import alone_with
from storefront.payments.methods import PROVIDERS, in_its_environment
from storefront.payments.methods.contract import CURRENCY, Attention, Report
from storefront.payments.models import Payment, PaymentStatus
from storefront.payments.receiving import payment_came
from storefront.payments.statement import unpaid

log = logging.getLogger(__name__)


class UnknownPayment(Exception):
    """Nothing of ours has that key: the webhook is another shop's, or came before its time."""


def confirm(report: Report, method: str) -> list[OrderItem]:
    """Note what became of a payment by that method. Money that came for an order that is canceled,
    or came twice, is to be given back; of another amount it counts for what it is. Returns what may
    be printed by that; the caller commits and enqueues it. Raises UnknownPayment."""
    theirs = select(Payment).where(Payment.key == report.key, Payment.method == method)
    payment = db.session.scalar(theirs)
    if payment is None:
        raise UnknownPayment(report.key)
    order = payment.order
    alone_with(order)
    if report.status == PaymentStatus.FAILED:
        begun = _row(payment).where(Payment.status == PaymentStatus.BEGUN)
        rows_changed(begun.values(status=PaymentStatus.FAILED, note=report.why[:1000]))
    if report.status != PaymentStatus.PAID or _known(report.reference):
        return []
    if not in_its_environment(order):
        words = f"{format_money(report.amount)} came, and is not counted: {report.reference}. "
        look_at(payment, f"{words}The order is of {order.environment}, the money is not.")
        return []
    if report.currency != CURRENCY:
        look_at(payment, f"{report.amount} {report.currency.upper()} was paid: {report.reference}")
        return []
    if not _take(payment, report):
        return []
    record(payment.method, "payment came", order.number, f"{report.amount} {report.reference}")
    db.session.expire_all()
    return payment_came(order, by=PROVIDERS[payment.method].provider)


def warn(news: Attention, method: str) -> None:
    """The same of a payment that came before. Raises UnknownPayment."""
    payment = known(news.payment, method)
    alone_with(payment.order)
    look_at(payment, news.words)


def known(reference: str, method: str) -> Payment:
    """The payment that came so. Raises UnknownPayment."""
    payment = _known(reference)
    if payment is None or payment.method != method:
        raise UnknownPayment(reference)
    return payment


def _take(payment: Payment, report: Report) -> bool:
    """Whether it is money that nobody has noted yet: what was begun, or more of the same."""
    came = {
        "amount": report.amount,
        "reference": report.reference,
        "status": PaymentStatus.PAID,
        "paid_at": now(),
    }
    asked = payment.amount
    if rows_changed(_row(payment).where(Payment.status != PaymentStatus.PAID).values(**came)):
        if report.amount != asked:
            words = f"{format_money(asked)} was asked for, {format_money(report.amount)} came."
            look_at(payment, words)
        return True
    rest = unpaid(payment.order)
    again = Payment(order_id=payment.order_id, method=payment.method, **came)
    try:
        with unique(Payment.reference), db.session.begin_nested():
            db.session.add(again)
    except NotUnique:
        return False
    if report.amount > rest:
        look_at(again, "It was paid a second time.")
    return True


def look_at(payment: Payment, words: str) -> bool:
    """Staff are to look at it: an alert, a mail and a line in the log; of the same words once, also
    after somebody has seen to them. Whether they are told now. The caller commits."""
    which = which_of([str(payment.id), words])
    told = select(Notice.id).filter_by(order_id=payment.order_id, kind=NoticeKind.LOOK)
    if db.session.scalar(told.filter_by(which=which)):
        return False
    log.error("Payment of order %s: %s", payment.order.number, words)
    before = case((Payment.trouble == "", ""), else_=Payment.trouble + "\n")
    rows_changed(_row(payment).values(trouble=before + words[:1000]))
    db.session.expire(payment, ["trouble"])
    owe(payment.order, NoticeKind.LOOK, which=which)
    return True


def _row(payment: Payment) -> Update:
    return update(Payment).where(Payment.id == payment.id)


def _known(reference: str) -> Payment | None:
    return db.session.scalar(select(Payment).where(Payment.reference == reference))
