"""The page of a product: choices and their price, with JavaScript and without."""

import re
from decimal import Decimal

import pytest

from storefront.accounts.models import Role, UserGroup
from storefront.cart.models import CartItem
from storefront.catalog.models import CatalogState
from storefront.catalog.spec import Option, OptionGroup, PriceRow, hash_of, pack
from storefront.database import db
from storefront.quotes.models import MarkupRule
from storefront.quotes.words import PICKED_THE_CLOSEST
from tests.factories import (
    CORNERS,
    NEXT_DAY,
    ONE_SIDE,
    R500,
    R1000,
    ROUND,
    STANDARD,
    TWO_SIDES,
    a_cart,
    a_category,
    a_product,
    a_quote,
    a_spec,
    a_user,
    an_account,
    with_settings,
)
from tests.neighbors import mine
from tests.quotes.counting import statements
from tests.refusals import refusal


@pytest.fixture
def product(app):
    an_account()
    return a_product()


def picks(**more):
    return {"colorspec": TWO_SIDES, "runsize": R500, "turnaround": STANDARD} | more


def price_in(page):
    box = page.text.split('id="price"')[1]
    return re.search(r"price__total\"[^>]*>\s*([^<]+)<", box)[1]


def test_the_page_starts_with_the_lowest_price(browser, product):
    page = browser.get(f"/products/{product.slug}/")
    assert page.status_code == 200
    assert price_in(page) == "$42.00"
    assert "$0.084 each" in page.text
    assert "Plus shipping and tax" in page.text


def test_the_price_follows_the_choices_in_the_query_string(browser, product):
    query = picks(turnaround=NEXT_DAY, **{f"group-{CORNERS}": ROUND})
    page = browser.get(f"/products/{product.slug}/", query_string=query)
    assert price_in(page) == "$66.50"  # (32 + 10 + 5.50) × 1.4


def test_a_price_made_of_another_accounts_costs_is_called_an_estimate(browser, product):
    state = CatalogState(environment=product.environment, fingerprint="somebody else's")
    db.session.add(state)
    db.session.commit()

    page = browser.get(f"/products/{product.slug}/")

    assert price_in(page) == "$42.00"
    assert "An estimate" in page.text
    assert "We confirm the price" in page.text


def test_no_page_shows_a_cost(browser, product):
    page = browser.get(f"/products/{product.slug}/")
    assert price_in(page) == "$42.00"
    assert "30.00" not in page.text
    assert "32.00" not in page.text


def test_htmx_gets_the_questions_and_the_price_alone(browser, product):
    url = f"/products/{product.slug}/price"
    part = browser.post(url, data=picks(), headers={"HX-Request": "true"})
    whole = browser.post(url, data=picks())
    assert price_in(part) == price_in(whole) == "$44.80"
    assert part.text.lstrip().startswith("<div")
    assert "<html" not in part.text
    assert "<html" in whole.text


def test_another_cell_asks_for_the_price_alone(browser, product):
    quick = {"HX-Request": "true", "HX-Target": "total"}
    part = browser.post(f"/products/{product.slug}/price", data=picks(), headers=quick)
    assert price_in(part) == "$44.80"
    assert 'name="cell"' not in part.text


