"""Adding to the cart: 4Over is asked once, its price counts, and nothing of it can be forged."""

import contextlib
import re
from datetime import timedelta
from decimal import Decimal

import pytest
import requests
import time_machine

from storefront.accounts.models import Role, UserGroup
from storefront.cart.models import Cart, CartItem
from storefront.cart.refreshing import refresh
from storefront.catalog.models import OwnProduct, ProductGroup
from storefront.catalog.spec import Option, OptionGroup, PriceRow
from storefront.clock import now
from storefront.database import db
from storefront.fourover.errors import FourOverError
from storefront.quotes.models import Quote
from tests.factories import (
    CORNERS,
    NEXT_DAY,
    R500,
    R1000,
    ROUND,
    STANDARD,
    TWO_SIDES,
    a_cart,
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

QUOTE, REQUIREMENTS = "GET /printproducts/productquote", "POST /requirements/products"


@pytest.fixture
def product(app):
    an_account()
    return a_product()


@pytest.fixture
def printer(fourover, product):
    """4Over at the price that the page shows."""
    fourover.quotes("32.00")
    requires(fourover, product, "fr", "bk")
    return fourover


def requires(fourover, product, *codes):
    files = [{"file_reason_code_uuid": code, code: code.upper()} for code in codes]
    entity = {"product": {"product_uuid": product.uuid}, "file_requirements": files}
    fourover.http.upsert(
        "POST", f"{fourover.url}/requirements/products", json={"entities": [entity]}
    )


def put(browser, product, **more):
    data = {
        "colorspec": TWO_SIDES,
        "runsize": R500,
        "turnaround": STANDARD,
        "product": product.slug,
    }
    return browser.post("/cart/items", data=data | more)


def at_another_price(fourover, product, cost):
    fourover.quotes(cost)
    requires(fourover, product, "fr", "bk")


def the_form(app, product, changing):
    """Somebody at a product's page or at that of an item of theirs, and where its button leads."""
    user = a_user()
    browser = app.test_client().login(user)
    if not changing:
        return browser, "/cart/items"
    item = a_cart(a_quote(product), user=user).items[0]
    return browser, f"/cart/items/{item.id}/options"


def shown_in(browser, product):
    """The form of the product's page as it came, but for the cell that is chosen in it."""
    chosen = {"colorspec": TWO_SIDES, "runsize": R500, "turnaround": STANDARD}
    page = browser.get(f"/products/{product.slug}/", query_string=chosen).text
    hidden = re.findall(r'name="(shown|shown_for|table)" value="([^"]*)"', page)
    return dict(hidden) | {"product": product.slug, "colorspec": TWO_SIDES}


def items():
    return mine(CartItem).all()


def test_the_item_gets_its_quote_and_its_slots_and_the_customer_is_led_to_the_files(
    browser, product, printer
):
    page = put(browser, product)

    (item,) = items()
    assert (page.status_code, page.location) == (302, f"/cart/items/{item.id}/artwork")
    assert printer.calls == [QUOTE, REQUIREMENTS]
    assert (item.quote.cost, item.quote.price) == (Decimal("32.00"), Decimal("44.80"))
    assert item.quote.rule == "Default markup: 40%"
    assert timedelta(hours=71) < item.quote.valid_until - now() <= timedelta(hours=72)
    assert [(slot.code, slot.label) for slot in item.slots] == [("fr", "Front"), ("bk", "Back")]
    assert item.slots_from == "4over"


def test_the_options_that_were_chosen_are_the_ones_4over_is_asked_about(browser, product, printer):
    printer.http.upsert(
        "GET", f"{printer.url}/printproducts/productquote", json={"total_price": 47.5}
    )
    put(browser, product, turnaround=NEXT_DAY, **{f"group-{CORNERS}": ROUND})
    query = printer.http.calls[0].request.params
    assert query["turnaroundtime_uuid"] == NEXT_DAY
    assert query["options[]"] == ROUND
    assert items()[0].quote.choice.option_uuids == (ROUND,)


def test_a_price_in_the_form_is_worth_nothing(browser, product, printer):
    put(browser, product, price="0.01", cost="0.01", total="0.01")
    assert items()[0].quote.price == Decimal("44.80")


def test_another_price_than_the_shown_one_is_asked_for_first(browser, product, fourover):
    fourover.quotes("40.00")
    requires(fourover, product, "fr")

    page = browser.get(put(browser, product).location)

    assert items() == []
    assert "$44.80" in page.text
    assert "$56.00" in page.text
    assert "40.00" not in page.text.replace("$40", "")

    token = mine(Quote).one().token
    page = browser.post("/cart/quoted-items", data={"quote": token})

    assert page.status_code == 302
    assert items()[0].quote.price == Decimal("56.00")
    assert fourover.count(QUOTE) == 1


def test_saying_yes_twice_adds_once(browser, product, fourover):
    fourover.quotes("40.00")
    requires(fourover, product, "fr")
    put(browser, product)
    token = mine(Quote).one().token
    for _ in range(2):
        browser.post("/cart/quoted-items", data={"quote": token})
    assert len(items()) == 1


def test_an_old_or_foreign_yes_adds_nothing(browser, product, fourover):
    fourover.quotes("40.00")
    requires(fourover, product, "fr")
    put(browser, product)
    token = mine(Quote).one().token
    assert (
        refusal(
            browser.post("/cart/quoted-items", data={"quote": "forged"}),
            "This price is no longer on offer",
        )
        == 404
    )
    with_settings(send_orders_as_test=False)
    assert "/products/" in browser.post("/cart/quoted-items", data={"quote": token}).location
    with_settings(send_orders_as_test=True)
    with time_machine.travel(now() + timedelta(hours=73)):
        page = browser.post("/cart/quoted-items", data={"quote": token})
    assert page.location.startswith(f"/products/{product.slug}/?colorspec=")
    assert items() == []


class TestAnOfferedPrice:
    @pytest.fixture
    def yes(self, browser, product, fourover):
        fourover.quotes("40.00")
        requires(fourover, product, "fr")
        put(browser, product)
        assert items() == []
        return {"quote": mine(Quote).one().token}

    @pytest.fixture
    def members_only(self, yes, product):
        members = UserGroup(name="Members")
        db.session.add(group := ProductGroup(name="Theirs", seen_by=members))
        db.session.flush()
        product.group_id = group.id
        db.session.commit()

    def test_of_what_only_members_see_by_now_adds_nothing(self, browser, yes, members_only):
        page = browser.post("/cart/quoted-items", data=yes, follow_redirects=True)
        assert "This product is no longer available" in page.text
        assert items() == []

    def test_of_what_is_hidden_by_now_adds_nothing(self, browser, yes, product):
        product.hidden = True
        db.session.commit()
        page = browser.post("/cart/quoted-items", data=yes, follow_redirects=True)
        assert "This product is no longer available" in page.text
        assert items() == []

    def test_adds_nothing_while_the_shop_takes_no_orders(self, browser, yes):
        with_settings(taking_orders=False)
        page = browser.post("/cart/quoted-items", data=yes)
        assert page.status_code == 409
        assert "not taking orders" in page.text
        assert items() == []
        with_settings(taking_orders=True)
        assert browser.post("/cart/quoted-items", data=yes).status_code == 302
        assert len(items()) == 1


def test_a_price_is_for_whoever_asked_for_it(app, browser, product, fourover):
    fourover.quotes("40.00")
    requires(fourover, product, "fr")
    put(browser, product)
    yes = {"quote": mine(Quote).one().token}
    stranger, later = app.test_client(), app.test_client().login(a_user())
    put(stranger, product)

    for other in (stranger, later):
        assert (
            refusal(other.post("/cart/quoted-items", data=yes), "This price is no longer on offer")
            == 404
        )
    assert items() == []
    assert browser.post("/cart/quoted-items", data=yes).status_code == 302


def test_a_visitor_can_make_us_ask_4over_only_so_often(browser, product, printer):
    unknown = OwnProduct(slug="unknown")
    answers = [put(browser, unknown).status_code for _ in range(61)]

    assert answers == [404] * 60 + [429]
    assert refusal(browser.post("/checkout/delivery/quotes")) == 429
    assert browser.get(f"/products/{product.slug}/").status_code == 200
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    data = {"colorspec": TWO_SIDES, "runsize": R500, "turnaround": STANDARD}
    data["product"] = product.slug
    assert browser.post("/cart/items", data=data, environ_base=elsewhere).status_code == 302


@pytest.mark.parametrize(
    "broken",
    [
        {"body": requests.ConnectTimeout("no route")},
        {"body": requests.ReadTimeout("gave up")},
        {"status": 503, "body": "down"},
        {"body": "<html>maintenance</html>"},
        {"json": {"total_price": "a lot"}},
        {"json": {"total_price": 1e12}},
        {"status": 401, "json": {"status": "error", "message": "bad key"}},
    ],
    ids=["away", "slow", "down", "not JSON", "nonsense", "too dear to be true", "keys refused"],
)
def test_without_an_answer_nothing_is_added_and_the_choices_stay(
    browser, product, fourover, broken
):
    fourover.http.get(f"{fourover.url}/printproducts/productquote", **broken)
    with time_machine.travel(now(), tick=True):
        page = put(browser, product, turnaround=NEXT_DAY)
    assert page.status_code == 503
    assert "nothing was added to your cart" in page.text
    assert f':{NEXT_DAY}" checked' in page.text
    assert "bad key" not in page.text
    assert items() == []


def test_a_refusal_says_which_open_question_may_help_and_not_that_it_is_why(browser, fourover):
    paid = (PriceRow(1, 100000, Decimal("5.00")),)
    extras = (Option("o-proof", "PDF proof", "", paid), Option("o-sample", "Sample", "", paid))
    product = a_product(a_spec(groups=[OptionGroup("g-more", "Additional Options", 1, 1, extras)]))
    an_account()
    answer = {"status": "error", "message": "Missing option"}
    fourover.http.get(f"{fourover.url}/printproducts/productquote", json=answer, status=409)

    page = put(browser, product)

    assert page.status_code == 422
    assert "not available together right now. Please change one" in page.text
    assert "It may help to choose an answer under “Additional Options”" in page.text
    assert "to continue" not in page.text
    assert items() == []


@pytest.mark.parametrize(
    "refusal",
    [
        {
            "status": 409,
            "json": {"status": "error", "message": "Invalid / Missing Turnaround Time"},
        },
        {"json": {"total_price": 0}},
    ],
    ids=["bad combination", "a total of nothing"],
)
def test_what_4over_refuses_is_not_added(browser, product, fourover, refusal):
    fourover.http.get(f"{fourover.url}/printproducts/productquote", **refusal)
    page = put(browser, product)
    assert page.status_code == 422
    assert "not available together right now. Please change one" in page.text
    assert items() == []


def test_what_4over_refuses_keeps_no_price_and_no_button_until_something_else_is_chosen(
    browser, product, fourover
):
    shown = browser.get(f"/products/{product.slug}/").text
    assert "Add to cart" in shown
    assert "Not available" not in shown
    fourover.answers("GET", "/printproducts/productquote", json={"message": "no"}, status=409)
    page = put(browser, product)
    assert page.status_code == 422
    assert f'value="{R500}:{STANDARD}" checked' in page.text
    assert "$44.80" not in page.text
    assert ">Not available</label>" in page.text
    assert "$89.60" in page.text  # the other cells stand
    assert "Add to cart" not in page.text
    assert "Try again to get the price" in page.text
    quick = {"HX-Request": "true", "HX-Target": "total"}
    other = {"colorspec": TWO_SIDES, "cell": f"{R500}:{NEXT_DAY}"}
    part = browser.post(f"/products/{product.slug}/price", data=other, headers=quick)
    assert "Add to cart" in part.text


def test_a_price_that_is_got_after_a_refusal_is_in_the_table_again(browser, product, printer):
    form = {"colorspec": TWO_SIDES, "cell": f"{R500}:{STANDARD}"}
    quick = {"HX-Request": "true", "HX-Target": "total"}
    url = f"/products/{product.slug}/confirmed-price"
    part = browser.post(url, data=form, headers=quick)
    assert part.headers["HX-Retarget"] == "#choices"
    assert ">Not available</label>" not in part.text
    assert part.text.count("$44.80") > 1  # the cell, and the box
    assert "Add to cart" in part.text


def test_what_is_not_printed_never_reaches_4over(browser, product, fourover):
    page = put(browser, product, runsize=R1000, turnaround=NEXT_DAY)
    assert page.status_code == 422
    assert "choose another turnaround" in page.text
    assert put(browser, product, runsize="of-another-product").status_code == 422
    assert put(browser, product, **{f"group-{CORNERS}": "o-other"}).status_code == 422
    assert (fourover.calls, items()) == ([], [])


def test_a_closed_shop_says_so(browser, product, fourover):
    with_settings(taking_orders=False)
    page = put(browser, product)
    assert page.status_code == 409
    assert "not taking orders" in page.text
    assert (fourover.calls, items()) == ([], [])


def test_a_shop_without_an_account_says_so(browser, fourover):
    with_settings(active=True)
    page = put(browser, a_product())
    assert page.status_code == 503
    assert "take orders for printing yet" in page.text
    assert items() == []


def test_a_product_that_is_gone_is_not_added(browser, product, fourover):
    product.available = False
    db.session.commit()
    page = put(browser, product)
    assert page.status_code == 409
    assert "not available right now" in page.text
    assert put(browser, OwnProduct(slug="unknown")).status_code == 404


def test_adding_asks_little_of_the_database(browser, product, printer):
    put(browser, product)
    db.session.refresh(product)
    with statements() as asked:
        put(browser, product)
    assert len(items()) == 2
    assert len(asked) <= 6, asked
    assert sum(sql.startswith("INSERT") for sql in asked) == 3  # quote, item, slots


def an_own_product(**more):
    row = OwnProduct(slug="mug", title="Mug", price=Decimal("9.50"), **more)
    db.session.add(row)
    db.session.commit()
    return row


def put_own(browser, **more):
    return browser.post("/cart/own-items", data={"product": "mug", "quantity": "2"} | more)


def test_own_products_are_counted_together(browser, app):
    an_own_product()
    put_own(browser)
    put_own(browser)
    (item,) = items()
    assert (item.quantity, item.price) == (4, Decimal("38.00"))


@pytest.mark.parametrize("quantity", ["0", "-1", "1000", "abc", "", "²", "1e2", "9" * 5000])
def test_no_fewer_than_one_and_no_more_than_can_be_meant(browser, app, quantity):
    an_own_product()

    page = put_own(browser, quantity=quantity)

    assert page.status_code == 422
    assert "from 1 to 999" in page.text
    assert items() == []


def test_own_products_are_unlisted_beside_an_active_4over_unless_the_owner_says_otherwise(
    browser, product
):
    an_own_product()
    assert refusal(put_own(browser)) == 404
    with_settings(list_own_products=True)
    assert put_own(browser).status_code == 302


def the_button(page):
    """What the one form of the page would send, and where to."""
    form = re.search(r'<form class="sheet" method="post" action="([^"]+)">(.*?)</form>', page, re.S)
    return form[1], dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form[2]))


