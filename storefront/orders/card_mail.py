"""The shop is mailed what is wrong with a card: once for each trouble, not for each order."""

import logging
from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select, update

from storefront.clock import now
from storefront.config import config
from storefront.database import db, end_transaction, rows_changed
from storefront.orders.letters import letter_to_shop
from storefront.partner.models import PartnerCard
from storefront.settings import shop_settings

log = logging.getLogger(__name__)


def untold() -> list[int]:
    """The cards whose trouble the shop was not mailed yet. None while it has no address."""
    if not shop_settings().shop_email:
        return []
    return list(db.session.scalars(select(PartnerCard.id).where(_to_tell())))


def tell(card_id: int) -> None:
    """Mail it. Commits, and whoever claims it first is who mails: of two workers one does.

    What was not mailed, also because the worker died, is tried again by the sweep once its claim
    has run out; if the worker dies while sending, it may go out a second time.
    """
    card = db.session.get_one(PartnerCard, card_id)
    owner, trouble = card.account.owner, card.trouble
    page = f"/admin/users/{owner.id}" if owner else "/admin/partner/"
    letter = letter_to_shop(
        "a card at 4Over needs your attention", "card", link=page, card=card, owner=owner
    )
    same = update(PartnerCard).where(PartnerCard.id == card_id, PartnerCard.trouble == trouble)
    mine = rows_changed(same.where(_to_tell()).values(telling_since=now()))
    db.session.commit()
    if not mine:
        return
    end_transaction()
    try:
        letter.send()
    except Exception as why:
        log.warning("The mail about card %s was not sent: %s", card_id, type(why).__name__)
        return
    rows_changed(same.values(told=trouble, telling_since=None))
    db.session.commit()


def _to_tell() -> ColumnElement[bool]:
    """It is in trouble, nobody was mailed of that, and nobody is mailing it now."""
    patience = timedelta(seconds=config().notice_retry_seconds)
    free = or_(PartnerCard.telling_since.is_(None), PartnerCard.telling_since < now() - patience)
    return (PartnerCard.trouble != PartnerCard.told) & (PartnerCard.trouble != "") & free