class TestATableThatIsOutOfDate:
    """Of another price than what is answered: brought again whole, and said so."""

    QUICK = {"HX-Request": "true", "HX-Target": "total"}  # noqa: RUF012
    SAYS = "Prices have changed since you opened this page."

    def chosen(self, browser, product, seen, **more):
        url = f"/products/{product.slug}/price"
        return browser.post(url, data=picks(table=seen) | more, headers=self.QUICK)

    def seal(self, page):
        return re.search(r'name="table" value="([^"]+)"', page.text)[1]

    def test_another_cell_of_one_that_is_not_brings_the_price_alone(self, browser, product):
        page = browser.get(f"/products/{product.slug}/", query_string=picks())
        part = self.chosen(browser, product, self.seal(page))
        assert price_in(part) == "$44.80"
        assert 'name="cell"' not in part.text
        assert self.SAYS not in part.text

    def test_after_a_rule_was_saved(self, browser, product):
        page = browser.get(f"/products/{product.slug}/", query_string=picks())
        db.session.add(MarkupRule(percent=Decimal(60)))
        db.session.commit()
        part = self.chosen(browser, product, self.seal(page))
        assert part.headers["HX-Retarget"] == "#choices"
        assert self.SAYS in part.text
        assert price_in(part) == "$51.20"
        assert "> $51.20<".replace(" ", "") in part.text  # in the table, too
        assert "$44.80" not in part.text

    def test_after_signing_in_as_somebody_with_other_prices(self, app, browser, product):
        page = browser.get(f"/products/{product.slug}/", query_string=picks())
        trade = UserGroup(name="Trade")
        db.session.add(trade)
        db.session.flush()
        db.session.add(MarkupRule(percent=Decimal(10), user_group_id=trade.id))
        db.session.commit()
        trader = app.test_client().login(a_user(group_id=trade.id))
        part = self.chosen(trader, product, self.seal(page))
        assert part.headers["HX-Retarget"] == "#choices"
        assert self.SAYS in part.text
        assert price_in(part) == "$35.20"

    def test_after_a_sync_brought_other_costs(self, browser, product):
        page = browser.get(f"/products/{product.slug}/", query_string=picks())
        dearer = a_spec(uuid=product.uuid, cost="40.00")
        product.packed_spec, product.spec_hash = pack(dearer), hash_of(dearer)
        db.session.commit()
        part = self.chosen(browser, product, self.seal(page))
        assert self.SAYS in part.text
        assert price_in(part) == "$58.80"

    def test_of_other_choices_it_comes_again_and_no_price_has_changed(self, browser, product):
        """As when a cell is chosen before the answer to other choices has come."""
        page = browser.get(f"/products/{product.slug}/", query_string=picks())
        round_corners = {f"group-{CORNERS}": ROUND}
        part = self.chosen(browser, product, self.seal(page), **round_corners)
        assert part.headers["HX-Retarget"] == "#choices"
        assert self.SAYS not in part.text
        assert price_in(part) == "$52.50"


def test_the_table_offers_what_is_printed_in_the_picked_colors(browser, product):
    url = f"/products/{product.slug}/price"
    assert f'value="{R500}:{NEXT_DAY}"' in browser.post(url, data=picks()).text
    assert f'value="{R1000}:{NEXT_DAY}"' not in browser.post(url, data=picks()).text
    assert NEXT_DAY not in browser.post(url, data=picks(colorspec=ONE_SIDE)).text


def test_a_cell_of_the_table_chooses_runsize_and_turnaround(browser, product):
    cell = f"{R500}:{NEXT_DAY}"
    query = {"colorspec": TWO_SIDES, "cell": cell}
    page = browser.get(f"/products/{product.slug}/", query_string=query)
    assert price_in(page) == "$58.80"
    assert f'value="{cell}" checked' in page.text


