"""Fetching the whole catalog from 4Over: complete, or not at all."""

import re
import time

import pytest
import requests

from storefront.catalog.models import Product, SyncStatus
from storefront.database import db
from storefront.fourover.errors import FourOverError, Unclear
from storefront.storage.opening import store
from storefront.sync import start
from storefront.sync.fetching import Fetching, FetchingStopped, Incomplete
from tests.neighbors import mine
from tests.sync.conftest import run_of, worked
from tests.sync.feed import Catalog, crawl, entries, nothing_is_published


@pytest.fixture
def catalog(http):
    return Catalog(http)


def test_every_product_is_fetched_with_its_prices(catalog):
    manifest = crawl()

    assert (manifest.products, manifest.quarantined) == (45, 0)
    assert sorted(entry.uuid for entry in entries(manifest)) == catalog.uuids
    assert not (store().incoming / "crawl-staging").exists()


def test_an_empty_catalog_is_no_catalog(catalog):
    catalog.uuids, catalog.total = [], 0

    with pytest.raises(Incomplete, match="no products at all"):
        crawl()


def test_half_the_list_is_not_published(catalog):
    catalog.uuids = catalog.uuids[:25]

    with pytest.raises(Incomplete):
        crawl()
    assert nothing_is_published()


def test_the_same_page_for_ever_is_not_published(catalog):
    first, catalog.uuids = catalog.uuids[:20], catalog.uuids[:20]
    catalog.shown = lambda offset: first

    with pytest.raises(Incomplete, match="sent only 20 different ones"):
        crawl()
    assert nothing_is_published()


def test_a_product_that_slipped_between_two_pages_is_fetched_by_itself(catalog):
    """As when a product is added while we walk: one comes twice, and another not at all."""
    all_ = catalog.uuids
    catalog.shown = lambda offset: [*all_[:20], *all_[19:39], *all_[39:44]][offset : offset + 20]

    manifest = crawl()

    assert manifest.products == 45
    assert {entry.uuid for entry in entries(manifest)} == set(all_)


def test_a_page_that_fails_is_tried_again(catalog):
    catalog.troubles[20] = [(500, {}, "Internal Server Error")]

    assert crawl().products == 45


@pytest.mark.parametrize("body", ["", "Too many requests", "<html>"])
def test_what_is_no_answer_is_asked_again(catalog, body):
    catalog.troubles[20] = [(200, {}, body)]

    assert crawl().products == 45


def test_a_short_page_in_the_middle_is_filled_up(catalog):
    all_ = catalog.uuids
    catalog.shown = lambda offset: all_[offset : offset + (7 if offset == 20 else 20)]

    assert crawl().products == 45


def test_a_page_that_cannot_be_had_stops_the_crawl_and_the_rest_is_kept(catalog):
    catalog.troubles[40] = [(500, {}, "no")] * 9

    with pytest.raises(Incomplete, match="Products from 40 on"):
        crawl(workers=1)
    assert nothing_is_published()

    catalog.troubles, catalog.asked = {}, []
    assert crawl().products == 45
    assert 0 in catalog.asked  # how many there are
    assert 20 not in catalog.asked
    assert "p-000" not in catalog.asked


def test_pages_of_another_account_are_not_gone_on_with(catalog):
    catalog.troubles[40] = [(500, {}, "no")] * 9
    with pytest.raises(Incomplete):
        crawl(workers=1)
    catalog.troubles, catalog.asked = {}, []

    crawl(workers=1, fingerprint="other")

    assert "p-000" in catalog.asked


@pytest.mark.parametrize("cost", [None, "-1", "1000000000", "12,50", "free"])
def test_a_product_with_an_impossible_price_is_kept_aside(catalog, cost):
    catalog.uuids, catalog.total = catalog.uuids[:3], 3
    catalog.base_price = cost

    manifest = crawl()

    assert (manifest.products, manifest.quarantined) == (3, 3)
    assert all("product_baseprice" in entry.quarantine for entry in entries(manifest))


HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "NUL": "Cards\x00\x00",
    "a lone surrogate": "Cards \ud800",
    "right to left": "\u202eCards\u2066",
    "a megabyte": "Cards " * 200_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_comes_in_as_harmless_text(catalog, account, browser, text):
    catalog.described["p-000"] = text
    catalog.uuids, catalog.total = catalog.uuids[:3], 3
    manifest = crawl()

    run_of(manifest)

    said = mine(Product).filter_by(uuid="p-000").one().partner_name
    assert 0 < len(said) <= 500
    assert not re.search("[\x00\ud800-\udfff\u202e\u2066]", said)
    page = browser.get("/products/p-000/").text
    assert "<h1>Cards" in page
    assert "<script>" not in page.lower()


