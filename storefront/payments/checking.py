"""What became of payments that were begun: asked until the provider has said it. Commits: no
transaction is open while the provider is asked."""

import logging
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Update, or_, select, update

from storefront import failures
from storefront.clock import now
from storefront.database import db, end_transaction, rows_changed
from storefront.orders.models import Order, OrderItem
from storefront.partner.account import environment
from storefront.payments.asked import longer_ago, within
from storefront.payments.confirming import UnknownPayment, confirm, look_at
from storefront.payments.extra import due_now
from storefront.payments.methods import provider_of
from storefront.payments.methods.contract import (
    NotKnown,
    ProviderDown,
    ProviderRefused,
    Told,
)
from storefront.payments.models import Payment, PaymentStatus
from storefront.times import day

log = logging.getLogger(__name__)
MOMENT = timedelta(seconds=10)  # nobody asks twice in it, however often a page is opened
SOON, LATER = timedelta(minutes=2), timedelta(hours=1)  # from one question to the next
ASKING = "ask_about_payment"  # as a failure that staff are told of
AT_MOST = timedelta(days=14)  # that a payment may take


def check(*payment_ids: int) -> list[OrderItem]:
    """Ask the providers what became of these; if one does not answer, of none after it. Close what
    nobody is to pay any more. Returns what may be printed by that. Commits."""
    ready: list[OrderItem] = []
    for payment_id in payment_ids:
        try:
            ready += _check(payment_id)
        except ProviderDown as trouble:
            log.warning("Payment %s: %s", payment_id, trouble)
            end_transaction()
            break
        except ProviderRefused as trouble:  # it does not pass by itself, as the other does
            log.error("Payment %s: %s", payment_id, trouble)
            db.session.rollback()
            failures.record(ASKING, str(payment_id), trouble, error=str(trouble))
        else:
            failures.forget(ASKING, str(payment_id))
    return ready


def _check(payment_id: int) -> list[OrderItem]:
    payment = db.session.get(Payment, payment_id)
    if payment is None or payment.status != PaymentStatus.BEGUN:
        return []
    if payment.session is None and payment.made_at < now() - LATER:
        let_be(payment, "Its page was never opened.")
    if payment.session is None or within(payment.asked_at, MOMENT):
        return []
    old = payment.made_at < now() - AT_MOST
    ready: list[OrderItem] = []
    try:
        ready, _ = learn(payment, ended=old)
    except (ProviderDown, ProviderRefused):
        if not old:
            raise
    if old:
        _give_up(payment, f"Begun {day(payment.made_at)}: what became of it was never told.")
    return ready


def to_check(limit: int = 5) -> list[int]:
    """Begun payments to ask about, for the sweep: the customer's browser may never come back. Few
    at a time, for pushing waits meanwhile; those asked longest ago first."""
    lately = Payment.made_at > now() - LATER
    due = or_(
        Payment.asked_at.is_(None) & longer_ago(Payment.made_at, SOON),
        lately & longer_ago(Payment.asked_at, SOON),
        longer_ago(Payment.asked_at, LATER),
    )
    has_a_page = Payment.session.is_not(None) | ~lately
    open_ = select(Payment.id).where(Payment.status == PaymentStatus.BEGUN, due, has_a_page)
    open_ = open_.join(Order).where(Order.environment == environment())
    open_ = open_.order_by(Payment.asked_at.is_not(None), Payment.asked_at)
    return list(db.session.scalars(open_.limit(limit)))


def begun_of(order: Order) -> Payment | None:
    """The payment that is being made, if one is."""
    of_it = select(Payment).where(Payment.order_id == order.id)
    return db.session.scalar(of_it.where(Payment.status == PaymentStatus.BEGUN))


def to_ask_about(order: Order) -> int | None:
    """Its id, unless the provider was asked a moment ago."""
    begun = begun_of(order)
    return None if begun is None or within(begun.asked_at, MOMENT) else begun.id


def learn(payment: Payment, *, ended: bool = False) -> tuple[list[OrderItem], str]:
    """Take in what the provider says of it. Where it is `ended`, or another amount is due by now,
    its page is closed: what came before that counts. Returns what may be printed by that, and where
    the customer can still pay it; nowhere if it is paid, closed or being checked. Commits."""
    method, session, order = payment.method, payment.session, payment.order
    provider = provider_of(order, method)
    assert session
    ended = ended or payment.amount != due_now(order)
    rows_changed(_row(payment).values(asked_at=now()))  # whatever comes of it, not asked at once
    ask: Callable[[str], Told] = provider.close if ended else provider.ask
    db.session.commit()
    try:
        said = ask(session)
        awaited = not (said.reports or said.url)
        rows_changed(_row(payment).values(heard_at=now(), awaited=awaited))
        ready = [item for report in said.reports for item in confirm(report, method)]
    except NotKnown:
        _give_up(payment, "The provider does not know this payment: was its account changed?")
        return [], ""
    except UnknownPayment:
        db.session.rollback()
        raise ProviderRefused("The provider speaks of another payment.") from None
    db.session.commit()
    return ready, "" if ended else said.url


def let_be(payment: Payment, words: str) -> None:
    """Nobody was shown where to pay it, so no money can come. Commits."""
    nobodys = _row(payment).where(Payment.session.is_(None), Payment.status == PaymentStatus.BEGUN)
    rows_changed(nobodys.values(status=PaymentStatus.FAILED, note=words))
    db.session.commit()


def _give_up(payment: Payment, words: str) -> None:
    """It is asked about no more. Should its money come all the same, that is noted."""
    begun = _row(payment).where(Payment.status == PaymentStatus.BEGUN)
    if rows_changed(begun.values(status=PaymentStatus.FAILED, note=words)):
        look_at(payment, f"{words} Look at the provider's whether it was paid.")
    db.session.commit()


def _row(payment: Payment) -> Update:
    return update(Payment).where(Payment.id == payment.id)
