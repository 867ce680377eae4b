"""The shop is mailed what is wrong with a card: once for each trouble, not for each order."""

import logging

from sqlalchemy import select, update

from storefront.database import db, end_transaction, rows_changed
from storefront.orders.letters import letter_to_shop
from storefront.partner.models import PartnerCard
from storefront.settings import shop_settings

log = logging.getLogger(__name__)


def untold() -> list[int]:
    """The cards whose trouble the shop was not mailed yet. None while it has no address."""
    if not shop_settings().shop_email:
        return []
    new = PartnerCard.trouble != PartnerCard.told
    return list(db.session.scalars(select(PartnerCard.id).where(new, PartnerCard.trouble != "")))


def tell(card_id: int) -> None:
    """Mail it. Commits, and whoever marks it as told first is who mails: of two workers one does.

    What cannot be mailed is tried again by the sweep.
    """
    card = db.session.get_one(PartnerCard, card_id)
    trouble, told = card.trouble, card.told
    owner = card.account.owner
    page = f"/admin/users/{owner.id}" if owner else "/admin/partner/"
    letter = letter_to_shop(
        "a card at 4Over needs your attention", "card", link=page, card=card, owner=owner
    )
    this = update(PartnerCard).where(PartnerCard.id == card_id)
    mine = rows_changed(this.where(PartnerCard.told == told).values(told=trouble))
    db.session.commit()
    if not mine or trouble == told:
        return
    end_transaction()
    try:
        letter.send()
    except Exception as why:
        log.warning("The mail about card %s was not sent: %s", card_id, type(why).__name__)
        rows_changed(this.where(PartnerCard.told == trouble).values(told=told))
        db.session.commit()
