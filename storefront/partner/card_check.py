"""Whether the cards that orders are charged to can still be charged. Each night 4Over is asked."""

import logging
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, exists, or_, select, update

from storefront.clock import now
from storefront.config import config
from storefront.database import db, end_transaction, rows_changed
from storefront.fourover.errors import FourOverError, Refused
from storefront.fourover.replies import PaymentProfile
from storefront.partner.account import client_for
from storefront.partner.models import Environment, PartnerAccount, PartnerCard, UserCard
from storefront.text import clean
from storefront.times import begin_of, today

log = logging.getLogger(__name__)

SOON = timedelta(days=30)


class CardNotUsable(Exception):
    """4Over does not list that card, or it cannot be charged. The text says which."""


def chargeable(listed: Sequence[PaymentProfile], token: str, where: Environment) -> PaymentProfile:
    """The card, as 4Over lists it now. Raises CardNotUsable where it is gone, expired, or a Dummy
    that would have to pay for a real order."""
    card = next((card for card in listed if card.token == token), None)
    if card is None:
        raise CardNotUsable("The chosen card is not on the 4Over account any more.")
    if card.dummy and where == Environment.PRODUCTION:
        raise CardNotUsable("The chosen card is a Dummy; a real order needs a real one.")
    if ends_before(card, today()):
        raise CardNotUsable(f"The chosen card has expired: it was valid thru {card.valid_thru}.")
    return card


def may_be_charged(card: PaymentProfile, where: Environment) -> bool:
    try:
        return bool(chargeable([card], card.token, where))
    except CardNotUsable:
        return False


def ends_before(card: PaymentProfile, day: date) -> bool:
    return card.last_day is not None and card.last_day < day


def in_use() -> ColumnElement[bool]:
    """The condition for the cards that new orders are charged to."""
    for_users = exists().where(UserCard.card_id == PartnerCard.id)
    current = PartnerCard.account.has(PartnerAccount.retired_at.is_(None))
    return or_(PartnerCard.chosen, for_users) & current


def to_check() -> list[int]:
    """The accounts that have such a card, and were not asked about since the shop's midnight."""
    used = select(PartnerCard.account_id).where(in_use())
    due = select(PartnerAccount.id).where(PartnerAccount.id.in_(used), _not_tonight())
    return list(db.session.scalars(due))


def check(account_id: int) -> None:
    """Ask 4Over for the account's cards, once a night, and note on each what is wrong with it, or
    with the keys. The caller commits. Where 4Over does not answer, nothing is changed, and the next
    night comes.

    Commits before it asks, so that of two workers one does.
    """
    this = update(PartnerAccount).where(PartnerAccount.id == account_id, _not_tonight())
    mine = rows_changed(this.values(cards_asked_at=now()))
    db.session.commit()
    if not mine:
        return
    account = db.session.get_one(PartnerAccount, account_id)
    client = client_for(account, within=config().page_timeout_seconds)
    end_transaction()
    try:
        listed = client.payment_profiles()
    except FourOverError as trouble:
        log.warning("The cards of account %s were not checked: %s", account_id, trouble)
        if isinstance(trouble, Refused) and trouble.credentials:
            account.tested_at, account.test_result = now(), clean(trouble.sentence, 500)
        return
    if account.test_result:
        account.tested_at, account.test_result = now(), ""
    those = PartnerCard.account_id == account_id
    for card in db.session.scalars(select(PartnerCard).where(in_use(), those)):
        card.trouble = _trouble(card, listed, account.environment)


def _not_tonight() -> ColumnElement[bool]:
    """They were not asked about since midnight, by the shop's clock."""
    asked = PartnerAccount.cards_asked_at
    return or_(asked.is_(None), asked < begin_of(today()))


def _trouble(card: PartnerCard, listed: Sequence[PaymentProfile], where: Environment) -> str:
    try:
        found = chargeable(listed, card.token, where)
    except CardNotUsable as why:
        return str(why)
    card.valid_thru = found.valid_thru
    return _ends_soon(found)


def charged_well(card: PartnerCard) -> None:
    """4Over charged it now: what was wrong with it before is over. The caller commits."""
    if card.trouble:
        card.trouble = _ends_soon(card.profile)


def _ends_soon(card: PaymentProfile) -> str:
    if not ends_before(card, today() + SOON):
        return ""
    return f"The chosen card expires soon: it is valid thru {card.valid_thru}."
