"""Which account at 4Over the shop uses now, and a client for it."""

import math

from sqlalchemy import select

from storefront.config import config
from storefront.database import db
from storefront.fourover.client import FourOver
from storefront.partner.models import Environment, PartnerAccount
from storefront.partner.throttle import throttle_for
from storefront.settings import shop_settings


class NotConnected(Exception):
    """The shop has no account at 4Over in this environment yet; an admin connects one."""


def environment() -> Environment:
    """Where orders and data go now: staging while the shop sends its orders as tests."""
    test = shop_settings().send_orders_as_test
    return Environment.STAGING if test else Environment.PRODUCTION


def account_in(where: Environment) -> PartnerAccount | None:
    """The shop's own account there, if one is connected."""
    return db.session.scalar(
        select(PartnerAccount).where(
            PartnerAccount.environment == where, PartnerAccount.is_the_shops()
        )
    )


def shop_account() -> PartnerAccount:
    """The shop's own account in the present environment. Raises NotConnected."""
    account = account_in(environment())
    if account is None:
        raise NotConnected(f"No 4Over account is connected for {environment()}.")
    return account


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
        throttle=throttle_for(account.fingerprint, patience),
        read_timeout=within or settings.read_timeout_seconds,
        reads_within=within or math.inf,
        pause=settings.read_pause_seconds,
        write_deadline=settings.push_deadline_seconds,
    )
