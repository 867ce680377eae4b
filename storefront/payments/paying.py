"""Paying an order at a provider's page: begun here, and looked after until the provider has said
what became of it. Commits: no transaction is open while the provider is asked."""

import logging
import secrets
from datetime import timedelta

from sqlalchemy import or_, select, update

from storefront.clock import now
from storefront.config import config
from storefront.database import NotUnique, db, end_transaction, rows_changed, unique
from storefront.orders.models import Order, OrderItem
from storefront.partner.account import environment
from storefront.payments.confirming import UnknownPayment, confirm, look_at
from storefront.payments.methods import PROVIDERS, in_its_environment, provider_of
from storefront.payments.methods.contract import (
    Due,
    NotKnown,
    Opened,
    ProviderDown,
    ProviderRefused,
)
from storefront.payments.models import Payment, PaymentStatus
from storefront.payments.statement import unpaid
from storefront.times import day

log = logging.getLogger(__name__)
MOMENT = timedelta(seconds=10)  # nobody asks twice in it, however often a page is opened
SOON, LATER = timedelta(minutes=2), timedelta(hours=1)  # from one question to the next
AT_MOST = timedelta(days=14)  # that a payment may take


class NothingToPay(Exception):
    """The order is paid, canceled, or not to be paid at a provider's page."""

    def __init__(self, order: Order) -> None:
        super().__init__(
            "There is nothing to pay here. This page shows where the order stands."
            if in_its_environment(order)
            else "This order can't be paid here at the moment. Please contact us."
        )


def may_be_paid_now(order: Order) -> bool:
    """There is a page of a provider's where the customer can pay what is not paid."""
    possible = order.payment_method in PROVIDERS and in_its_environment(order)
    return possible and bool(unpaid(order))


def start(order_id: int) -> str:
    """Where the customer goes to pay what is not paid of the order: from two tabs, to one page.

    Raises NothingToPay, ProviderDown or ProviderRefused. Commits.
    """
    order = db.session.get_one(Order, order_id)
    begun = _begun(order)
    if begun is not None and begun.session is not None and in_its_environment(order):
        _ask(begun)
        begun = _begun(order)
    if may_be_paid_now(order) and begun is not None and begun.amount != unpaid(order):
        _close(begun)
        if _begun(order):
            raise ProviderDown("Another amount is still being paid.")
    if not may_be_paid_now(order):
        raise NothingToPay(order)
    payment = _begun(order) or _begin(order)
    opened = _open(payment)
    if payment.status != PaymentStatus.BEGUN:  # another tab has closed it meanwhile
        raise NothingToPay(order)
    db.session.commit()
    return opened.url


def check(*payment_ids: int) -> list[OrderItem]:
    """Ask the providers what became of these; if one does not answer, of none after it. Close what
    nobody is to pay any more. Returns what may be printed by that. Commits."""
    ready: list[OrderItem] = []
    for payment_id in payment_ids:
        try:
            ready += _check(payment_id)
        except (ProviderDown, ProviderRefused) as trouble:
            log.warning("Payment %s: %s", payment_id, trouble)
            end_transaction()
            if isinstance(trouble, ProviderDown):
                break
    return ready


def _check(payment_id: int) -> list[OrderItem]:
    payment = db.session.get(Payment, payment_id)
    if payment is None or payment.status != PaymentStatus.BEGUN or payment.session is None:
        return []
    if _asked_just_now(payment):
        return []
    old = payment.made_at < now() - AT_MOST
    try:
        ready = _ask(payment)
        begun = payment.status == PaymentStatus.BEGUN
        if begun and (old or payment.amount != unpaid(payment.order)):
            ready += _close(payment)
    except (ProviderDown, ProviderRefused):
        if not old:
            raise
        ready = []
    if old:
        _give_up(payment, f"Begun {day(payment.made_at)}: what became of it was never told.")
    return ready


