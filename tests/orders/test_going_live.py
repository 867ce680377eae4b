"""What is not right about selling is listed with what to do, and blocks where nothing can work."""

from datetime import timedelta
from decimal import Decimal

import pytest

from storefront.catalog.models import CatalogState, OwnProduct
from storefront.clock import now
from storefront.database import db
from storefront.hosts import is_private
from storefront.orders import activation
from storefront.orders.activation import NotComplete
from storefront.orders.going_live import blocking, checks_for
from storefront.partner.models import Environment
from storefront.quotes.models import TaxRule
from storefront.settings import shop_settings
from tests.factories import a_product, an_account, with_settings
from tests.neighbors import mine

STAGING, PRODUCTION = Environment

GOOD = {
    "public_url": "https://print.example.com",
    "mail_url": "smtp://mail.example.com",
    "mail_from": "Shop <orders@example.com>",
}


@pytest.fixture
def settings():
    return GOOD


@pytest.fixture
def live(app):
    """A shop in production that lacks nothing, beside a staging account that lacks everything."""
    an_account(STAGING, card=None, test_result="turned down")
    account = an_account(PRODUCTION, tested_at=now())
    a_product(environment=PRODUCTION)
    db.session.add(TaxRule(state="NY", rate=4, name="Sales tax"))
    with_settings(send_orders_as_test=False, shop_email="hello@example.com", active=False)
    return account


def whats(where=PRODUCTION, **more):
    return [check.what for check in checks_for(where, **more)]


def test_own_products_beside_4overs_are_said_and_block_nothing(live):
    with_settings(list_own_products=True)
    assert checks_for(PRODUCTION) == []  # there are none
    db.session.add(OwnProduct(slug="mug", title="Mug", price=Decimal("9.00")))
    db.session.commit()

    (check,) = checks_for(PRODUCTION)
    assert "customers who want both order twice" in check.what
    assert blocking(PRODUCTION) == []


def test_a_shop_that_lacks_nothing_is_told_nothing(live):
    assert checks_for(PRODUCTION) == []
    assert blocking(STAGING)  # the control: the account beside it


def _never_tested(account):
    account.tested_at = None


def _turned_down(account):
    account.test_result = "4Over does not accept the keys."


def _without_card(account):
    account.card.chosen = False


def _with_a_dummy(account):
    account.card.type = "Dummy"


def _retired(account):
    account.retired_at = now()


BLOCKING = [_never_tested, _turned_down, _without_card, _with_a_dummy, _retired]


@pytest.mark.parametrize("spoil", BLOCKING)
def test_without_what_4over_needs_nothing_becomes_active(live, spoil):
    spoil(live)
    db.session.commit()

    (check,) = checks_for(PRODUCTION)
    assert check.blocks
    assert check.do
    with pytest.raises(NotComplete, match=check.do.rstrip(".")):
        activation.activate("ada", before_sync=True)
    assert not shop_settings().active


@pytest.mark.alone
def test_an_empty_catalog_blocks_until_the_sync_that_may_follow(live):
    for product in db.session.query(type(a_product())):
        product.available = False
    db.session.commit()
    assert blocking(PRODUCTION)
    activation.activate("ada", before_sync=True)
    assert shop_settings().active


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"shop_email": ""}, "no address to write to"),
        ({"taking_orders": False}, "takes no orders"),
        ({"pushing_paused": True}, "on hold"),
    ],
)
def test_what_only_hurts_is_said_and_blocks_nothing(live, change, says):
    with_settings(**change)
    (check,) = checks_for(PRODUCTION)
    assert says in check.what
    assert not check.blocks


@pytest.mark.alone
def test_no_tax_rule_at_all_is_said(live):
    mine(TaxRule).delete()
    (check,) = checks_for(PRODUCTION)
    assert "no tax rule" in check.what
    assert not any("tax" in what for what in whats(STAGING))


@pytest.mark.alone
def test_an_old_catalog_is_said_with_its_age(live):
    state = CatalogState(environment=PRODUCTION, made_at=now() - timedelta(days=20))
    db.session.add(state)
    db.session.commit()
    assert whats() == ["The catalog is 20 days old, and its prices too."]
    state.made_at = now() - timedelta(days=8)
    assert whats() == []


def test_a_proxy_that_nobody_told_the_shop_of(live):
    assert "proxy" in whats(behind_proxy=True)[0]


class TestOnThisMachine:
    @pytest.fixture
    def settings(self):
        return {**GOOD, "public_url": "http://127.0.0.1:8000"}

    def test_what_4over_cannot_reach_blocks(self, live):
        (check,) = checks_for(PRODUCTION)
        assert "PUBLIC_URL" in check.do
        assert check.blocks

    class TestBesideItsSandbox:
        @pytest.fixture
        def settings(self):
            here = "http://127.0.0.1:8001"
            return {**GOOD, "public_url": "http://127.0.0.1:8000", "fourover_production_url": here}

        def test_a_4over_of_this_machine_reaches_it(self, live):
            (check,) = checks_for(PRODUCTION)
            assert not check.blocks


class TestWithoutHttpsAndMail:
    @pytest.fixture
    def settings(self):
        return {"public_url": "http://print.example.com", "mail_url": ""}

    def test_both_are_said(self, live):
        assert len(checks_for(PRODUCTION)) == 2
        assert not blocking(PRODUCTION)


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://localhost:8000", True),
        ("http://[::1]:80", True),
        ("http://192.168.1.7", True),
        ("http://shop", True),
        ("https://print.example.com", False),
        ("https://8.8.8.8", False),
    ],
)
def test_an_address_that_nobody_outside_reaches_is_known(url, here):
    assert is_private(url) == here


def test_going_to_production_and_back_leaves_4over_as_active_as_it_was(app):
    an_account(STAGING, tested_at=now())
    a_product()
    with_settings(active=True)
    activation.use(PRODUCTION, "ada")  # where nothing is connected
    assert not shop_settings().active
    activation.use(STAGING, "ada")
    assert shop_settings().active


def test_what_a_person_turned_off_stays_off(app):
    an_account(STAGING, tested_at=now())
    a_product()
    activation.deactivate("ada")
    activation.use(PRODUCTION, "ada")
    activation.use(STAGING, "ada")
    assert not shop_settings().active
