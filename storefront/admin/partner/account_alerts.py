"""What needs a person about the accounts at 4Over and their cards."""

from collections.abc import Iterator

from flask import url_for
from sqlalchemy import select

from storefront.admin.alert import Alert, page_of
from storefront.admin.blueprint import may_enter
from storefront.database import db
from storefront.orders.going_on import former_accounts
from storefront.orders.outlook import rest_words
from storefront.partner.card_check import in_use
from storefront.partner.models import PartnerAccount, PartnerCard
from storefront.settings import shop_settings


def account_alerts() -> Iterator[Alert]:
    """Sending at rest, cards in trouble, and whether 4Over is active."""
    url = page_of("admin.partner")
    opened = select(PartnerAccount).where(PartnerAccount.breaker_opened_at.is_not(None))
    for account in db.session.scalars(opened):
        title = f"Sending is on hold until 4Over answers again ({whose(account)})"
        text = f"{rest_words(account)} {account.breaker_reason}"
        yield Alert("bad", title, text, url)
    troubled = select(PartnerCard).where(in_use(), PartnerCard.trouble != "")
    for card in db.session.scalars(troubled):
        title = f"{card} of {whose(card.account)}"
        yield Alert("warn", title, card.trouble, _account_page(card.account))
    without = PartnerAccount.owner_id.is_not(None) & PartnerAccount.retired_at.is_(None)
    for account in db.session.scalars(select(PartnerAccount).where(without)):
        if account.card is None:
            title = f"No card is chosen for {whose(account)}"
            yield Alert("warn", title, "Orders placed with it wait.", _account_page(account))
    for account, orders in former_accounts():
        if account.test_result:
            title = f"4Over does not accept the keys of {whose(account)}, a former one"
            those = "1 order goes" if orders == 1 else f"{orders} orders go"
            text = f"{those} on with it. Enter keys that work. {account.test_result}"
            keys = url_for("admin.account_keys", account_id=account.id)
            yield Alert("bad", title, text, keys if may_enter("admin.account_keys") else "")
    if not shop_settings().active:
        yield Alert("info", "4Over is not active", "Customers see none of its products.", url)


def whose(account: PartnerAccount) -> str:
    owner = f"{account.owner.email}'s own account" if account.owner else "the shop's account"
    return f"{owner} ({account.environment})"


def _account_page(account: PartnerAccount) -> str:
    if account.owner_id is None:
        return page_of("admin.partner")
    return url_for("admin.user", user_id=account.owner_id) if may_enter("admin.user") else ""