class TestTheAddress:
    """It says what is chosen, so that page and price agree whatever the browser does."""

    HTMX = {"HX-Request": "true", "HX-Target": "choices"}  # noqa: RUF012

    def test_is_replaced_as_choices_change_and_makes_the_same_page(self, browser, product):
        form = {"colorspec": TWO_SIDES, "cell": f"{R500}:{NEXT_DAY}", f"group-{CORNERS}": ROUND}
        part = browser.post(f"/products/{product.slug}/price", data=form, headers=self.HTMX)
        address = part.headers["HX-Replace-Url"]
        assert address.startswith(f"/products/{product.slug}/?")
        page = browser.get(address)
        assert price_in(page) == price_in(part) == "$66.50"
        for picked in (TWO_SIDES, f"{R500}:{NEXT_DAY}", ROUND):
            assert f'value="{picked}" checked' in page.text
        assert f'rel="canonical" href="http://shop.test/products/{product.slug}/"' in page.text
        assert 'autocomplete="off"' in page.text  # or a reload brings other choices back

    def test_names_what_was_taken_instead(self, browser, product):
        form = {"colorspec": ONE_SIDE, "cell": f"{R500}:{NEXT_DAY}"}
        part = browser.post(f"/products/{product.slug}/price", data=form, headers=self.HTMX)
        assert f"turnaround={STANDARD}" in part.headers["HX-Replace-Url"]

    def test_of_a_cart_item_is_its_own(self, app, product):
        user = a_user()
        item = a_cart(a_quote(product), user=user).items[0]
        browser = app.test_client().login(user)
        form = {"colorspec": ONE_SIDE, "cell": f"{R500}:{STANDARD}", "changing": item.id}
        part = browser.post(f"/products/{product.slug}/price", data=form, headers=self.HTMX)
        address = part.headers["HX-Replace-Url"]
        assert address.startswith(f"/cart/items/{item.id}/options?")
        assert price_in(browser.get(address)) == price_in(part) == "$42.00"

    @pytest.mark.parametrize(
        "twisted",
        [
            {"colorspec": "x" * 5000},
            {"colorspec": [ONE_SIDE, TWO_SIDES], "cell": ["x", "y", ":"]},
            {"runsize": "5" * 5000, "turnaround": "\U0001f4a3"},
            {"cell": ":" * 5000},
            {f"group-{CORNERS}": [ROUND] * 300},
            {f"group-{CORNERS}": "x" * 5000, "group-": "y", "group-nobodys": "z"},
            {"colorspec": TWO_SIDES, "runsize": R1000, "turnaround": NEXT_DAY},
            {"colors": "9/9", "copies": "9" * 5000},
        ],
    )
    def test_of_nonsense_shows_the_nearest_that_is_printed(self, browser, product, twisted):
        page = browser.get(f"/products/{product.slug}/", query_string=twisted)
        assert page.status_code == 200
        assert price_in(page).startswith("$")

    def test_costs_no_statement(self, browser, product):
        url = f"/products/{product.slug}/"
        browser.get(url)
        with statements() as bare:
            browser.get(url)
        with statements() as chosen:
            browser.get(url, query_string=picks(**{f"group-{CORNERS}": ROUND}))
        assert len(bare) == len(chosen) == 2


