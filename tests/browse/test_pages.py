"""The catalog's pages: what visitors see, and what it costs to show it."""

import re
from decimal import Decimal

import pytest
from sqlalchemy import event

from storefront.catalog.models import OwnProduct, Product
from storefront.database import db
from tests.factories import with_settings
from tests.neighbors import mine
from tests.refusals import refusal
from tests.sync.conftest import POSTCARDS, spec, specs, synced


@pytest.fixture
def catalog(account):
    synced([*specs(30), spec(99, category_uuids=(POSTCARDS.uuid,))])


@pytest.fixture
def mug(app):
    mug = OwnProduct(slug="mug", title="Shop mug", price=Decimal("12.50"), description="A **mug**")
    db.session.add(mug)
    db.session.commit()
    return mug


def listed(page):
    return re.findall(r'href="(/products/[^"]+)"', page)


def statements(browser, url):
    browser.get(url)
    seen = []

    def note(*call):
        seen.append(call[2])

    event.listen(db.engine, "before_cursor_execute", note)
    response = browser.get(url)
    event.remove(db.engine, "before_cursor_execute", note)
    assert response.status_code == 200
    return [sql for sql in seen if sql.startswith(("SELECT", "INSERT", "UPDATE"))]


@pytest.mark.usefixtures("catalog")
class TestWhatVisitorsSee:
    def test_the_front_page_leads_into_the_catalog(self, browser):
        page = browser.get("/")

        assert page.status_code == 200
        assert "/catalog/business-cards/" in page.text
        assert "/products/14pt-bcuv-0/" in page.text

    def test_all_categories_with_their_counts(self, browser):
        page = browser.get("/catalog/").text

        assert "Business Cards" in page
        assert "30 products" in page
        assert "1 product<" in page

    def test_a_category_shows_our_prices_and_never_the_cost(self, browser):
        page = browser.get("/catalog/business-cards/").text

        assert "$42.00" in page  # 30.00 and 40 %
        assert "30.00" not in page

    def test_a_category_is_shown_in_pages(self, browser):
        first, second = (browser.get(f"/catalog/business-cards/?page={n}") for n in (1, 2))

        assert first.text.count('class="card"') == 24
        assert second.text.count('class="card"') == 6
        assert (
            'rel="canonical" href="http://shop.test/catalog/business-cards/?page=2"' in second.text
        )

    def test_choices_stand_in_the_address_and_are_not_for_search_engines(self, browser):
        page = browser.get("/catalog/business-cards/?size=2x3.5").text

        assert "noindex" in page
        assert 'rel="canonical" href="http://shop.test/catalog/business-cards/"' in page
        assert "noindex" not in browser.get("/catalog/business-cards/").text

    def test_choices_that_do_not_go_together_say_so_and_lead_back(self, browser):
        page = browser.get("/catalog/business-cards/?size=9x9")

        assert page.status_code == 200
        assert "No products match" in page.text
        assert "Show all" in page.text

    @pytest.mark.parametrize(
        "url", ["/catalog/nothing/", "/own/nothing", "/images/nothing.png", "/images/..%2fx.jpg"]
    )
    def test_what_is_not_there_is_not_found(self, browser, url):
        assert refusal(browser.get(url)) == 404

    @pytest.mark.parametrize("page", ["x", "-1", "0", "1e9"])
    def test_a_page_that_is_no_number_is_the_first(self, browser, page):
        first = browser.get("/catalog/business-cards/").text
        assert listed(first)
        shown = browser.get(f"/catalog/business-cards/?page={page}").text
        assert listed(shown) == listed(first)

    def test_search_finds_and_says_when_it_does_not(self, browser):
        assert "31 products" in browser.get("/search?q=business+cards").text
        assert "/products/14pt-bcuv-7/" in browser.get("/search?q=14PT-BCUV-7").text
        nothing = browser.get("/search?q=<script>alert(1)</script>")
        assert nothing.status_code == 200
        assert "&lt;script&gt;alert" in nothing.text
        assert "<script>alert" not in nothing.text
        assert browser.get("/search").status_code == 200

    def test_what_is_hidden_disappears_at_once(self, browser):
        browser.get("/catalog/business-cards/")
        for row in mine(Product).filter(Product.code == "14PT-BCUV-3"):
            row.hidden = True
        db.session.commit()

        assert "14pt-bcuv-3/" not in browser.get("/catalog/business-cards/").text
        assert "29 products" in browser.get("/catalog/business-cards/").text

    def test_a_price_after_a_sync_is_on_the_next_page(self, browser):
        browser.get("/catalog/business-cards/")

        synced([spec(0, "33.00"), *specs(30)[1:], spec(99, category_uuids=(POSTCARDS.uuid,))])

        assert "$46.20" in browser.get("/catalog/business-cards/").text

    def test_while_fourover_is_not_active_nothing_of_it_is_shown(self, browser, mug):
        with_settings(active=False)

        for url in ("/", "/catalog/", "/search?q=business+cards"):
            page = browser.get(url)
            assert page.status_code == 200
            assert "14pt-bcuv" not in page.text
        assert browser.get("/catalog/business-cards/").status_code == 404
        assert "Shop mug" in browser.get("/catalog/").text

    def test_hostile_words_of_the_printer_are_shown_as_words(self, browser):
        synced([spec(0, "31.00", description="<script>alert(1)</script> Cards"), *specs(30)[1:]])

        page = browser.get("/search?q=14PT-BCUV-0").text

        assert "&lt;Script&gt;Alert" in page
        assert "<script>" not in page.lower()


class TestOwnProducts:
    @pytest.mark.usefixtures("catalog")
    def test_they_are_not_listed_beside_fourover_unless_the_owner_says_so(self, browser, mug):
        assert "Shop mug" not in browser.get("/catalog/").text
        assert browser.get("/own/mug").status_code == 404

        with_settings(list_own_products=True)

        assert "Shop mug" in browser.get("/catalog/").text
        page = browser.get("/own/mug").text
        assert "$12.50" in page
        assert "<strong>mug</strong>" in page
        assert 'action="/cart/own-items"' in page

    def test_a_hidden_one_is_not_there(self, browser, mug):
        mug.hidden = True
        db.session.commit()

        assert refusal(browser.get("/own/mug")) == 404


@pytest.mark.usefixtures("catalog")
class TestWhatAPageCosts:
    @pytest.mark.parametrize(
        ("url", "most"),
        [
            ("/", 5),
            ("/catalog/", 5),
            ("/catalog/business-cards/", 5),
            ("/catalog/business-cards/?size=2x3.5", 5),
            ("/search?q=business+cards", 5),
        ],
    )
    def test_few_statements_whatever_the_size(self, browser, url, most):
        assert len(statements(browser, url)) <= most

    def test_an_empty_shop_needs_no_more(self, browser):
        assert len(statements(browser, "/catalog/postcards/")) <= 5


def test_an_empty_shop_says_so(browser):
    assert "Print Shop" in browser.get("/").text
    assert "Nothing to order right now" in browser.get("/catalog/").text


def test_machines_are_told_how_the_shop_is(browser):
    assert browser.get("/healthz").json == {"status": "ok"}
    assert browser.get("/readyz").json == {"status": "ok", "queue": "none"}
