"""One shop's snapshots are another shop's catalog."""

import shutil
from typing import ClassVar

import msgspec
import pytest

from storefront.accounts.models import Role
from storefront.catalog.models import Product, SyncStatus
from storefront.database import db
from storefront.partner.models import Environment
from storefront.storage.opening import store
from storefront.sync import start
from storefront.sync.snapshot_store import key_of
from tests.factories import a_user
from tests.neighbors import mine
from tests.refusals import refusal
from tests.stored import path_of
from tests.sync.conftest import a_snapshot, specs, worked

CACHE = "https://cache.shop.test/catalog-cache"


@pytest.fixture
def settings():
    return {"catalog_cache_url": CACHE}


@pytest.fixture
def published(account):
    """A snapshot that is here no more: its manifest and its file."""
    manifest = a_snapshot(specs(3))
    body = store().read(key_of(manifest.file))
    shutil.rmtree(path_of("snapshots"))
    account.use_cache_server = True
    db.session.commit()
    return manifest, body


def serving(http, manifest, body):
    http.get(f"{CACHE}/manifest.json", body=msgspec.json.encode(manifest))
    http.get(f"{CACHE}/{manifest.file}", body=body)


def a_sync():
    run = start.request_sync(by="pat@shop.test")
    db.session.commit()
    return worked(run)


def test_a_shop_set_to_the_cache_server_asks_it_and_not_fourover(published, http):
    serving(http, *published)

    run = a_sync()

    assert (run.source, run.status, run.error) == ("cache", SyncStatus.DONE, "")
    assert mine(Product).count() == 3
    assert {call.request.url.split("/")[2] for call in http.calls} == {"cache.shop.test"}
    assert not any("Authorization" in call.request.headers for call in http.calls)


@pytest.mark.parametrize(
    "settings", [{"catalog_cache_url": CACHE, "catalog_cache_key": "a shared key"}]
)
def test_a_shop_with_a_key_shows_it(published, http):
    serving(http, *published)

    assert a_sync().status == SyncStatus.DONE
    told = [call.request.headers["Authorization"] for call in http.calls]
    assert told == ["Bearer a shared key"] * 2


def test_the_same_snapshot_is_not_loaded_twice(published, http):
    serving(http, *published)
    a_sync()
    asked = len(http.calls)

    run = a_sync()

    assert run.report == {"products": 3, "unchanged": 3}
    assert len(http.calls) == asked + 1


@pytest.mark.parametrize(
    ("forged", "reason"),
    [
        ({"environment": "production"}, "of production"),
        ({"schema": 99}, "schema 99"),
        ({"sha256": "0" * 64}, "changed or damaged"),
        ({"complete": False}, "incomplete"),
        ({"file": "../../secret.ndjson.gz"}, "no snapshot file"),
    ],
)
def test_a_snapshot_that_is_not_right_changes_nothing(published, http, forged, reason):
    manifest, body = published
    serving(http, msgspec.structs.replace(manifest, **forged), body)

    run = a_sync()

    assert run.status == SyncStatus.FAILED
    assert reason in run.error
    assert mine(Product).count() == 0


@pytest.mark.parametrize("size", [10, 10**10])
def test_a_file_of_another_length_changes_nothing(published, http, size):
    manifest, body = published
    serving(http, msgspec.structs.replace(manifest, size=size), body)

    assert a_sync().status == SyncStatus.FAILED
    assert mine(Product).count() == 0


@pytest.mark.parametrize("answer", [{"status": 503}, {"body": "<html>"}, {"status": 302}])
def test_a_cache_server_that_is_none_says_so(published, http, answer):
    http.get(f"{CACHE}/manifest.json", **answer)

    assert a_sync().status == SyncStatus.FAILED


class TestWhoMayLoadIt:
    """What we pay 4Over is nobody's business."""

    URL = "/catalog-cache/manifest.json"
    ELSEWHERE: ClassVar = {"REMOTE_ADDR": "198.51.100.7"}

    @pytest.fixture(autouse=True)
    def _published(self, app):
        a_snapshot(specs(1))

    def status(self, browser, url=URL, **how):
        return browser.get(url, environ_base=self.ELSEWHERE, **how).status_code

    def test_without_a_key_it_is_for_this_machine(self, browser):
        assert browser.get(self.URL).status_code == 200
        assert self.status(browser) == 404

    @pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
    def test_a_proxy_on_this_machine_is_not_this_machine(self, browser, header):
        assert refusal(browser.get(self.URL, headers={header: "198.51.100.7"})) == 404

    def test_admins_see_it_from_anywhere_and_others_do_not(self, app):
        statuses = [self.status(app.test_client().login(a_user(role))) for role in Role]
        assert dict(zip(Role, statuses, strict=True)) == {
            Role.CUSTOMER: 404,
            Role.STAFF: 404,
            Role.ADMIN: 200,
        }

    @pytest.mark.parametrize("settings", [{"catalog_cache_key": "a shared key"}])
    def test_with_a_key_it_is_for_those_who_have_it(self, browser):
        for told in ({}, {"Authorization": "Bearer another"}, {"Authorization": "Bearer "}):
            assert refusal(browser.get(self.URL, headers=told)) == 404
        right = {"Authorization": "Bearer a shared key"}
        file = browser.get(self.URL, headers=right, environ_base=self.ELSEWHERE).json["file"]
        assert self.status(browser, f"/catalog-cache/{file}", headers=right) == 200
        assert self.status(browser, f"/catalog-cache/{file}") == 404


class TestBeingOne:
    def test_with_nothing_to_publish_there_is_nothing(self, browser):
        assert refusal(browser.get("/catalog-cache/manifest.json")) == 404

    def test_the_newest_snapshot_is_published_with_etag_and_ranges(self, browser):
        a_snapshot(specs(1))
        manifest = a_snapshot(specs(3))

        said = browser.get("/catalog-cache/manifest.json").json
        whole = browser.get(f"/catalog-cache/{said['file']}")
        part = browser.get(f"/catalog-cache/{said['file']}", headers={"Range": "bytes=10-19"})
        again = browser.get(
            f"/catalog-cache/{said['file']}", headers={"If-None-Match": whole.headers["ETag"]}
        )

        assert said["file"] == manifest.file
        assert len(whole.data) == manifest.size
        assert (part.status_code, part.data) == (206, whole.data[10:20])
        assert again.status_code == 304

    def test_only_the_newest_of_this_environment_is_published(self, browser):
        hidden = a_snapshot(specs(1), environment=Environment.PRODUCTION)
        a_snapshot(specs(2))

        assert refusal(browser.get(f"/catalog-cache/{hidden.file}")) == 404
        assert refusal(browser.get("/catalog-cache/..%2Fstorefront.db")) == 404

    def test_a_broken_manifest_is_not_published(self, browser):
        manifest = a_snapshot(specs(1))
        store().replace(key_of(manifest.name), b"{")

        assert refusal(browser.get("/catalog-cache/manifest.json")) == 404