def of_status(status):
    (cart,) = mine(Cart).filter_by(status=status)
    return cart


def test_an_own_product_beside_printing_gets_a_cart_of_its_own_by_one_button(
    browser, product, printer
):
    with_settings(list_own_products=True)
    mug = an_own_product()
    put(browser, product)

    refused = browser.get(put_own(browser, quantity="3").location)
    assert refused.status_code == 409
    assert "need separate orders" in refused.text
    assert len(of_status("open").items) == 1  # nothing was added
    address, fields = the_button(refused.text)
    assert browser.post(address, data=fields).location == "/cart/"

    (item,) = of_status("open").items
    assert (item.own_product_id, item.quantity) == (mug.id, 3)
    assert of_status("saved").source == "4over"


def test_printing_beside_an_own_product_gets_one_with_its_choices(browser, product, printer):
    with_settings(list_own_products=True)
    an_own_product()
    put_own(browser)

    refused = browser.get(put(browser, product).location)
    assert refused.status_code == 409
    address, fields = the_button(refused.text)
    assert "/artwork" in browser.post(address, data=fields).location

    (item,) = of_status("open").items
    assert (item.quote.choice.colorspec_uuid, item.quote.choice.runsize_uuid) == (TWO_SIDES, R500)
    assert of_status("saved").source == "own"


