"""Which synchronization the schedule shall start now, if any."""

from sqlalchemy import exists, select

from storefront import times
from storefront.catalog.models import SyncRun, SyncSource
from storefront.catalog.state import state_of
from storefront.clock import now
from storefront.database import db
from storefront.partner.account import NotConnected, shop_account
from storefront.partner.models import Environment
from storefront.settings import Weekday, shop_settings
from storefront.sync.start import usual_source

BY = "schedule"
DAYS = list(Weekday)  # Monday first, as datetime counts them


def due() -> SyncSource | None:
    """Its source for `request_sync`. Each kind comes once a day of the shop at most, and not
    before its hour."""
    settings = shop_settings()
    if times.local(now()).hour < settings.sync_hour:
        return None
    try:
        account = shop_account()
    except NotConnected:
        return None
    environment, usual = account.environment, usual_source(account)
    everything = settings.weekly_sync and DAYS[times.today().weekday()] == settings.sync_day
    if everything and not _started_today(environment):
        return usual
    if settings.refresh_own_prices and usual == SyncSource.CACHE:
        used = state_of(environment)
        if used and used.applied_at and not _started_today(environment, SyncSource.FOUROVER):
            return SyncSource.FOUROVER  # once it is applied, the prices are our own
    if settings.daily_changes and not everything and not _started_today(environment):
        return SyncSource.CHANGES if usual == SyncSource.FOUROVER else usual
    return None


def _started_today(environment: Environment, source: SyncSource | None = None) -> bool:
    query = select(SyncRun.id).where(
        SyncRun.environment == environment,
        SyncRun.started_by == BY,
        SyncRun.started_at >= times.begin_of(times.today()),
    )
    if source:
        query = query.where(SyncRun.source == source)
    return bool(db.session.scalar(select(exists(query))))
