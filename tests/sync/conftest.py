"""A catalog to sync: the sandbox over real HTTP, and small snapshots written by hand."""

from decimal import Decimal

import pytest

from storefront.catalog.models import SyncRun
from storefront.database import db
from storefront.partner.models import Environment
from storefront.sandbox import create_sandbox
from storefront.sandbox.serve import Server
from storefront.storage.opening import store
from storefront.sync import start
from storefront.sync.snapshot import CategoryLine, line_of
from storefront.sync.snapshot_store import publish
from tests.factories import a_spec, an_account

CARDS, POSTCARDS = CategoryLine("cat-cards", "Business Cards"), CategoryLine("cat-pc", "Postcards")


@pytest.fixture
def sandbox():
    """Sixty products of 4Over's, with the odd ones among them."""
    return create_sandbox(size=60, clock_seconds_per_step=0)


@pytest.fixture
def sandbox_url(sandbox):
    server = Server(sandbox).start()
    yield server.url
    server.stop()
    sandbox.extensions["sandbox"].close()


@pytest.fixture
def account(app):
    return an_account()


def spec(number, cost="30.00", **more):
    """One of many products that differ in code, address and, if told so, in cost."""
    more.setdefault("category_uuids", (CARDS.uuid,))
    more.setdefault("code", f"14PT-BCUV-{number}")
    return a_spec(f"p-{number}", cost, **more)


def specs(many, cost="30.00"):
    return [spec(number, cost) for number in range(many)]


def a_snapshot(specs, categories=(CARDS, POSTCARDS), environment=Environment.STAGING, lines=None):
    """Published on this machine; returns its manifest."""
    return publish(
        store(),
        categories,
        [line_of(spec) for spec in specs] if lines is None else lines,
        environment=environment,
        fingerprint="somebody",
    )


def synced(specs, **more):
    """Apply a snapshot of these, as a worker would; returns the run."""
    return run_of(a_snapshot(specs, **more))


def run_of(manifest):
    run = start.request_sync(by="pat@shop.test", source="file", snapshot=manifest.name)
    db.session.commit()
    return worked(run)


def worked(run):
    run_id = run.id
    start.run(run_id)
    db.session.rollback()
    return db.session.get_one(SyncRun, run_id)


def dollars(text):
    return Decimal(text)