def test_at_a_price_that_had_to_be_confirmed_it_does_as_well(browser, product, printer):
    with_settings(list_own_products=True)
    an_own_product()
    put_own(browser)
    confirmed = browser.get(put(browser, product, runsize=R1000).location)
    address, fields = the_button(confirmed.text)

    refused = browser.get(browser.post(address, data=fields).location)
    assert refused.status_code == 409
    address, fields = the_button(refused.text)
    browser.post(address, data=fields)

    assert of_status("open").items[0].quote.choice.runsize_uuid == R1000


def test_that_button_pressed_twice_sets_aside_no_second_cart(browser, product, printer):
    """The control: the first press does."""
    with_settings(list_own_products=True)
    an_own_product()
    put(browser, product)
    address, fields = the_button(browser.get(put_own(browser).location).text)

    for _ in range(2):
        browser.post(address, data=fields)

    assert [item.quantity for item in of_status("open").items] == [2]
    assert len(of_status("saved").items) == 1


def test_a_visitor_and_a_user_have_carts_of_their_own(app, browser, product, printer):
    other, user = app.test_client(), app.test_client().login(a_user())
    for visitor in (browser, other, user):
        put(visitor, product)
    assert mine(Cart).count() == 3


class TestThePriceOnThePage:
    """Nobody is charged another price than the one that stood beside the button."""

    def test_is_taken_without_a_question(self, browser, printer, product):
        assert put(browser, product, shown="44.80").status_code == 302
        assert mine(CartItem).one().quote.price == Decimal("44.80")

    @pytest.mark.parametrize(
        ("shown", "said"),
        [
            ("7.02", "The page showed $7.02. The price is $44.80 now."),
            ("", "worked out the exact price"),
            ("9" * 5000, "worked out the exact price"),
            ("-44.80", "worked out the exact price"),
            ("\u0664\u0664.\u0668\u0660", "worked out the exact price"),
        ],
    )
    def test_of_other_choices_asks_first(self, browser, printer, product, shown, said):
        page = browser.get(put(browser, product, shown=shown).location)
        assert page.status_code == 200
        assert said in page.text
        assert mine(CartItem).count() == 0

    @pytest.mark.parametrize("changing", [False, True])
    @pytest.mark.parametrize("cost", ["47.50", "50.00"])
    def test_of_choices_made_since_without_javascript_is_not_called_changed(
        self, app, fourover, product, changing, cost
    ):
        browser, send_to = the_form(app, product, changing)
        form = shown_in(browser, product) | {"cell": f"{R500}:{NEXT_DAY}"}
        at_another_price(fourover, product, cost)

        page = browser.get(browser.post(send_to, data=form).location).text

        price = {"47.50": "$66.50", "50.00": "$70.00"}[cost]
        assert f"With these options it is {price}." in page
        assert "changed since" not in page
        assert "The page showed" not in page

    @pytest.mark.parametrize("changing", [False, True])
    def test_of_these_very_choices_is_called_changed_where_it_is_another(
        self, app, fourover, product, changing
    ):
        """The control."""
        browser, send_to = the_form(app, product, changing)
        form = shown_in(browser, product) | {"cell": f"{R500}:{STANDARD}"}
        at_another_price(fourover, product, "50.00")

        page = browser.get(browser.post(send_to, data=form).location).text

        assert "The page showed $44.80. The price is $70.00 now." in page

    def test_no_leads_back_to_the_choices_of_the_same_item(self, app, printer, product):
        user = a_user()
        item = a_cart(a_quote(product), user=user).items[0]
        browser = app.test_client().login(user)
        form = {"colorspec": TWO_SIDES, "cell": f"{R500}:{STANDARD}", "shown": "7.02"}
        answer = browser.post(f"/cart/items/{item.id}/options", data=form)
        page = browser.get(answer.location)
        assert f'href="/cart/items/{item.id}/options?colorspec={TWO_SIDES}' in page.text


