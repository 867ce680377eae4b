"""Between two whole crawls only what changed is fetched, and nothing is ever withdrawn by it."""

from datetime import timedelta

import msgspec
import pytest

from storefront.clock import now
from storefront.storage.opening import store
from storefront.sync.delta import OLDEST, OVERLAP, NotEnough
from storefront.sync.fetching import Incomplete
from storefront.sync.snapshot_store import keep_manifest
from tests.sync.feed import Catalog, crawl, delta, entries


@pytest.fixture
def catalog(http):
    return Catalog(http)


def test_what_changed_takes_its_place_and_the_rest_stays(catalog):
    whole = crawl()
    catalog.changed, catalog.base_price, catalog.asked = ["p-007", "p-new"], "9.99", []

    manifest = delta()

    before = {entry.uuid: entry.hash for entry in entries(whole)}
    after = {entry.uuid: entry.hash for entry in entries(manifest)}
    assert {uuid for uuid in after if after[uuid] != before.get(uuid)} == {"p-007", "p-new"}
    assert set(before) < set(after)
    assert manifest.full_at == whole.full_at
    assert set(catalog.since) == {(whole.made_at - OVERLAP).date().isoformat()}
    assert "p-000" not in catalog.asked


def test_nothing_changed_is_the_same_file_with_a_new_date(catalog):
    whole = crawl()

    manifest = delta()

    assert manifest.sha256 == whole.sha256
    assert manifest.made_at > whole.made_at


def test_what_fourover_stops_listing_is_still_there(catalog):
    crawl()
    catalog.uuids, catalog.total = catalog.uuids[:40], 40

    assert delta().products == 45


def test_a_delta_goes_on_from_a_delta(catalog):
    crawl()
    catalog.changed = ["p-new"]
    delta()
    catalog.changed = ["p-newer"]

    assert delta().products == 47


def test_a_short_delta_is_not_published(catalog):
    crawl()
    catalog.changed = ["p-001", "p-001"]

    with pytest.raises(Incomplete, match="sent only 1"):
        delta()


def test_without_a_snapshot_of_our_own_only_a_whole_crawl_will_do(catalog):
    with pytest.raises(NotEnough, match="not here"):
        delta()
    crawl(fingerprint="another")

    with pytest.raises(NotEnough, match="no snapshot of our own"):
        delta()


def test_nor_when_the_snapshot_that_the_database_names_is_not_here(catalog):
    whole = crawl()
    gone = msgspec.structs.replace(whole, file=whole.file.replace("staging-", "staging-0"))
    with pytest.raises(NotEnough, match="not here"):
        delta(base=gone)
    other = msgspec.structs.replace(whole, sha256="0" * 64)
    with pytest.raises(NotEnough, match="not the one of the catalog in use"):
        delta(base=other)
    assert delta(base=whole).products == 45  # the control


def test_nor_long_after_the_last_whole_crawl(catalog):
    whole = crawl()
    keep_manifest(store(), msgspec.structs.replace(whole, full_at=now() - OLDEST - timedelta(1)))

    with pytest.raises(NotEnough, match="too long ago"):
        delta()


def test_nor_when_more_than_half_has_changed(catalog):
    crawl()
    catalog.changed = catalog.uuids[:30]

    with pytest.raises(NotEnough, match="30 of 45"):
        delta()
