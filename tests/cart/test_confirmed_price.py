"""Where only 4Over knows a price, it is asked once while somebody chooses."""

import re
from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict

from storefront.accounts.models import UserGroup
from storefront.cart.models import CartItem
from storefront.catalog.spec import Option, OptionGroup, PriceRow
from storefront.clock import now
from storefront.database import db
from storefront.partner.account import client_for_page, shop_account
from storefront.partner.models import PartnerAccount
from storefront.quotes.confirming import confirm_cost
from storefront.quotes.forms import picks_from
from storefront.quotes.live import ask_cost
from storefront.quotes.models import MarkupRule
from storefront.quotes.selection import choose
from tests.cart.test_product_page import picks, price_in
from tests.factories import a_product, a_spec, a_user, an_account
from tests.neighbors import mine

HTMX = {"HX-Request": "true", "HX-Target": "total"}
QUOTE = "GET /printproducts/productquote"
NO_ANSWER = "confirm the price right now"


@pytest.fixture
def product(app):
    """Critical color costs a share of the base price, which our copy cannot sum (API 22)."""
    an_account()
    share = PriceRow(1, 10000, Decimal("0.07"), flat=False, percentage=True)
    group = OptionGroup("g-critical", "Color", 0, 1, (Option("o-c", "Critical", "", (share,)),))
    return a_product(a_spec(groups=[group]))


CRITICAL = picks(**{"group-g-critical": "o-c"})


def ask(browser, product, headers=HTMX, **more):
    url = f"/products/{product.slug}/confirmed-price"
    return browser.post(url, data=CRITICAL | more, headers=headers)


def put(browser, product, **more):
    return browser.post("/cart/items", data=CRITICAL | {"product": product.slug} | more)


def naive(client, _account, choice):
    return ask_cost(client, choice)


def client_of_the_shop():
    return client_for_page(shop_account())


def test_the_page_waits_for_nobody_and_asks_afterwards(browser, product, fourover):
    page = browser.get(f"/products/{product.slug}/", query_string=CRITICAL)
    assert page.status_code == 200
    assert price_in(page) == "–"
    assert "Confirming the price …" in page.text
    asks = re.search(r'<span class="price__note price__asking"([^>]*hx-post[^>]*)>', page.text)[1]
    assert 'hx-trigger="load"' in asks
    assert f'hx-post="/products/{product.slug}/confirmed-price"' in asks
    assert fourover.calls == []


def test_a_price_that_we_know_is_not_asked_for(browser, product, fourover):
    page = browser.get(f"/products/{product.slug}/", query_string=picks())
    assert price_in(page) == "$44.80"
    assert "confirmed-price" not in page.text


def test_4overs_price_comes_into_the_box_with_our_markup(browser, product, fourover):
    fourover.quotes("34.24")
    part = ask(browser, product)
    assert part.status_code == 200
    assert price_in(part) == "$47.94"  # 34.24 x 1.4 = 47.936
    assert "Price confirmed." in part.text
    assert "Add to cart" in part.text
    assert "<html" not in part.text


def test_who_has_no_javascript_gets_the_whole_page_with_it(browser, product, fourover):
    fourover.quotes("34.24")
    page = browser.get(f"/products/{product.slug}/", query_string=CRITICAL).text
    button = re.search(r"<button[^>]*formaction=[^>]*>Get the price<", page)[0]
    assert 'name="csrf_token"' in button
    page = ask(browser, product, headers={})
    assert page.status_code == 200
    assert price_in(page) == "$47.94"
    assert "<html" in page.text


def test_the_same_is_asked_once_for_a_while(browser, app, product, fourover):
    fourover.quotes("34.24")
    for someone in (browser, app.test_client(), browser):
        assert price_in(ask(someone, product)) == "$47.94"
    assert fourover.count(QUOTE) == 1
    ask(browser, product, runsize="r-1000")
    assert fourover.count(QUOTE) == 2  # the control


@pytest.mark.parametrize(("confirm", "asked"), [(confirm_cost, 1), (naive, 2)])
def test_of_two_who_want_to_know_at_once_one_asks(product, fourover, at_once, confirm, asked):
    """Beside the control, which asks for each."""
    fourover.quotes("34.24")
    choice = choose(product.spec, picks_from(MultiDict(CRITICAL))).choice
    client = client_of_the_shop()

    def one(_name, _barrier):
        return confirm(client, "fingerprint", choice)

    assert at_once(one) == [Decimal("34.24")] * 2
    assert fourover.count(QUOTE) == asked


def test_everybody_gets_the_markup_that_counts_for_them(app, browser, product, fourover):
    fourover.quotes("34.24")
    group = UserGroup(name="Trade")
    db.session.add(group)
    db.session.flush()
    db.session.add(MarkupRule(user_group_id=group.id, percent=Decimal(0)))
    db.session.commit()
    reseller = app.test_client().login(a_user(group_id=group.id))
    assert price_in(ask(browser, product)) == "$47.94"
    assert price_in(ask(reseller, product)) == "$34.24"


def test_when_4over_does_not_answer_it_is_said_and_the_form_goes_on(browser, product, fourover):
    fourover.is_down()
    part = ask(browser, product)
    assert part.status_code == 200  # so that it is swapped in
    assert NO_ANSWER in part.text
    assert "Add to cart" in part.text
    assert "Try again to get the price" in part.text
    whole = ask(browser, product, headers={})
    assert whole.status_code == 503
    assert NO_ANSWER in whole.text
    assert re.search(r'value="o-c" checked', whole.text)


def test_an_outage_is_not_asked_about_by_each_who_waits(browser, product, fourover):
    fourover.is_down()
    ask(browser, product)
    before = fourover.count(QUOTE)
    assert NO_ANSWER in ask(browser, product).text
    assert fourover.count(QUOTE) == before
    assert before


def test_what_4over_refuses_is_said_as_what_it_is(browser, product, fourover):
    fourover.answers(
        "GET", "/printproducts/productquote", json={"message": "not printed"}, status=409
    )
    part = ask(browser, product)
    assert "not available together right now" in part.text
    assert NO_ANSWER not in part.text


def test_a_shop_without_an_account_says_no_price(browser, product, fourover):
    mine(PartnerAccount).one().retired_at = now()
    db.session.commit()
    assert NO_ANSWER in ask(browser, product).text
    assert fourover.calls == []


def test_the_price_they_saw_needs_no_second_yes(browser, product, fourover):
    fourover.quotes("34.24")
    shown = re.search(r'name="shown" value="([^"]+)"', ask(browser, product).text)[1]
    assert put(browser, product, shown=shown).status_code == 302
    assert mine(CartItem).one().quote.price == Decimal("47.94")


@pytest.mark.parametrize("shown", ["", "0.01", "47.9", "sNaN", "47.94 and more"])
def test_another_than_the_price_they_saw_is_shown_first(browser, product, fourover, shown):
    fourover.quotes("34.24")
    answer = browser.get(put(browser, product, shown=shown).location)
    assert answer.status_code == 200
    assert "Confirm the price" in answer.text
    assert "$47.94" in answer.text
    assert mine(CartItem).count() == 0


def test_nonsense_is_an_answer_and_costs_no_question(browser, product, fourover):
    part = ask(browser, product, colorspec="gold")
    assert part.status_code == 422
    assert "choose others" in part.text
    assert fourover.calls == []
