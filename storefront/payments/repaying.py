"""Money back by the way it came: the provider is asked, once for each refund. Commits: what is
asked for is stored before anybody is asked, and what came of it after."""

import logging
import secrets
from decimal import Decimal

from sqlalchemy import select, update

from storefront.clock import now
from storefront.database import NotUnique, db, rows_changed, unique
from storefront.money import NOTHING, format_money
from storefront.orders.models import Order
from storefront.payments.alone import alone_with
from storefront.payments.confirming import known, look_at
from storefront.payments.ledger import AlreadyClosed, BadAmount, NothingDue, due_on, settle
from storefront.payments.methods import PROVIDERS, provider_of
from storefront.payments.methods.contract import ProviderRefused, Repaid
from storefront.payments.models import Payment, PaymentStatus, Refund, Repayment
from storefront.payments.receiving import refuse_more_than_overpaid

log = logging.getLogger(__name__)


def left_of(payment: Payment) -> Decimal:
    """What the provider can still give back of it. Refunds that are only asked for count."""
    if payment.method not in PROVIDERS or payment.reference is None or payment.amount <= 0:
        return NOTHING
    asked = select(Repayment.amount).where(Repayment.payment_id == payment.id)
    return payment.amount - sum(db.session.scalars(asked), NOTHING)


def repayable(order: Order) -> dict[Payment, Decimal]:
    """The payments of which a provider can give something back, and how much of each."""
    of_it = select(Payment).where(
        Payment.order_id == order.id, Payment.status == PaymentStatus.PAID
    )
    every = {payment: left_of(payment) for payment in db.session.scalars(of_it)}
    return {payment: left for payment, left in every.items() if left > 0}


def repay(payment: Payment, amount: Decimal, *, line: Refund | None, by: str) -> None:
    """Give it back by the provider: for a line of the refund ledger, or, without one, of what was
    paid too much. Asked again after a crash, it is the same refund: of the amount of then. Commits.

    Raises BadAmount, BadReceipt, AlreadyClosed, NothingDue, ProviderDown (ask again) or
    ProviderRefused.
    """
    order, method = payment.order, payment.method
    provider = provider_of(order, method)
    alone_with(order)
    asked = _asked_before(payment, line)
    if asked is None:
        _refuse_too_much(payment, amount, line)
        asked = Repayment(payment_id=payment.id, amount=amount, key=secrets.token_hex(16))
        asked.asked_by, asked.refund_id = by, line.id if line else None
        db.session.add(asked)
    db.session.flush()
    repayment_id, reference, amount, key = asked.id, payment.reference, asked.amount, asked.key
    assert reference
    db.session.commit()
    try:
        made = provider.refund(reference, amount, key)
    except ProviderRefused:
        never = db.session.get(Repayment, repayment_id)
        if never is not None and never.reference is None:
            db.session.delete(never)  # nothing was given back, so it may be asked anew
            db.session.commit()
        raise
    repaid(Repaid(key, reference, made, amount), method)
    db.session.commit()


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


def _asked_before(payment: Payment, line: Refund | None) -> Repayment | None:
    """Of which nobody knows yet whether it was made."""
    open_ = select(Repayment).where(
        Repayment.payment_id == payment.id,
        Repayment.reference.is_(None),
        Repayment.refund_id == (line.id if line else None),
    )
    return db.session.scalar(open_)


def _refuse_too_much(payment: Payment, amount: Decimal, line: Refund | None) -> None:
    """The same as by hand, and no more than the provider has."""
    if line is None:
        refuse_more_than_overpaid(payment.order, amount)
    else:
        due_on(line, amount)
        if db.session.scalar(select(Repayment.id).where(Repayment.refund_id == line.id)):
            raise AlreadyClosed("The provider gave this back already: look at the payment.")
    if amount > (most := left_of(payment)):
        raise BadAmount(f"At most {format_money(most)} can be given back so.")


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
