"""Money that a provider has and that is in no order here: an older database was restored.

What the providers were asked about last is kept in the database, so a restored one knows from when
on it knows nothing. Commits: no transaction is open while a provider is asked.
"""

import logging
from datetime import datetime, timedelta

from sqlalchemy import select

from storefront import failures
from storefront.clock import now
from storefront.database import db
from storefront.money import format_money
from storefront.partner.account import environment
from storefront.payments.methods import PROVIDERS
from storefront.payments.methods.contract import (
    Attention,
    Dispute,
    DisputeState,
    News,
    Provider,
    Repaid,
    Report,
)
from storefront.payments.models import Payment
from storefront.settings import StoredSetting
from storefront.times import day

log = logging.getLogger(__name__)

MISSING, DISPUTED = "find_payment", "find_disputed_payment"  # as failures that staff are told of
LONGEST = timedelta(hours=25)  # from opening a page until it is paid


class MissingPayment(Exception):
    """Money moved with a key of ours, or is disputed, and no payment has it."""


def compare() -> None:
    """Ask each provider what was paid since it was asked last; a person is told of what is not
    here. Raises ProviderDown or ProviderRefused: then it is asked again from the same time on."""
    for provider in list(PROVIDERS.values()):
        if provider.listens():
            _compare(provider)


def tell(news: News, order_number: str = "") -> None:
    """A person looks for its order until it is here. What moved with no key of ours may be another
    shop's, and is let be; but a dispute has to be answered, and money that did not go back has to
    be given another way. Told again, it is the same alert; a dispute that is won has none. Commits.
    """
    if isinstance(news, Report | Repaid) and not (news.key and news.reference):
        return
    if isinstance(news, Dispute) and news.state == DisputeState.KEPT:
        forget(news)
        return
    what = _words(news) + (f" for order {order_number}" if order_number else "")
    log.error("%s is in no order here. Was an older database restored?", what)
    error, until = what, None
    if isinstance(news, Dispute):
        error, until = _of_dispute(news), news.answer_by
    failures.record(*_alert_of(news), MissingPayment(what), error=error, until=until)


def forget(news: News) -> None:
    """Its order is here. Commits."""
    failures.forget(*_alert_of(news))


def _words(news: News) -> str:
    if isinstance(news, Attention):
        return f"{news.payment}: {news.words}"
    what = f"{news.reference} of {format_money(news.amount)}"
    if isinstance(news, Dispute) and news.payment:
        return f"{what}, about {news.payment}"
    return what


def _of_dispute(news: Dispute) -> str:
    """What to do, the day first: an alert is short. It is titled with the dispute's number."""
    amount = format_money(news.amount)
    if news.payment:
        amount += f" of payment {news.payment}"
    if news.state == DisputeState.LOST:
        return f"It was lost: {amount} is gone."
    until = f" by {day(news.answer_by)}" if news.answer_by else ""
    return f"Answer{until} at the provider: {amount} is disputed."


def _alert_of(news: News) -> tuple[str, str]:
    """As a failure, and the provider's number of what it is about."""
    if isinstance(news, Attention):
        return MISSING, news.payment
    return DISPUTED if isinstance(news, Dispute) else MISSING, news.reference


def _compare(provider: Provider) -> None:
    begun, name = now(), f"payments_compared_{provider.key}_{environment()}"
    since = _compared_until(name, provider.key)
    db.session.commit()
    for found in provider.came_since(since - LONGEST) if since else []:
        if not _is_here(found.report):
            tell(found.report, found.order_number)
    db.session.merge(StoredSetting(name=name, value=begun.isoformat()))
    db.session.commit()


def _compared_until(name: str, method: str) -> datetime | None:
    """Nothing is to be compared in a shop that never took money so."""
    stored = db.session.scalar(select(StoredSetting.value).where(StoredSetting.name == name))
    if stored:
        return datetime.fromisoformat(stored)
    newest = select(Payment.made_at).where(Payment.method == method)
    return db.session.scalar(newest.order_by(Payment.made_at.desc()).limit(1))


def _is_here(report: Report) -> bool:
    same = (Payment.key == report.key) | (Payment.reference == report.reference)
    return db.session.scalar(select(Payment.id).where(same).limit(1)) is not None
