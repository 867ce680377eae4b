"""Money back by the way it came: the provider is asked, once for each refund. Commits: what is
asked for is stored before anybody is asked, and what came of it after."""

import logging
import secrets
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import delete, select

from storefront.audit import record
from storefront.clock import now
from storefront.database import db, end_transaction, rows_changed
from storefront.money import NOTHING, format_money
from storefront.orders.models import Order
from storefront.payments.alone import alone_with
from storefront.payments.asked import longer_ago
from storefront.payments.confirming import look_at
from storefront.payments.given_back import failed, in_the_books, repaid
from storefront.payments.ledger import AlreadyClosed, BadAmount, refuse_outdated, still_owed
from storefront.payments.methods import PROVIDERS, provider_of
from storefront.payments.methods.contract import ProviderDown, ProviderRefused, Repaid
from storefront.payments.models import Payment, PaymentStatus, Refund, Repayment
from storefront.payments.receiving import BadReceipt, refuse_more_than_overpaid

log = logging.getLogger(__name__)
ARRIVES_WITHIN = timedelta(minutes=5)  # then no earlier try can still arrive
AGAIN = timedelta(minutes=10)  # until a refund is asked for again by itself


def left_of(payment: Payment) -> Decimal:
    """What the provider can still give back of it. Refunds that are only asked for count, and those
    that failed: they are given another way."""
    if payment.method not in PROVIDERS or payment.reference is None or payment.amount <= 0:
        return NOTHING
    asked = select(Repayment.amount).where(Repayment.payment_id == payment.id)
    taken = select(Payment.amount).where(Payment.corrects_id == payment.id)  # by a dispute
    gone = sum(db.session.scalars(asked), NOTHING) - sum(db.session.scalars(taken), NOTHING)
    return payment.amount - gone


def repayable(order: Order) -> dict[Payment, Decimal]:
    """The payments of which a provider can give something back, and how much of each."""
    of_it = select(Payment).where(
        Payment.order_id == order.id, Payment.status == PaymentStatus.PAID
    )
    every = {payment: left_of(payment) for payment in db.session.scalars(of_it)}
    return {payment: left for payment, left in every.items() if left > 0}


def repay(
    payment: Payment, amount: Decimal, *, line: Refund | None, by: str, shown: str | None = None
) -> None:
    """Give it back by the provider: for a line of the refund ledger, or, without one, of what was
    paid too much. Asked again after a crash, it is the same refund: of the amount of then. Commits.

    The provider is asked first what it gave back of the payment already. Its memory outlives ours
    (a restored backup) and that of its keys (a day), so nothing is given back twice.

    `shown`: what was left of the payment when the form was filled in.

    Raises BadAmount, BadReceipt, AlreadyClosed, NothingDue, ProviderDown (nobody knows whether it
    was made: ask again) or ProviderRefused (it was not, unless it is still among what `asked_for`
    says).
    """
    before = _asked_before(payment, line)
    before_id, tried_at, asking_at = before and before.id, before and before.asked_at, now()
    if before is not None:
        before.asked_at = asking_at  # whatever comes of it, others are asked about before it
        db.session.commit()
    provider = provider_of(payment.order, payment.method)
    try:
        _take_in_what_was_given_back(payment)
    except ProviderDown:
        if before_id is None:
            raise ProviderRefused("The provider does not answer. Try again later.") from None
        raise
    alone_with(payment.order)
    if db.session.scalar(select(Repayment.reference).where(Repayment.id == before_id)):
        return  # it was made, as we know now
    asked = _asked_before(payment, line)
    # so long ago that it cannot arrive any more, and nobody tried meanwhile
    ended = asked is None or bool(
        tried_at and tried_at < asking_at - ARRIVES_WITHIN and asked.asked_at == asking_at
    )
    if asked is None:
        refuse_outdated(shown, left_of(payment))
        _refuse_too_much(payment, amount, line)
        asked = Repayment(payment_id=payment.id, amount=amount, key=secrets.token_hex(16))
        asked.asked_by, asked.refund_id = by, line.id if line else None
        db.session.add(asked)
    asked.asked_at = now()
    db.session.flush()
    method, reference, amount, key = payment.method, payment.reference, asked.amount, asked.key
    assert reference
    db.session.commit()
    try:
        made = provider.refund(reference, amount, key)
    except ProviderRefused:
        if ended:
            open_ = delete(Repayment).where(Repayment.key == key, Repayment.reference.is_(None))
            rows_changed(open_)  # nothing was given back, so it may be asked anew
            db.session.commit()
        raise
    repaid(Repaid(key, reference, made, amount), method)
    db.session.commit()


