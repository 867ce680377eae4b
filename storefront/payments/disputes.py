"""A customer asks the money of a payment back from their bank. What has not left for 4Over waits
for a person; what the bank takes in the end is gone, by a row of its own."""

from sqlalchemy import select

from storefront.audit import record
from storefront.clock import now
from storefront.database import db
from storefront.money import format_money
from storefront.orders.models import Hold, ItemStatus, Order, OrderItem
from storefront.payments.alone import alone_with
from storefront.payments.clearing import withdraw
from storefront.payments.confirming import known, look_at
from storefront.payments.methods import PROVIDERS
from storefront.payments.methods.contract import Dispute, DisputeState
from storefront.payments.models import Payment, PaymentStatus
from storefront.payments.statement import unpaid

BY_THEMSELVES = (Hold.CARD, Hold.DAILY_LIMIT)  # many of these go on by one button


def disputed(news: Dispute, method: str) -> None:
    """What the provider of that method says of a dispute: taken in once, however often it is told.
    The caller commits. Raises UnknownPayment."""
    payment = known(news.payment, method)
    alone_with(payment.order)
    if news.state == DisputeState.OPEN:
        if look_at(payment, news.words):
            for item in payment.order.items:
                _hold(item, news.words)
    elif news.state == DisputeState.LOST:
        _lost(payment, news)
    elif _row_of(news):
        look_at(payment, f"{news.words} It was lost before: record it as a payment.")
    else:
        look_at(payment, f"{news.words} Send what is on hold for it, or cancel it.")


def _hold(item: OrderItem, words: str) -> None:
    waits = item.status in (ItemStatus.WAITING, ItemStatus.READY)
    if item.is_partners and (waits or item.hold in BY_THEMSELVES):
        item.hold_for(Hold.DISPUTED, words)


def _lost(payment: Payment, news: Dispute) -> None:
    """A payment is taken back once; of another dispute about it, a person records what went."""
    order = payment.order
    if _row_of(news):
        return
    if db.session.scalar(select(Payment.id).where(Payment.corrects_id == payment.id)):
        look_at(payment, f"{news.words} It is not recorded: a part was taken back before.")
        return
    gone = Payment(
        order_id=order.id,
        method=payment.method,
        reference=news.reference,
        amount=-news.amount,
        status=PaymentStatus.PAID,
        paid_at=now(),
        recorded_by=PROVIDERS[payment.method].provider,
        corrects_id=payment.id,
        note=news.words,
    )
    db.session.add(gone)
    record(payment.method, "dispute lost", order.number, f"{news.amount} {news.reference}")
    look_at(payment, f"{news.words} {_owed(order)}")


def _owed(order: Order) -> str:
    """What is not paid by that waits again, or is owed."""
    if not (left := unpaid(order)):
        return "Nothing is owed by that."
    withdraw(order, by="the shop", reason="Its payment was lost in a dispute.")
    return f"{format_money(left)} of the order is not paid now."


def _row_of(news: Dispute) -> Payment | None:
    return db.session.scalar(select(Payment).where(Payment.reference == news.reference))