class TestAPageOfAnotherSession:
    """Somebody signed in in another tab, or the cookies are gone, and the form is still open."""

    @pytest.fixture(autouse=True)
    def protected(self, app):
        app.config["WTF_CSRF_ENABLED"] = True

    OURS = {"Origin": "http://localhost"}  # noqa: RUF012
    FORM = {  # noqa: RUF012
        "csrf_token": "of another session",
        "colorspec": TWO_SIDES,
        "cell": f"{R500}:{NEXT_DAY}",
        f"group-{CORNERS}": ROUND,
        "shown": "66.50",
    }

    def test_still_gets_the_price_and_a_new_token(self, browser, product):
        url = f"/products/{product.slug}/price"
        part = browser.post(url, data=self.FORM, headers={"HX-Request": "true"})
        assert part.status_code == 200
        assert price_in(part) == "$66.50"
        assert token_in(part) != self.FORM["csrf_token"]

    def test_without_htmx_no_price_is_told_to_another_site(self, browser, product):
        url = f"/products/{product.slug}/price"
        assert refusal(browser.post(url, data=self.FORM)) == 400

    def test_is_shown_again_with_its_choices(self, browser, fourover, product):
        form = self.FORM | {"product": product.slug}
        page = browser.post("/cart/items", data=form, headers=self.OURS)
        assert page.status_code == 400
        assert "This page was out of date" in page.text
        assert price_in(page) == "$66.50"
        for picked in (TWO_SIDES, f"{R500}:{NEXT_DAY}", ROUND):
            assert f'value="{picked}" checked' in page.text
        assert fourover.calls == []
        assert mine(CartItem).count() == 0

        fourover.quotes("47.50")
        answer = browser.post("/cart/items", data=form | {"csrf_token": token_in(page)})
        assert answer.status_code == 302
        assert mine(CartItem).one().quote.price == Decimal("66.50")

    def test_of_a_cart_item_is_shown_again_too(self, app, fourover, product):
        user = a_user()
        item = a_cart(a_quote(product), user=user).items[0]
        form = self.FORM | {"product": product.slug}
        url = f"/cart/items/{item.id}/options"
        mine = app.test_client().login(user).post(url, data=form, headers=self.OURS)
        gone = app.test_client().post(url, data=form, headers=self.OURS)
        assert (mine.status_code, gone.status_code) == (400, 400)
        assert f'action="{url}"' in mine.text
        assert f'action="{url}"' not in gone.text
        assert 'action="/cart/items"' in gone.text
        assert price_in(gone) == price_in(mine) == "$66.50"
        assert item.quote.choice.turnaround_uuid == STANDARD

    @pytest.mark.parametrize("origin", ["https://elsewhere.test", "null", ""])
    @pytest.mark.parametrize("address", ["/cart/items", "/cart/items/1/options"])
    def test_of_another_site_gets_nothing_and_no_cookie(self, browser, product, origin, address):
        form = self.FORM | {"product": product.slug}
        answer = browser.post(address, data=form, headers={"Origin": origin})
        assert answer.status_code == 400
        assert "Add to cart" not in answer.text
        assert "Nothing was changed. Go back, reload it" in answer.text
        assert "Set-Cookie" not in answer.headers  # it would end the session that is there


def token_in(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]


def test_what_is_not_printed_says_which_choice_to_change(browser, product):
    data = picks(runsize=R1000, turnaround=NEXT_DAY)
    page = browser.post(f"/products/{product.slug}/price", data=data)
    assert page.status_code == 422
    assert price_in(page) == "–"
    assert (
        "is not available for 1,000 in these colors. Please choose another turnaround" in page.text
    )
    assert page.text.count(" checked") == 2  # the colors, and no corners: no cell


class TestOtherColors:
    """Next day is printed on both sides only."""

    MOVED = (
        "“Ready to ship the next business day” is not available for 500 in these colors, "
        "so we picked “Ready to ship in 2–4 business days”."
    )

    @pytest.fixture
    def form(self):
        cell = f"{R500}:{NEXT_DAY}"
        return {"colorspec": ONE_SIDE, "cell": cell, f"group-{CORNERS}": ROUND}

    @pytest.fixture
    def url(self, product):
        return f"/products/{product.slug}/"

    @pytest.fixture(params=["with htmx", "without JavaScript"])
    def page(self, request, browser, url, form):
        if request.param == "without JavaScript":
            return browser.get(url, query_string=form)
        quick = {"HX-Request": "true", "HX-Target": "choices"}
        return browser.post(f"{url}price", data=form, headers=quick)

    def test_take_the_nearest_cell_and_say_so(self, page):
        assert page.status_code == 200
        assert f"<p>{self.MOVED}</p>" in page.text
        assert f'value="{R500}:{STANDARD}" checked' in page.text
        assert price_in(page) == "$49.70"  # (30 + 5.50) × 1.4: the corners are still round

    def test_a_table_that_is_out_of_date_is_shown_again_whole(self, browser, url, form):
        quick = {"HX-Request": "true", "HX-Target": "total"}
        page = browser.post(f"{url}price", data=form, headers=quick)
        assert (page.headers["HX-Retarget"], page.headers["HX-Reselect"]) == ("#choices",) * 2
        assert f'value="{R500}:{STANDARD}" checked' in page.text

    @pytest.mark.parametrize("forged", [{"cell": "r-500:x"}, {"cell": "x:t-standard"}])
    def test_ids_of_another_product_are_refused(self, browser, url, form, forged):
        page = browser.post(f"{url}price", data=form | forged)
        assert refusal(page, "is not available") == 422

    @pytest.mark.parametrize("forged", [{"cell": "r-500:x"}, {"cell": "x:t-standard"}])
    def test_ids_of_another_product_in_an_address_give_way(self, browser, url, form, forged):
        page = browser.get(url, query_string=form | forged)
        assert page.status_code == 200
        assert PICKED_THE_CLOSEST in page.text
        assert price_in(page) == "$49.70"

    def test_the_cart_takes_nothing_else_than_what_was_picked(self, browser, url, form, product):
        page = browser.post("/cart/items", data=form | {"product": product.slug})
        assert page.status_code == 422
        assert (
            "is not available for 500 in these colors. Please choose another turnaround"
            in page.text
        )
        assert self.MOVED not in page.text
        assert mine(CartItem).count() == 0

    def test_of_an_item_in_the_cart_too(self, app, product, form):
        user = a_user()
        item = a_cart(a_quote(product), user=user).items[0]
        url = f"/cart/items/{item.id}/options"
        browser = app.test_client().login(user)
        assert self.MOVED in browser.get(url, query_string=form).text
        assert refusal(browser.post(url, data=form), "is not available for 500") == 422