def to_ask_again(limit: int = 5) -> list[int]:
    """Refunds that were asked for and may not have been made, for the sweep."""
    late = longer_ago(Repayment.asked_at, AGAIN) & Repayment.reference.is_(None)
    those = select(Repayment.id).where(late).order_by(Repayment.asked_at)
    return list(db.session.scalars(those.limit(limit)))


def ask_again(*repayment_ids: int) -> None:
    """Each with the key of before; if a provider does not answer, none after it. Commits."""
    for repayment_id in repayment_ids:
        asked = db.session.get(Repayment, repayment_id)
        if asked is None or asked.reference is not None:
            continue
        payment, words = asked.payment, f"{format_money(asked.amount)} is not given back yet."
        try:
            repay(payment, asked.amount, line=asked.refund, by=asked.asked_by)
        except ProviderDown as trouble:
            log.warning("Refund %s: %s", repayment_id, trouble)
            end_transaction()
            break
        except (ProviderRefused, BadAmount) as trouble:
            db.session.rollback()
            look_at(payment, f"{words} {trouble}")
            db.session.commit()


def ask_no_more(asked: Repayment, *, by: str, reason: str) -> None:
    """Somebody looked at the provider's, and `reason` says what is there: of what the shop cannot
    find out by itself. It may be given back anew, or recorded. The caller commits. Raises
    BadReceipt while a try may still arrive."""
    order, amount = asked.payment.order, asked.amount
    alone_with(order)
    ended = (Repayment.asked_at < now() - ARRIVES_WITHIN) & Repayment.reference.is_(None)
    if not rows_changed(delete(Repayment).where(Repayment.id == asked.id, ended)):
        raise BadReceipt(
            "It was asked for a moment ago, or its end is known. Look again in five minutes."
        )
    record(by, "refund asked for no more", order.number, f"{amount} {reason}")


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
        still_owed(line, amount)
        if db.session.scalar(select(Repayment.id).where(Repayment.refund_id == line.id)):
            raise AlreadyClosed("The provider gave this back already: look at the payment.")
    if amount > (most := left_of(payment)):
        raise BadAmount(f"At most {format_money(most)} can be given back so.")


def _take_in_what_was_given_back(payment: Payment) -> None:
    """As the provider says. Raises BadAmount if that is more than we know of. Commits."""
    method, reference, provider = payment.method, payment.reference, PROVIDERS[payment.method]
    if reference is None:
        raise BadAmount("No provider took this payment: give it back another way, and record it.")
    end_transaction()
    given = provider.given_back(reference)
    alone_with(payment.order)
    known_ = set(
        db.session.scalars(select(Repayment.key).where(Repayment.payment_id == payment.id))
    )
    known_ |= {*db.session.scalars(select(Repayment.reference).filter_by(payment_id=payment.id))}
    strange = [news for news in given if known_.isdisjoint((news.key, news.reference))]
    for news in given:
        repaid(news, method)
    db.session.commit()
    undone = {one.reference for one in failed(payment.order)}
    there = sum((news.amount for news in given if news.reference not in undone), NOTHING)
    here = in_the_books(payment.order)
    if strange or there > here:
        raise BadAmount(
            f"The provider has given back {format_money(there)} of this payment already, and "
            f"{format_money(here)} is recorded here. See what it was, and record it, first."
        )
