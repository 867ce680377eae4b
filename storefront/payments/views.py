"""The way to a provider's page, and what the provider sends."""

import logging
from datetime import timedelta

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from storefront import failures, jobs
from storefront.database import db
from storefront.extensions import csrf, limiter
from storefront.orders.models import Order
from storefront.orders.views import my_order_or_404, order_page
from storefront.payments import missing
from storefront.payments.blueprint import bp
from storefront.payments.confirming import UnknownPayment, confirm, warn
from storefront.payments.disputes import disputed
from storefront.payments.given_back import repaid
from storefront.payments.methods import PROVIDERS
from storefront.payments.methods.contract import (
    Attention,
    Dispute,
    Forged,
    ProviderDown,
    ProviderRefused,
    Repaid,
    Report,
)
from storefront.payments.paying import BeingChecked, NothingToPay, may_be_paid_now, start
from storefront.queue import enqueue
from storefront.reaching import write_to_us

log = logging.getLogger(__name__)

# as failures that staff are told of
OPENING, HEARING = "open_payment", "hear_provider"
SELDOM = timedelta(hours=1)  # a stranger may send as many false webhooks as they like
NOT_NOW = (
    "We can't reach the page to pay on right now. Your order is placed: please try again in a few "
    "minutes by the button below."
)
NOT_HERE = "Your order is placed, but it can't be paid here at the moment. We have been told."
ASK_HOW = " To learn how to pay, please write to {us}."
MOST = 1_000_000  # bytes of a webhook


@bp.post("/orders/<number>/payment")
@limiter.limit("30 per hour")
def pay(number: str) -> ResponseReturnValue:
    """On to the provider's page, also for a second try."""
    order = my_order_or_404(number)
    try:
        return _on_to(order)
    except BeingChecked:
        return order_page(my_order_or_404(number)), 409  # which says so
    except NothingToPay as trouble:
        db.session.rollback()
        flash(str(trouble), "warn")
        return order_page(my_order_or_404(number)), 409
    except (ProviderDown, ProviderRefused) as trouble:
        flash(_not_opened(number, trouble), "warn")
        return order_page(my_order_or_404(number)), 503


def go_on_to_pay(order: Order) -> ResponseReturnValue | None:
    """For an order that was placed a moment ago: to where it is paid, if that is elsewhere."""
    if not may_be_paid_now(order):
        return None
    number = order.number
    try:
        return _on_to(order)
    except NothingToPay as trouble:
        db.session.rollback()
        flash(str(trouble), "warn")
    except (ProviderDown, ProviderRefused) as trouble:
        flash(_not_opened(number, trouble), "warn")
    return redirect(url_for("orders.order", number=number))


def _on_to(order: Order) -> ResponseReturnValue:
    number = order.number
    page = start(order.id)
    failures.forget(OPENING, number)
    return redirect(page, 303)


def _not_opened(number: str, trouble: ProviderDown | ProviderRefused) -> str:
    """What the customer reads. Staff are told, until it has worked. Commits."""
    db.session.rollback()
    log.error("The page to pay order %s on was not opened: %s", number, trouble)
    failures.record(OPENING, number, trouble, error=str(trouble))
    return NOT_NOW if isinstance(trouble, ProviderDown) else NOT_HERE + write_to_us(ASK_HOW)


@bp.post("/payments/<key>/webhook")
@csrf.exempt  # type: ignore[untyped-decorator]
def webhook(key: str) -> ResponseReturnValue:
    """Signed by the provider, over the body as it came. Whatever was heard before changes nothing.
    What is not ours yet is 404, and the provider tells it again; what may be another's is let be,
    but staff are told of what a person must see to."""
    provider = PROVIDERS.get(key) or abort(404)
    request.max_content_length = MOST
    try:
        news = provider.heard(request.get_data(), dict(request.headers))
    except Forged as trouble:
        _distrust(key, trouble)
        abort(400)
    failures.forget(HEARING, key)
    ready = []
    try:
        if isinstance(news, Report):
            ready = [item.id for item in confirm(news, key)]
        elif isinstance(news, Attention):
            warn(news, key)
        elif isinstance(news, Dispute):
            disputed(news, key)
        elif news is not None:
            repaid(news, key)
    except UnknownPayment:
        db.session.rollback()
        assert news
        missing.tell(news)
        if isinstance(news, Report | Repaid) and news.key:
            abort(404)
        return "", 204
    db.session.commit()
    if news is not None:
        missing.forget(news)
    for item_id in ready:
        enqueue(jobs.push_order_item, item_id)
    return "", 204


def _distrust(key: str, trouble: Forged) -> None:
    """Signed, by one that takes money here: is our secret wrong, or a clock? Commits."""
    if str(trouble) and PROVIDERS[key].listens() and failures.is_new(HEARING, key, SELDOM):
        log.error("A webhook for %s was refused: %s", key, trouble)
        failures.record(HEARING, key, trouble, error=str(trouble))
