"""Visits of products: counted without a price, gathered, and kept by the day."""

from datetime import date

import pytest
from redis import Redis

from storefront import jobs
from storefront.browse import visits
from storefront.browse.visits import GATHERED, Tally, gathered, hand_over
from storefront.catalog.models import ProductVisits
from storefront.clock import now
from storefront.database import db
from storefront.supervise.supervisor import Supervisor
from storefront.supervise.valkey import embedded
from tests.browse.test_pages import statements
from tests.factories import a_product, an_account
from tests.neighbors import mine
from tests.refusals import refusal

TODAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def valkey(tmp_path_factory):
    folder = tmp_path_factory.mktemp("valkey")
    with Supervisor(folder) as supervisor:
        child, url = embedded(folder)
        supervisor.start(child)
        yield url


@pytest.fixture
def settings(valkey):
    with Redis.from_url(valkey) as redis:
        redis.delete(GATHERED)
    return {"redis_url": valkey}


@pytest.fixture
def product(app):
    an_account()
    return a_product()


def tally(app):
    return app.extensions["visits"]


def test_a_look_is_counted_and_kept(app, browser, product):
    browser.get(f"/products/{product.slug}/")
    tag = browser.get(f"/products/{product.slug}/").headers["ETag"]
    browser.get(f"/products/{product.slug}/", headers={"If-None-Match": tag})

    hand_over(tally(app))
    jobs.tend_catalog()

    row = mine(ProductVisits).one()
    assert (row.product_id, row.day, row.visits) == (product.id, now().date().isoformat(), 3)
    assert gathered() == {}


def test_what_is_no_look_of_a_person_is_not_counted(app, browser, product):
    browser.get(f"/products/{product.slug}/", headers={"User-Agent": "Somebot/1.0"})
    assert refusal(browser.get("/products/nothing/")) == 404
    price = browser.post(f"/products/{product.slug}/price", data={})
    assert refusal(price, "Choose the colors.") == 422
    assert "Catalog" in browser.get("/catalog/").text

    assert tally(app).take() == {}


def test_counting_asks_the_database_nothing(app, browser, product):
    url = f"/products/{product.slug}/"

    assert not [sql for sql in statements(browser, url) if "product_visits" in sql]
    assert sum(tally(app).take().values()) == 2


def test_visits_of_a_day_add_up(product):
    for many in (2, 3):
        visits.keep({f"2026-02-28 {product.slug}": many, "2026-02-28 nothing": 9}, TODAY)
        db.session.commit()

    assert mine(ProductVisits).one().visits == 5


def test_visits_of_long_ago_are_forgotten(product):
    visits.keep({f"2024-01-01 {product.slug}": 1, f"2026-02-28 {product.slug}": 1}, TODAY)
    db.session.commit()

    assert mine(ProductVisits).one().day == "2026-02-28"


def test_a_tally_is_handed_over_once_in_a_while_and_never_grows_too_large():
    tally = Tally()
    for number in range(visits.MOST + 10):
        tally.add(TODAY, f"p-{number}")

    assert not tally.due()
    assert len(tally.take()) == visits.MOST


class TestWhileRedisIsAway:
    @pytest.fixture
    def settings(self):
        return {"redis_url": "redis://127.0.0.1:1/0"}

    def test_pages_are_shown_and_visits_wait(self, app, browser, product):
        assert browser.get(f"/products/{product.slug}/").status_code == 200

        hand_over(tally(app))

        assert sum(tally(app).take().values()) == 1
        assert gathered() == {}
        jobs.tend_catalog()
        assert mine(ProductVisits).count() == 0
