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
from storefront.payments.confirming import confirm
from storefront.payments.methods import PROVIDERS, in_its_environment, provider_of
from storefront.payments.methods.contract import Due, ProviderDown, ProviderRefused
from storefront.payments.models import Payment, PaymentStatus
from storefront.payments.statement import unpaid

log = logging.getLogger(__name__)
SOON, LATER = timedelta(minutes=2), timedelta(hours=1)  # from one question to the next


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
    if not may_be_paid_now(order):
        raise NothingToPay(order)
    provider, owed = provider_of(order, order.payment_method), unpaid(order)
    if begun is not None and begun.amount != owed:
        _close(begun)
        begun = None
    payment = begun or _begin(order)
    due, payment_id = _due(payment), payment.id
    db.session.commit()
    opened = provider.open(due)
    still = update(Payment).where(Payment.id == payment_id, Payment.session.is_(None))
    rows_changed(still.values(session=opened.session))
    db.session.commit()
    return opened.url


def check(payment_id: int) -> list[OrderItem]:
    """Ask the provider what became of it. Returns what may be printed by that. Commits."""
    payment = db.session.get(Payment, payment_id)
    if payment is None or payment.status != PaymentStatus.BEGUN or payment.session is None:
        return []
    try:
        return _ask(payment)
    except (ProviderDown, ProviderRefused) as trouble:
        log.warning("Payment %s: %s", payment_id, trouble)
        db.session.execute(update(Payment).where(Payment.id == payment_id).values(asked_at=now()))
        db.session.commit()
        return []


def unsettled(limit: int = 50) -> list[int]:
    """Begun payments to ask about, for the sweep: the customer's browser may never come back."""
    lately = Payment.made_at > now() - LATER
    due = or_(
        Payment.asked_at.is_(None) & (Payment.made_at < now() - SOON),
        lately & (Payment.asked_at < now() - SOON),
        ~lately & (Payment.asked_at < now() - LATER),
    )
    open_ = select(Payment.id).where(Payment.status == PaymentStatus.BEGUN, due)
    return list(db.session.scalars(open_.where(Payment.session.is_not(None)).limit(limit)))


def begun_of(order: Order) -> int | None:
    """The id of the payment that is being made, if one is."""
    begun = _begun(order)
    return begun.id if begun else None


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


def _ask(payment: Payment) -> list[OrderItem]:
    method, session, payment_id = payment.method, payment.session, payment.id
    provider = provider_of(payment.order, method)
    assert session
    end_transaction()
    ready = [item for report in provider.ask(session) for item in confirm(report, method)]
    db.session.execute(update(Payment).where(Payment.id == payment_id).values(asked_at=now()))
    db.session.commit()
    return ready


def _close(payment: Payment) -> None:
    """What is to be paid has become another amount meanwhile."""
    provider = provider_of(payment.order, payment.method)
    session, payment_id = payment.session, payment.id
    end_transaction()
    if session:
        provider.close(session)
    begun = update(Payment).where(Payment.id == payment_id, Payment.status == PaymentStatus.BEGUN)
    rows_changed(begun.values(status=PaymentStatus.FAILED, note="Another amount was due."))
    db.session.commit()
