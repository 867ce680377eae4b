"""What 4Over changes between two whole syncs, against the sandbox: prices that rise, and products
that are withdrawn, in each way in which what changed might show it."""

from decimal import Decimal

import pytest
import requests

from storefront.catalog.models import Product, SyncStatus
from storefront.database import db
from storefront.sync import start
from tests.factories import an_account
from tests.neighbors import mine
from tests.sync.conftest import worked

CARD, OTHER = "14PT-BCUV-2X3.5", "14PT-BCUV-2X2"


@pytest.fixture
def settings(sandbox_url):
    return {"fourover_staging_url": sandbox_url, "fourover_reads_per_second": 500}


@pytest.fixture
def fault(sandbox_url):
    def put(name, value=None):
        told = {"name": name, "value": value}
        requests.post(f"{sandbox_url}/sandbox/api/faults", json=told, timeout=5).raise_for_status()

    return put


@pytest.fixture(autouse=True)
def whole(app, settings):
    """All of it was fetched before."""
    account = an_account()
    account.public_key, account.private_key = "sandbox_public", "sandbox-private-key"
    db.session.commit()
    synced("4over")


def synced(source):
    """How many products were fetched for it."""
    run = start.request_sync(by="pat@shop.test", source=source)
    db.session.commit()
    run = worked(run)
    assert (run.status, run.error) == (SyncStatus.DONE, "")
    return run.progress["total"]


def of(code):
    db.session.expire_all()
    return mine(Product).filter_by(code=code).one()


def test_a_price_that_rose_comes_with_what_changed(fault):
    before, other = of(CARD).lowest_cost, of(OTHER).lowest_cost
    fault("raise_base", f"50 {CARD}")

    assert synced("changes") == 1

    assert of(CARD).lowest_cost == before * Decimal("1.5")
    assert of(OTHER).lowest_cost == other


def test_a_product_that_is_listed_as_withdrawn_is_hidden_at_once(fault):
    fault("withdraw", CARD)
    fault("list_withdrawn")

    assert synced("changes") == 1

    assert not of(CARD).sellable
    assert of(OTHER).sellable


def test_one_that_is_left_out_is_found_by_the_next_whole_sync(fault):
    """The control: what changed does not name it, so it stays until then."""
    fault("withdraw", CARD)

    assert synced("changes") == 0
    assert of(CARD).sellable
    synced("4over")

    assert not of(CARD).sellable
    assert of(OTHER).sellable


@pytest.mark.parametrize("listed", [True, False])
def test_one_that_comes_back_is_on_offer_again(fault, sandbox_url, listed):
    fault("withdraw", CARD)
    if listed:
        fault("list_withdrawn")
    synced("changes" if listed else "4over")
    assert not of(CARD).sellable
    requests.delete(f"{sandbox_url}/sandbox/api/faults", timeout=5)

    synced("4over")

    assert of(CARD).sellable
