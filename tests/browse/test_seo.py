"""What search engines are told, and what they are asked to leave alone."""

import json
import re
from xml.etree import ElementTree as ET

import pytest

from storefront.browse import seo_views
from storefront.catalog.models import Product
from storefront.database import db
from tests.factories import with_settings
from tests.neighbors import mine
from tests.refusals import refusal
from tests.sync.conftest import specs, synced

NAMES = {"": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(autouse=True)
def catalog(account):
    synced(specs(30))


def addresses(answer):
    assert answer.status_code == 200
    assert answer.mimetype == "application/xml"
    return [loc.text for loc in ET.fromstring(answer.data).iterfind(".//loc", NAMES)]


def test_the_sitemap_leads_to_every_page_and_product(browser):
    parts = addresses(browser.get("/sitemap.xml"))
    assert parts == ["http://shop.test/sitemap-0.xml", "http://shop.test/sitemap-1.xml"]

    pages, products = (
        addresses(browser.get(part.removeprefix("http://shop.test"))) for part in parts
    )

    assert "http://shop.test/catalog/business-cards/" in pages
    assert len(products) == 30
    assert "http://shop.test/products/14pt-bcuv-7/" in products


def test_a_part_holds_no_more_than_a_thousand_and_none_twice(browser):
    for number in range(seo_views.A_PART):
        row = {"slug": f"more-{number}", "uuid": f"m-{number}", "code": "c", "partner_name": "n"}
        db.session.add(Product(environment="staging", packed_spec=b"", spec_hash="", **row))
    db.session.commit()

    parts = [addresses(browser.get(f"/sitemap-{part}.xml")) for part in (1, 2)]

    assert [len(part) for part in parts] == [1000, 30]
    assert len({*parts[0], *parts[1]}) == 1030
    assert len(addresses(browser.get("/sitemap.xml"))) == 3
    assert refusal(browser.get("/sitemap-3.xml")) == 404
    assert refusal(browser.get("/sitemap-99999999999999999999.xml")) == 404


def test_what_is_hidden_or_not_active_is_in_no_part(browser):
    for row in mine(Product).filter(Product.code == "14PT-BCUV-3"):
        row.hidden = True
    db.session.commit()
    assert len(addresses(browser.get("/sitemap-1.xml"))) == 29

    with_settings(active=False)

    assert addresses(browser.get("/sitemap.xml")) == ["http://shop.test/sitemap-0.xml"]
    assert refusal(browser.get("/sitemap-1.xml")) == 404


@pytest.mark.parametrize(
    "path", ["/cart/", "/account/", "/search", "/checkout/", "/*?*size=", "/products/*?"]
)
def test_robots_are_asked_to_leave_alone_what_is_not_for_them(browser, path):
    answer = browser.get("/robots.txt")

    assert answer.mimetype == "text/plain"
    assert f"Disallow: {path}\n" in answer.text
    assert "Sitemap: http://shop.test/sitemap.xml" in answer.text


def test_a_product_tells_its_prices_and_its_one_address(browser):
    page = browser.get("/products/14pt-bcuv-0/?colors=4/4").text
    data = json.loads(re.search(r"ld\+json\"[^>]*>(.*?)</script>", page)[1])

    assert data["sku"] == "14PT-BCUV-0"
    assert (data["offers"]["lowPrice"], data["offers"]["highPrice"]) == ("42.00", "89.60")
    assert 'rel="canonical" href="http://shop.test/products/14pt-bcuv-0/"' in page


def test_hostile_words_stay_words_in_it(browser):
    row = mine(Product).filter(Product.code == "14PT-BCUV-0").one()
    row.title = "</script><script>alert(1)</script>"
    db.session.commit()

    page = browser.get("/products/14pt-bcuv-0/").text

    assert "&lt;/script&gt;&lt;script&gt;alert" in page
    assert "</script><script>alert" not in page
    data = json.loads(re.search(r"ld\+json\"[^>]*>(.*?)</script>", page)[1])
    assert data["name"] == row.title


def test_suggestions_are_a_part_of_a_page_that_leads_on(browser):
    part = browser.get("/search/suggestions?q=busin")

    assert part.status_code == 200
    assert "<html" not in part.text
    assert "/catalog/business-cards/" in part.text
    assert "/products/14pt-bcuv-" in part.text
    assert browser.get("/search/suggestions?q=b").text.strip() == ""
    hostile = browser.get("/search/suggestions?q=cards<script>").text
    assert "cards&lt;script&gt;" in hostile
    assert "<script>" not in hostile
