"""Fetching the whole catalog from 4Over: complete, or not at all."""

import json
import re

import pytest
import requests

from storefront.catalog import sync
from storefront.catalog.crawl import Crawl
from storefront.catalog.fetching import Fetching, Incomplete
from storefront.catalog.models import Product, SyncStatus
from storefront.catalog.snapshot import Snapshot, latest
from storefront.catalog.sync_work import snapshot_folder
from storefront.extensions import db
from storefront.fourover.client import FourOver
from storefront.fourover.errors import FourOverError
from storefront.partner.models import Environment
from tests.catalog.conftest import worked

FAKE = "https://fake.fourover.test"


class Catalog:
    """4Over's catalog over HTTP, a few products of it, with whatever may go wrong."""

    def __init__(self, http, many=45):
        self.uuids = [f"p-{number:03}" for number in range(many)]
        self.total = many
        self.troubles = {}  # offset or product: what to answer, as often as it is listed
        self.asked = []
        self.shown = lambda offset: self.uuids[offset : offset + 20]
        self.base_price = "6.50"
        for path, answer in (
            ("categories", self.categories),
            ("categories/cat/products", self.category_products),
            ("productsfeed", self.feed),
            (r"products/[^/]+/baseprices", self.base_prices),
        ):
            http.add_callback(
                "GET", re.compile(f"{FAKE}/printproducts/{path}([?].*)?$"), callback=answer
            )

    def categories(self, request):
        return self._answer({"entities": [self._category()], "totalResults": 1})

    def category_products(self, request):
        listed = self.uuids[int(request.params["offset"]) :][:100]
        entities = [{"product_uuid": uuid, "product_code": uuid} for uuid in listed]
        return self._answer({"entities": entities, "totalResults": len(self.uuids)})

    def feed(self, request):
        if uuid := request.params.get("product_uuid"):
            self.asked.append(uuid)
            return self._answer({"entities": [self._product(uuid)], "totalResults": 1})
        offset = int(request.params["offset"])
        self.asked.append(offset)
        if self.troubles.get(offset):
            return self.troubles[offset].pop(0)
        entities = [self._product(uuid) for uuid in self.shown(offset)]
        return self._answer({"entities": entities, "totalResults": self.total})

    def base_prices(self, request):
        uuid = request.path_url.split("/")[3]
        self.asked.append(uuid)
        if self.troubles.get(uuid):
            return self.troubles[uuid].pop(0)
        row = {
            "base_price_uuid": "b", "product_baseprice": self.base_price, "runsize": "500",
            "runsize_uuid": "r", "colorspec_uuid": "c", "colorspec": "4/4",
        }  # fmt: skip
        return self._answer({"entities": [row], "totalResults": 1})

    def _product(self, uuid):
        row = {
            "option_uuid": "t", "option_name": "224", "runsize_uuid": "r", "colorspec_uuid": "c",
            "option_prices_list": [],
        }  # fmt: skip
        turnaround = {
            "product_option_group_uuid": "f80e8179-b264-42ce-9f80-bb258a09a1fe",
            "product_option_group_name": "Turn-Around",
            "minoccurs": 1,
            "maxoccurs": 1,
            "options": [row],
        }
        return {
            "product_uuid": uuid,
            "product_code": uuid,
            "product_description": "Cards",
            "categories": [self._category()],
            "product_option_groups": [turnaround],
        }

    def _category(self):
        return {"category_uuid": "cat", "category_name": "Cards"}

    def _answer(self, data):
        return 200, {}, json.dumps(data)


@pytest.fixture
def catalog(http):
    return Catalog(http)


def crawl(report=lambda progress: None, workers=2, tries=1):
    client = FourOver(FAKE, "public", "private", tries=tries, sleep=lambda seconds: None)
    fetching = Fetching(report, workers, first_pause=0)
    return Crawl(client, snapshot_folder(), Environment.STAGING, "account", fetching).run()


def entries(manifest):
    return list(Snapshot(snapshot_folder(), manifest.name, Environment.STAGING).entries())


def nothing_is_published():
    return latest(snapshot_folder(), Environment.STAGING) is None


def test_every_product_is_fetched_with_its_prices(catalog):
    manifest = crawl()

    assert (manifest.products, manifest.quarantined) == (45, 0)
    assert sorted(entry.uuid for entry in entries(manifest)) == catalog.uuids
    assert not (snapshot_folder() / "crawl-staging").exists()


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

    with pytest.raises(Incomplete, match="shows only 20 different ones"):
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

    client = FourOver(FAKE, "other", "private", tries=1)
    fetching = Fetching(lambda progress: None, 1, first_pause=0)
    Crawl(client, snapshot_folder(), Environment.STAGING, "other", fetching).run()

    assert "p-000" in catalog.asked


@pytest.mark.parametrize("cost", [None, "-1", "1000000000", "12,50", "free"])
def test_a_product_with_an_impossible_price_is_kept_aside(catalog, cost):
    catalog.uuids, catalog.total = catalog.uuids[:3], 3
    catalog.base_price = cost

    manifest = crawl()

    assert (manifest.products, manifest.quarantined) == (3, 3)
    assert all("product_baseprice" in entry.quarantine for entry in entries(manifest))


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
        run = sync.request_sync(by="pat@shop.test")
        db.session.commit()
        return worked(run)

    def test_everything_it_shows_is_in_the_catalog_afterwards(self, account):
        run = self.a_sync()

        assert (run.status, run.error) == (SyncStatus.DONE, "")
        assert run.report["products"] == run.report["added"] == 60
        assert db.session.query(Product).count() == 60
        assert run.progress["total"] == 60

    def test_when_fourover_is_dead_nothing_is_withdrawn(self, account, sandbox_url):
        self.a_sync()
        requests.post(f"{sandbox_url}/sandbox/api/faults", json={"name": "down"}, timeout=5)

        run = self.a_sync()

        assert run.status == SyncStatus.FAILED
        assert run.error
        assert db.session.query(Product).filter_by(available=True).count() == 60
