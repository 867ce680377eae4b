"""What the schedule starts by itself: everything on its day, changes on the others, our prices."""

import pytest
import time_machine

from storefront.catalog import state
from storefront.catalog.models import CatalogState, SyncRun
from storefront.clock import now
from storefront.database import db
from storefront.partner.models import Environment
from storefront.sync.due import BY, due
from storefront.sync.start import request_sync
from tests.factories import with_settings
from tests.neighbors import mine

SATURDAY, SUNDAY = "2026-03-07T12:00:00Z", "2026-03-08T12:00:00Z"
CACHE = "https://cache.shop.test/catalog-cache"


def started(source):
    run = request_sync(by=BY, source=source)
    run.running = None  # it is over
    db.session.commit()


def in_use(fingerprint):
    used = {"fingerprint": fingerprint, "applied_at": now()}
    db.session.merge(CatalogState(environment=Environment.STAGING, **used))
    db.session.commit()


def test_without_an_account_nothing_is_due(app):
    with_settings(weekly_sync=True, daily_changes=True)

    assert due() is None


@pytest.mark.usefixtures("account")
class TestFromFourOver:
    @time_machine.travel(SATURDAY, tick=False)
    def test_everything_is_due_once_a_week_unless_staff_say_no(self):
        assert due() == "4over"
        with_settings(weekly_sync=False)
        assert due() is None

    @time_machine.travel(SATURDAY, tick=False)
    def test_everything_once_on_saturday(self):
        with_settings(weekly_sync=True, daily_changes=True)

        assert due() == "4over"
        started("4over")
        assert due() is None

    @time_machine.travel(SUNDAY, tick=False)
    def test_changes_once_on_the_other_days(self):
        with_settings(weekly_sync=True, daily_changes=True)

        assert due() == "changes"
        started("changes")
        assert due() is None

    def test_days_and_hours_are_those_of_the_shops_zone(self):
        with_settings(weekly_sync=True, sync_hour=3, time_zone="America/Los_Angeles")

        with time_machine.travel("2026-03-07T10:59:00Z", tick=False):  # 2:59 AM there
            assert due() is None
        with time_machine.travel("2026-03-07T11:00:00Z", tick=False):
            assert due() == "4over"
            started("4over")
        with time_machine.travel("2026-03-08T07:59:00Z", tick=False):  # there, still Saturday
            assert due() is None
        with time_machine.travel("2026-03-15T06:59:00Z", tick=False):  # the next one
            assert due() == "4over"

    @time_machine.travel(SUNDAY, tick=False)
    def test_the_day_is_a_setting(self):
        with_settings(weekly_sync=True, sync_day="Sunday")

        assert due() == "4over"

    @time_machine.travel(SUNDAY, tick=False)
    def test_what_staff_started_does_not_count(self):
        with_settings(daily_changes=True)
        run = request_sync(by="pat@shop.test")
        run.running = None
        db.session.commit()

        assert due() == "changes"


class TestFromACacheServer:
    @pytest.fixture
    def settings(self):
        return {"catalog_cache_url": CACHE}

    @pytest.fixture(autouse=True)
    def use_it(self, account):
        account.use_cache_server = True
        db.session.commit()

    @time_machine.travel(SATURDAY, tick=False)
    def test_the_cache_server_is_asked(self):
        with_settings(weekly_sync=True)

        assert due() == "cache"

    @time_machine.travel(SUNDAY, tick=False)
    def test_another_accounts_prices_are_replaced_by_our_own_in_the_background(self):
        with_settings(refresh_own_prices=True)
        assert due() is None  # first there must be a catalog
        in_use("another")
        assert state.prices_are_estimates(Environment.STAGING)

        assert due() == "4over"
        started("4over")
        assert due() is None

    @time_machine.travel(SATURDAY, tick=False)
    def test_our_own_prices_are_not_given_up_again(self, account):
        with_settings(refresh_own_prices=True, weekly_sync=True)
        in_use(account.fingerprint)
        assert not state.prices_are_estimates(Environment.STAGING)

        assert due() == "4over"

    @time_machine.travel(SATURDAY, tick=False)
    def test_unless_that_is_what_staff_ask_for(self, account):
        with_settings(refresh_own_prices=True)
        in_use(account.fingerprint)

        assert request_sync(by="pat@shop.test", source="cache").source == "cache"
        assert mine(SyncRun).count() == 1
