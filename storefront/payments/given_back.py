"""What a provider gave back, as it says itself: noted once, in the books or for staff to see."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import aliased

from storefront.clock import now
from storefront.database import NotUnique, db, rows_changed, unique
from storefront.money import NOTHING, format_money
from storefront.orders.models import Order
from storefront.payments.alone import alone_with
from storefront.payments.confirming import known, look_at
from storefront.payments.ledger import AlreadyClosed, BadAmount, NothingDue, settle
from storefront.payments.methods import PROVIDERS
from storefront.payments.methods.contract import Repaid
from storefront.payments.models import Payment, PaymentStatus, Refund, Repayment
from storefront.payments.statement import statement_of


def repaid(news: Repaid, method: str) -> None:
    """The provider of that method gave it back: our asking returned, or its webhook came, whichever
    is first. The caller commits. Raises UnknownPayment."""
    if db.session.scalar(select(Repayment.id).where(Repayment.reference == news.reference)):
        return
    of_it = select(Repayment).join(Payment).where(Payment.method == method)
    asked = db.session.scalar(of_it.where(Repayment.key == news.key))
    if asked is None:
        _made_elsewhere(news, method)
        return
    payment, line, order = asked.payment, asked.refund, asked.payment.order
    alone_with(order)
    open_ = update(Repayment).where(Repayment.id == asked.id, Repayment.reference.is_(None))
    if not rows_changed(open_.values(reference=news.reference)):
        return
    db.session.expire_all()
    how = f"By {PROVIDERS[payment.method].provider}"
    if line is None:
        _note_overpaid(payment, news, asked.asked_by)
        return
    try:
        settle(
            line,
            news.amount,
            method=how,
            by=asked.asked_by,
            agreed=news.amount,
            reference=news.reference,
        )
    except (AlreadyClosed, BadAmount, NothingDue) as trouble:
        words = f"{format_money(news.amount)} was given back ({news.reference})."
        look_at(payment, f"{words} {trouble}")


def in_the_books(order: Order) -> Decimal:
    """What is recorded as given back of the order, whatever for."""
    payments = {
        row.id: row for row in db.session.scalars(select(Payment).filter_by(order_id=order.id))
    }
    too_much = (
        row.amount
        for row in payments.values()
        if payments.get(row.corrects_id or row.id, row).amount < 0
    )
    return statement_of(order).refunded - sum(too_much, NOTHING)


def failed(order: Order) -> Sequence[Repayment]:
    """What a provider gave back of the order and somebody took back, as it never arrived: it is to
    be given another way. Some providers still say that they gave it."""
    undone = [Repayment.reference.in_(_taken_back(model)) for model in (Payment, Refund)]
    theirs = select(Repayment).join(Payment).where(Payment.order_id == order.id)
    return db.session.scalars(theirs.where(or_(*undone)).order_by(Repayment.id)).all()


def _taken_back(model: type[Payment | Refund]) -> Select[Any]:
    """The providers' references of such rows of the ledger."""
    correcting = aliased(model)
    return select(model.reference).join(correcting, correcting.corrects_id == model.id)


def _made_elsewhere(news: Repaid, method: str) -> None:
    """Somebody did it on the provider's own page: the shop's books do not have it. Noted as what
    the provider gave back of it, so that staff are told once."""
    payment = known(news.payment, method)
    alone_with(payment.order)
    made = Repayment(
        payment_id=payment.id,
        key=news.reference[:64],
        reference=news.reference,
        amount=news.amount,
        asked_by=method,
    )
    try:
        with unique(Repayment.reference), db.session.begin_nested():
            db.session.add(made)
    except NotUnique:
        return
    words = f"{format_money(news.amount)} was given back at the provider ({news.reference})."
    look_at(payment, f"{words} Record it here, as a refund.")


def _note_overpaid(payment: Payment, news: Repaid, by: str) -> None:
    db.session.add(
        Payment(
            order_id=payment.order_id,
            method=payment.method,
            reference=news.reference,
            amount=-news.amount,
            status=PaymentStatus.PAID,
            paid_at=now(),
            recorded_by=by,
            note="Of what was paid too much.",
        )
    )
