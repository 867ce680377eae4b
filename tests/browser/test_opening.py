"""An admin opens the shop: from an empty database to the first visitor who sees a product."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.shop import KEYS, Shop


@pytest.fixture
def empty_shop(tmp_path):
    with Shop(tmp_path, products=24) as shop:
        yield shop


def test_an_admin_connects_the_account_syncs_and_opens_the_shop(visit, empty_shop):
    visitor, admin = visit(empty_shop.url), visit(empty_shop.url)
    visitor.goes_to("/")
    visitor.reads("Nothing to order right now")
    visitor.goes_to("/catalog/")

    sign_in(admin, "admin")
    admin.goes_to("/admin/partner/")
    admin.presses("Activate 4Over", status=409)
    admin.reads("4Over cannot be active yet")

    admin.goes_to("/admin/partner/")
    staging = admin.page.locator("#staging")
    connect(admin, KEYS[0], "not the key", status=422)
    admin.reads("4Over does not accept the keys")
    connect(admin, *KEYS)
    admin.reads("These keys work")
    assert KEYS[1] not in admin.page.content()
    admin.page.locator("#staging-card").select_option(index=0)
    admin.presses("Save keys and card", within=staging)
    admin.reads("The connection works")
    assert KEYS[1] not in admin.page.content()
    admin.presses("Test connection", within=staging)
    admin.reads("The connection works")

    admin.follows("Choose card", within=staging)
    admin.page.locator("label", has_text="Visa").first.click()
    admin.presses("Charge this card")

    admin.goes_to("/admin/sync/")
    admin.presses("Sync", within=admin.page.locator("form[action$='sync-runs']"))
    admin.reads("The catalog sync has started")
    expect(admin.page.locator("#run h2")).to_have_text("Done", timeout=60_000)
    admin.goes_to("/admin/sync/")
    admin.reads("The catalog in use")

    admin.goes_to("/admin/partner/")
    admin.presses("Activate 4Over")
    admin.reads("4Over is active")

    visitor.goes_to("/catalog/")
    visitor.page.locator(".card__title a").first.click()
    visitor.page.wait_for_url("**/catalog/*/")
    visitor.looks()
    assert visitor.page.locator(".card__price").count()


def connect(admin, public, private, status=200):
    admin.page.locator("#staging-public_key").fill(public)
    admin.page.locator("#staging-private_key").fill(private)
    admin.presses("Test and save", status, within=admin.page.locator("#staging"))