def test_refused_keys_end_it_at_once(catalog):
    catalog.troubles[0] = [(401, {}, "{}")] * 99

    with pytest.raises(FourOverError):
        crawl()
    assert catalog.asked == [0]


def test_it_stops_when_it_is_told_to(catalog):
    class Enough(Exception):
        pass

    def report(progress):
        if progress.products:
            raise Enough

    with pytest.raises(Enough):
        crawl(report, workers=1)
    assert nothing_is_published()
    assert len(catalog.asked) < 45


def test_while_fourover_is_busy_everybody_rests():
    """One piece fails; no other piece asks again before the pause is over."""
    asked = []

    def piece(place):
        fetching.wait_for_my_turn()
        asked.append(time.monotonic())
        if place == 0 and len(asked) == 1:
            raise Unclear("Too many requests", status=429)
        return 1

    fetching = Fetching(lambda progress: None, workers=1, first_pause=0.3)
    fetching.all({place: lambda place=place: piece(place) for place in range(3)})

    assert asked[1] - asked[0] >= 0.3
    assert fetching.progress.products == 3
    assert fetching.progress.causes == {"Unclear, 429": 1}
    assert round(fetching.progress.paused, 1) == 0.3


def test_many_that_fail_at_once_are_one_trouble():
    """All workers had asked when 4Over became busy: that is no reason to give up."""
    failed = set()

    def piece(place):
        fetching.wait_for_my_turn()
        if place not in failed:
            failed.add(place)
            time.sleep(0.05)
            raise Unclear("Too many requests", status=429)
        return 1

    fetching = Fetching(lambda progress: None, workers=8, first_pause=0.3)
    fetching.all({place: lambda place=place: piece(place) for place in range(8)})

    assert fetching.progress.products == 8
    assert fetching.progress.paused < 1


def test_without_a_pause_they_would_ask_on():
    """Negative control of the rest."""
    asked = []

    def piece():
        fetching.wait_for_my_turn()
        asked.append(time.monotonic())
        if len(asked) == 1:
            raise Unclear("Too many requests", status=429)
        return 1

    fetching = Fetching(lambda progress: None, workers=1, first_pause=0)
    fetching.all(dict.fromkeys(range(3), piece))

    assert asked[-1] - asked[0] < 0.2


def test_what_rests_still_stops_at_once():
    class Enough(Exception):
        pass

    def report(progress):
        if progress.failures:
            raise Enough

    def piece():
        fetching.wait_for_my_turn()
        raise Unclear("busy", status=503)

    fetching = Fetching(report, workers=2, first_pause=60)
    began = time.monotonic()
    with pytest.raises((Enough, FetchingStopped)):
        fetching.all(dict.fromkeys(range(3), piece))

    assert time.monotonic() - began < 5


def test_an_absurd_total_is_not_believed(catalog):
    catalog.total = 10**9

    with pytest.raises(Incomplete, match="cannot be"):
        crawl()


class TestAgainstTheSandbox:
    @pytest.fixture
    def settings(self, sandbox_url):
        return {"fourover_staging_url": sandbox_url}

    @pytest.fixture
    def account(self, account):
        account.public_key, account.private_key = "sandbox_public", "sandbox-private-key"
        db.session.commit()

    def a_sync(self):
        run = start.request_sync(by="pat@shop.test")
        db.session.commit()
        return worked(run)

    def test_everything_it_shows_is_in_the_catalog_afterwards(self, account):
        run = self.a_sync()

        assert (run.status, run.error) == (SyncStatus.DONE, "")
        assert run.report["products"] == run.report["added"] == 60
        assert mine(Product).count() == 60
        assert run.progress["total"] == run.progress["products"] == 60

    def test_when_fourover_is_dead_nothing_is_withdrawn(self, account, sandbox_url):
        self.a_sync()
        requests.post(f"{sandbox_url}/sandbox/api/faults", json={"name": "down"}, timeout=5)

        run = self.a_sync()

        assert run.status == SyncStatus.FAILED
        assert run.error
        assert mine(Product).filter_by(available=True).count() == 60