def unsettled(limit: int = 5) -> list[int]:
    """Begun payments to ask about, for the sweep: the customer's browser may never come back. Few
    at a time, for pushing waits meanwhile; those asked longest ago first."""
    lately = Payment.made_at > now() - LATER
    due = or_(
        Payment.asked_at.is_(None) & (Payment.made_at < now() - SOON),
        lately & (Payment.asked_at < now() - SOON),
        ~lately & (Payment.asked_at < now() - LATER),
    )
    open_ = select(Payment.id).where(Payment.status == PaymentStatus.BEGUN, due)
    open_ = open_.join(Order).where(Order.environment == environment())
    open_ = open_.order_by(Payment.asked_at.is_not(None), Payment.asked_at)
    return list(db.session.scalars(open_.where(Payment.session.is_not(None)).limit(limit)))


def begun_of(order: Order) -> int | None:
    """The id of the payment that is being made, if one is."""
    begun = _begun(order)
    return begun.id if begun else None


def to_ask_about(order: Order) -> int | None:
    """The same, unless the provider was asked a moment ago."""
    begun = _begun(order)
    return None if begun is None or _asked_just_now(begun) else begun.id


def _asked_just_now(payment: Payment) -> bool:
    return payment.asked_at is not None and payment.asked_at > now() - MOMENT


def _begun(order: Order) -> Payment | None:
    of_it = select(Payment).where(Payment.order_id == order.id)
    return db.session.scalar(of_it.where(Payment.status == PaymentStatus.BEGUN))


def _begin(order: Order) -> Payment:
    payment = Payment(
        order_id=order.id,
        method=order.payment_method,
        key=secrets.token_hex(16),
        amount=unpaid(order),
        status=PaymentStatus.BEGUN,
    )
    try:
        with unique(Payment.order_id), db.session.begin_nested():
            db.session.add(payment)
    except NotUnique:  # another tab was quicker
        quicker = _begun(order)
        if quicker is None:
            raise NothingToPay(order) from None
        return quicker
    return payment


def _due(payment: Payment) -> Due:
    order = payment.order
    assert payment.key
    back = f"{config().public_url.rstrip('/')}/orders/{order.number}?paying=1"
    return Due(payment.key, payment.amount, order.number, order.email, back)


def _open(payment: Payment) -> Opened:
    """The page to pay it. Whoever comes second with the same payment changes nothing."""
    provider, due = provider_of(payment.order, payment.method), _due(payment)
    first = update(Payment).where(Payment.id == payment.id, Payment.session.is_(None))
    db.session.commit()
    opened = provider.open(due)
    rows_changed(first.values(session=opened.session))
    db.session.commit()
    return opened


def _ask(payment: Payment) -> list[OrderItem]:
    method, session = payment.method, payment.session
    provider = provider_of(payment.order, method)
    assert session
    asked = update(Payment).where(Payment.id == payment.id)
    rows_changed(asked.values(asked_at=now()))  # whatever comes of it, it is not asked at once
    db.session.commit()
    try:
        reports = provider.ask(session)
        ready = [item for report in reports for item in confirm(report, method)]
    except NotKnown:
        _give_up(payment, "The provider does not know this payment: was its account changed?")
        return []
    except UnknownPayment:
        db.session.rollback()
        raise ProviderRefused("The provider speaks of another payment.") from None
    db.session.commit()
    return ready


def _close(payment: Payment) -> list[OrderItem]:
    """Nobody is to pay it any more. What came until it was closed counts, so it is asked again."""
    session = payment.session or _open(payment).session
    provider = provider_of(payment.order, payment.method)
    end_transaction()
    provider.close(session)
    return _ask(payment)


def _give_up(payment: Payment, words: str) -> None:
    """It is asked about no more. Should its money come all the same, that is noted."""
    begun = update(Payment).where(Payment.id == payment.id, Payment.status == PaymentStatus.BEGUN)
    if rows_changed(begun.values(status=PaymentStatus.FAILED, note=words)):
        look_at(payment, f"{words} Look at the provider's whether it was paid.")
    db.session.commit()
