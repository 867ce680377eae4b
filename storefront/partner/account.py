"""Which account at 4Over is used now, for whom, and a client for it."""

import math

from sqlalchemy import select

from storefront.accounts.models import User
from storefront.config import config
from storefront.database import db
from storefront.fourover.client import FourOver
from storefront.page_cache import remembered
from storefront.partner.models import Environment, PartnerAccount
from storefront.partner.throttle import TRIED, throttle_for
from storefront.settings import shop_settings


class NotConnected(Exception):
    """The shop has no account at 4Over in this environment yet; an admin connects one."""


def environment() -> Environment:
    """Where orders and data go now: staging while the shop sends its orders as tests."""
    test = shop_settings().send_orders_as_test
    return Environment.STAGING if test else Environment.PRODUCTION


def account_in(where: Environment, owner_id: int | None = None) -> PartnerAccount | None:
    """The shop's own account there, or that of a user, if one is connected."""
    return db.session.scalar(
        select(PartnerAccount).where(
            PartnerAccount.environment == where,
            PartnerAccount.owner_id == owner_id,
            PartnerAccount.retired_at.is_(None),
        )
    )


def shop_account() -> PartnerAccount:
    """The shop's own account in the present environment. Raises NotConnected."""
    return account_for(None)


def account_for(user: User | None, where: Environment | None = None) -> PartnerAccount:
    """The account that this customer's prices and orders are asked and placed with: his own if he
    has one, else the shop's. A guest is None. Raises NotConnected."""
    where = where or environment()
    account = (account_in(where, user.id) if user else None) or account_in(where)
    if account is None:
        raise NotConnected(f"No 4Over account is connected for {where}.")
    return account


def account_id_for(user_id: int | None, where: Environment) -> int | None:
    """The same as an id, or None, for pages that ask it for each visitor: asked of the database
    once an edition."""
    ids = remembered("accounts in use", _in_use)
    return ids.get((where, user_id)) or ids.get((where, None))


def _in_use() -> dict[tuple[Environment, int | None], int]:
    rows = db.session.execute(
        select(PartnerAccount.environment, PartnerAccount.owner_id, PartnerAccount.id).where(
            PartnerAccount.retired_at.is_(None)
        )
    )
    return {(where, owner_id): account_id for where, owner_id, account_id in rows}


def cache_server_of(account: PartnerAccount) -> str:
    """Where the account's catalog is fetched from, if not from 4Over: "" is 4Over itself."""
    if not account.use_cache_server:
        return ""
    return account.cache_server_url or config().catalog_cache_url


def client_for_page(account: PartnerAccount) -> FourOver:
    """The same for a page that somebody waits for: it gives up early, and waits in its line."""
    seconds = config().page_timeout_seconds
    return client_for(account, within=seconds, patience=seconds / 3)


def client_for(
    account: PartnerAccount, *, within: float | None = None, patience: float | None = None
) -> FourOver:
    """A client that signs as this account. It holds no database row, so it outlives a commit.

    Reads are tried three times; with `within`, only as far as so many seconds allow for all
    together. `patience` is a page's: how many seconds it waits for its turn.
    """
    settings = config()
    url = (
        settings.fourover_staging_url
        if account.environment == Environment.STAGING
        else settings.fourover_production_url
    )
    return FourOver(
        url,
        account.public_key,
        account.private_key,
        throttle=throttle_for(account.fingerprint if account.id else TRIED, patience),
        read_timeout=within or settings.read_timeout_seconds,
        reads_within=within or math.inf,
        pause=settings.read_pause_seconds,
        write_deadline=settings.push_deadline_seconds,
    )
