"""Where only 4Over knows prices, a cell says what the box says, as soon as it is known."""

import re
from decimal import Decimal

import pytest

from storefront.catalog.spec import Option, OptionGroup, PriceRow
from storefront.quotes.price_table import cell_value
from tests.cart.test_confirmed_price import CRITICAL, QUOTE, ask
from tests.cart.test_product_page import picks, price_in
from tests.factories import NEXT_DAY, R500, R1000, STANDARD, a_product, a_spec, an_account

UNKNOWN = "Priced when selected"
HERE, DEARER, MORE = (
    cell_value(R500, STANDARD),
    cell_value(R500, NEXT_DAY),
    cell_value(R1000, STANDARD),
)


@pytest.fixture
def product(app):
    an_account()
    share = PriceRow(1, 10000, Decimal("0.07"), flat=False, percentage=True)
    group = OptionGroup("g-critical", "Color", 0, 1, (Option("o-c", "Critical", "", (share,)),))
    return a_product(a_spec(groups=[group]))


def cells_of(part):
    """What each cell says that is in this part: in the table, or swapped alone."""
    said = re.findall(r'<span id="in-([^"]+)"[^>]*>(.*?)</span>', part.text, re.DOTALL)
    return {
        which: re.sub(r"<small>.*each</small>|<[^>]+>", "", words).strip() for which, words in said
    }


def in_(value):
    return value.replace(":", "-")


def cell_price(browser, product, value, **more):
    runsize, turnaround = value.split(":")
    url = f"/products/{product.slug}/price"
    headers = {"HX-Request": "true", "HX-Target": "total"}
    table = re.search(r'name="table" value="([^"]+)"', page_of(browser, product).text)[1]
    picked = CRITICAL | {"runsize": runsize, "turnaround": turnaround, "table": table} | more
    return browser.post(url, data=picked, headers=headers)


def page_of(browser, product):
    return browser.get(f"/products/{product.slug}/", query_string=CRITICAL)


def test_before_anybody_asked_each_cell_says_when_it_has_a_price(browser, product, fourover):
    cells = cells_of(page_of(browser, product))
    assert cells == {in_(HERE): UNKNOWN, in_(DEARER): UNKNOWN, in_(MORE): UNKNOWN}
    assert fourover.calls == []


def test_the_answer_goes_into_the_box_and_into_the_cell(browser, product, fourover):
    fourover.quotes("34.24")
    part = ask(browser, product)
    assert price_in(part) == "$47.94"
    assert cells_of(part) == {in_(HERE): "$47.94"}
    assert 'hx-swap-oob="true"' in re.search(rf'<span id="in-{in_(HERE)}"[^>]*>', part.text)[0]


def test_what_was_asked_before_is_in_the_table_and_costs_no_question(browser, product, fourover):
    fourover.quotes("34.24")
    ask(browser, product)
    fourover.quotes("44.00")
    ask(browser, product, turnaround=NEXT_DAY)
    assert fourover.count(QUOTE) == 2
    whole = ask(browser, product, headers={"HX-Request": "true", "HX-Target": "choices"})
    assert cells_of(whole) == {in_(HERE): "$47.94", in_(DEARER): "$61.60", in_(MORE): UNKNOWN}
    back = cell_price(browser, product, DEARER)
    assert price_in(back) == cells_of(back)[in_(DEARER)] == "$61.60"
    assert "Confirming the price" not in back.text  # it is known
    other = cell_price(browser, product, MORE)
    assert price_in(other) == "–"
    assert "Confirming the price" in other.text
    assert fourover.count(QUOTE) == 2


def test_a_page_that_a_browser_keeps_has_no_price_that_is_known_for_a_moment(
    browser,
    product,
    fourover,
):
    fourover.quotes("34.24")
    ask(browser, product)
    page = page_of(browser, product)
    assert price_in(page) == "–"
    assert set(cells_of(page).values()) == {UNKNOWN}


@pytest.mark.parametrize(
    ("answer", "says"), [({"status": 409}, "Not available"), ({"status": 503}, "Not confirmed")]
)
def test_a_cell_without_an_answer_says_so(browser, product, fourover, answer, says):
    fourover.answers("GET", "/printproducts/productquote", json={"message": "no"}, **answer)
    assert cells_of(ask(browser, product)) == {in_(HERE): says}


def test_prices_of_our_own_copy_are_not_swapped(browser, product):
    """The control: with them nothing has to be asked."""
    own = a_product(a_spec("p-2"))
    page = browser.get(f"/products/{own.slug}/", query_string=picks())
    assert "$44.80" in page.text
    assert cells_of(page) == {}
    assert UNKNOWN not in page.text