def test_rows_that_cannot_be_summed_leave_the_price_to_the_printer(browser, fourover):
    an_account()
    share = PriceRow(1, 10000, Decimal("0.07"), flat=False, percentage=True)
    group = OptionGroup("g-critical", "Color", 1, 1, (Option("o-c", "Critical", "", (share,)),))
    page = browser.get(f"/products/{a_product(a_spec(groups=[group])).slug}/")
    assert price_in(page) == "–"
    assert "confirm the exact price" in page.text
    assert fourover.calls == []


def test_a_page_asks_little_of_the_database_and_nothing_of_4over(browser, fourover, product):
    category = a_category()
    product.categories.append(category)
    db.session.commit()
    url = f"/products/{product.slug}/"
    with statements() as first:
        browser.get(url)
    with statements() as again:
        browser.get(url)
    assert len(first) <= 11  # with what is remembered from then on: words, rules about files …
    assert len(again) <= 3
    assert fourover.calls == []


def test_a_product_that_is_no_longer_printed_says_so_and_asks_nothing(browser, app):
    an_account()
    page = browser.get(f"/products/{a_product(available=False).slug}/")
    assert page.status_code == 200
    assert "not available right now" in page.text
    assert "Add to cart" not in page.text


def test_hidden_products_and_an_inactive_shop_are_for_staff_alone(browser, product, app):
    hidden = a_product(hidden=True).slug
    staff = app.test_client().login(a_user(role=Role.STAFF))
    assert refusal(browser.get(f"/products/{hidden}/")) == 404
    assert staff.get(f"/products/{hidden}/").status_code == 200
    with_settings(active=False)
    assert refusal(browser.get(f"/products/{product.slug}/")) == 404
    assert staff.get(f"/products/{product.slug}/").status_code == 200


@pytest.mark.parametrize("colorspec", ["x" * 5000, "<script>", "c-40' OR 1=1 --"])
def test_nonsense_in_the_form_is_an_answer_and_not_an_error(browser, product, colorspec):
    url = f"/products/{product.slug}/price"
    data = picks(**{f"group-{colorspec[:200]}": "x"}) | {"runsize": colorspec}
    answer = browser.post(url, data=data)
    assert answer.status_code == 422
    assert "<script>" not in answer.text
    assert ONE_SIDE in answer.text


def test_half_a_letter_in_the_form_is_an_answer_too(browser, product):
    answer = browser.post(
        f"/products/{product.slug}/price",
        data="colorspec=%ED%A0%80&group-%ED%A0%80=%FF",
        content_type="application/x-www-form-urlencoded",
    )
    assert refusal(answer, "These colors are not available.") == 422
