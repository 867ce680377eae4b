"""Paying an order at a provider's page. Commits: no transaction is open while the provider is
asked.

A payment's page is shown to nobody before the payment says which it is. So one that has none yet
can be let be, and for one that has, no second is ever opened.
"""

import secrets

from sqlalchemy import update

from storefront.config import config
from storefront.database import NotUnique, db, rows_changed, unique
from storefront.money import format_money
from storefront.orders.models import Cleared, Order
from storefront.payments.checking import begun_of, learn, let_be
from storefront.payments.extra import due_now
from storefront.payments.methods import PROVIDERS, in_its_environment, provider_of
from storefront.payments.methods.contract import Due, Provider, ProviderFailed, ProviderRefused
from storefront.payments.models import Payment, PaymentStatus
from storefront.payments.underway import AWAITED
from storefront.reaching import write_to_us


class NothingToPay(Exception):
    """The order is paid, canceled, or not to be paid at a provider's page. The text says it to the
    customer."""

    def __init__(self, order: Order) -> None:
        super().__init__(
            too_little(order)
            or "There is nothing to pay here. This page shows where the order stands."
            if in_its_environment(order)
            else "This order can't be paid here at the moment."
            + write_to_us(" Please write to {us}.")
        )


class BeingChecked(NothingToPay):
    """It was paid, and the bank has not said yet whether the money comes."""

    def __init__(self) -> None:
        Exception.__init__(self, AWAITED)


def may_be_paid_now(order: Order) -> bool:
    """There is a page of a provider's where the customer can pay what is not paid."""
    provider = _taken_by(order)
    return provider is not None and due_now(order) >= provider.least


def too_little(order: Order) -> str:
    """Why what is not paid cannot be paid there, for the customer: it is less than the provider
    takes."""
    provider, left = _taken_by(order), due_now(order)
    if provider is None or not 0 < left < provider.least:
        return ""
    least = format_money(provider.least)
    here = f"{format_money(left)} is too little to be paid here: at least {least} has to be due."
    return here + write_to_us(" Please write to {us} about it.")


def _taken_by(order: Order) -> Provider | None:
    """Who takes its money: the one that was chosen; for an extra on account, which is to be paid
    now, any that customers are offered."""
    if not in_its_environment(order):
        return None
    if order.cleared_how == Cleared.ON_ACCOUNT and order.waiting_for_extra:
        return next((one for one in PROVIDERS.values() if one.listens()), None)
    return PROVIDERS.get(order.payment_method)


def start(order_id: int) -> str:
    """Where the customer goes to pay what is not paid of the order: from two tabs, to one page.

    Raises NothingToPay, BeingChecked, ProviderDown or ProviderRefused. Commits.
    """
    order = db.session.get_one(Order, order_id)
    begun = begun_of(order)
    if begun is not None and in_its_environment(order) and (page := _page_of(begun)):
        return page
    if not may_be_paid_now(order):
        raise NothingToPay(order)
    return _open(begun_of(order) or _begin(order))


def _page_of(begun: Payment) -> str:
    """Of one that is open: none if it was never opened, or is over."""
    if begun.session is None:
        if begun.amount != due_now(begun.order):
            let_be(begun, "Another amount was due before its page was opened.")
        return ""
    _, page = learn(begun)
    if begun.status == PaymentStatus.BEGUN and not page:
        raise BeingChecked
    return page


def _begin(order: Order) -> Payment:
    provider = _taken_by(order)
    assert provider
    payment = Payment(
        order_id=order.id,
        method=provider.key,
        key=secrets.token_hex(16),
        amount=due_now(order),
        status=PaymentStatus.BEGUN,
    )
    try:
        with unique(Payment.order_id), db.session.begin_nested():
            db.session.add(payment)
    except NotUnique:  # another tab was quicker
        quicker = begun_of(order)
        if quicker is None:
            raise NothingToPay(order) from None
        return quicker
    return payment


def _due(payment: Payment) -> Due:
    order = payment.order
    assert payment.key
    back = f"{config().public_url.rstrip('/')}/orders/{order.number}?paying=1"
    return Due(payment.key, payment.amount, order.number, order.email, back)


def _open(payment: Payment) -> str:
    """Its page. Asked again with the same key, a provider repeats what it answered: so the key is
    asked with again only after no answer."""
    order, provider, due = payment.order, provider_of(payment.order, payment.method), _due(payment)
    first = update(Payment).where(Payment.id == payment.id, Payment.session.is_(None))
    first = first.where(Payment.status == PaymentStatus.BEGUN)
    db.session.commit()
    try:
        opened = provider.open(due)
    except (ProviderFailed, ProviderRefused) as trouble:
        let_be(payment, f"Its page could not be opened: {trouble}"[:1000])
        raise
    rows_changed(first.values(session=opened.session))
    db.session.commit()
    if payment.status != PaymentStatus.BEGUN:  # another tab has let it be meanwhile
        raise NothingToPay(order)
    return opened.url if payment.session == opened.session else start(order.id)