class TestAProductThatIsGone:
    """4Over answers 404: it does not print it any more."""

    PRODUCT = "/printproducts/products/"

    @pytest.fixture
    def printer(self, fourover, product):
        answer = {"status": "error", "message": "Not found"}
        fourover.answers("GET", "/printproducts/productquote", json=answer, status=404)
        fourover.answers("GET", self.PRODUCT + product.uuid, json=answer, status=404)
        return fourover

    def test_is_said_and_offered_no_more(self, browser, printer, product):
        other = a_product()
        page = put(browser, product)
        assert page.status_code == 409
        assert "no longer available, so it was not added" in page.text
        assert "answer to" not in page.text
        assert "Add to cart" not in page.text
        assert items() == []
        assert not product.sellable
        assert other.sellable
        assert "Add to cart" not in browser.get(f"/products/{product.slug}/").text
        assert put(browser, product).status_code == 409
        assert printer.count(QUOTE) == 1  # nobody asks again

    def test_is_told_to_staff(self, app, browser, printer, product):
        staff = app.test_client().login(a_user(role=Role.STAFF))
        assert "no longer printed" not in staff.get("/admin/").text
        put(browser, product)
        assert "1 product is no longer printed" in staff.get("/admin/").text
        assert "said so when asked" in staff.get(f"/admin/products/{product.id}").text

    def test_is_said_while_its_question_was_left_open(self, browser, printer):
        paid = (PriceRow(1, 100000, Decimal("5.00")),)
        extras = (Option("o-proof", "PDF proof", "", paid), Option("o-sample", "Sample", "", paid))
        group = OptionGroup("g-more", "Additional Options", 1, 1, extras)
        product = a_product(a_spec(uuid="p-open", groups=[group]))
        answer = {"status": "error", "message": "Not found"}
        printer.answers("GET", self.PRODUCT + product.uuid, json=answer, status=404)
        page = put(browser, product)
        assert "This product is no longer available" in page.text
        assert "Additional Options" not in page.text

    def test_in_a_cart_it_is_withdrawn_at_checkout(self, app, printer, product):
        item = a_cart(a_quote(product), user=a_user()).items[0]
        gone = refresh([item], None)
        db.session.commit()
        assert gone == {item.id: "This product is no longer available. Please remove it."}
        assert not product.sellable

    def test_a_404_of_what_is_printed_is_about_the_choices(self, browser, fourover, product):
        answer = {"status": "error", "message": "Not found"}
        fourover.answers("GET", "/printproducts/productquote", json=answer, status=404)
        fourover.answers("GET", self.PRODUCT + product.uuid, json={"product_uuid": product.uuid})
        page = put(browser, product)
        assert page.status_code == 422
        assert "not available together right now. Please change one" in page.text
        assert product.sellable

    @pytest.mark.parametrize(
        ("then", "status"),
        [
            ({"body": requests.ReadTimeout("gave up")}, 503),
            ({"body": requests.ConnectTimeout("no route")}, 503),
            ({"status": 401, "json": {"message": "Invalid API credentials"}}, 503),
            ({"status": 503, "body": "down"}, 503),
            ({"status": 404, "body": "<h1>No such site</h1>"}, 503),
            ({"status": 400, "json": {"status": "error", "message": "Bad request"}}, 422),
        ],
    )
    def test_a_404_and_then_no_clear_word_of_the_product_takes_it_from_nobody(
        self, app, browser, fourover, product, then, status
    ):
        answer = {"status": "error", "message": "Not found"}
        fourover.answers("GET", "/printproducts/productquote", json=answer, status=404)
        fourover.answers("GET", self.PRODUCT + product.uuid, **then)
        item = a_cart(a_quote(product), user=a_user()).items[0]

        page = put(browser, product)
        with contextlib.suppress(FourOverError):
            refresh([item], None)
        db.session.commit()

        assert fourover.count(f"GET {self.PRODUCT}{product.uuid}") >= 2  # it was asked of it, too
        assert page.status_code == status
        assert "Business Cards" in page.text
        assert "no longer available" not in page.text
        assert product.sellable
