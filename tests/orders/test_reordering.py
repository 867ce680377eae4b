"""Ordering again: the same options, quantity and files, and in plain words what has changed."""

import html
import json
from datetime import timedelta
from decimal import Decimal

import pytest

from storefront import jobs
from storefront.artwork.inspection.facts import VERSION, Facts, FileKind, FilePage
from storefront.artwork.models import ArtworkFile, ArtworkSlot
from storefront.artwork.rules.editions import new_rules
from storefront.artwork.rules.findings import Level
from storefront.artwork.rules.models import RuleOverride
from storefront.artwork.tidying import forget
from storefront.cart.asking import QuoteAnswer
from storefront.cart.models import Cart, CartItem
from storefront.catalog.models import OwnProduct
from storefront.catalog.spec import Option, OptionGroup, hash_of, pack
from storefront.clock import now
from storefront.database import db
from storefront.fourover.payloads import Choice
from storefront.orders.guest_link import guest_link
from storefront.orders.models import Cancellation, CancellationState, ItemStatus, Order
from storefront.orders.reordering import put_again
from storefront.storage.opening import store
from tests.cart.test_adding import requires
from tests.checkout.conftest import knows_the_address, ships, walk_to_confirm
from tests.checkout.conftest import place as place_order
from tests.checkout.test_approving import approve, upload
from tests.factories import (
    CORNERS,
    R500,
    ROUND,
    STANDARD,
    TWO_SIDES,
    a_cart,
    a_file,
    a_quote,
    a_spec,
    a_user,
    an_account,
    an_order,
    with_settings,
)
from tests.neighbors import mine
from tests.quotes.test_sets import in_sets
from tests.refusals import NO_ORDER, refusal


@pytest.fixture
def robin(app):
    an_account()
    return a_user(email="robin@customer.example")


@pytest.fixture
def item(robin):
    return an_order(user=robin, status=ItemStatus.DELIVERED).items[0]


@pytest.fixture
def printer(fourover, item):
    """4Over at the price of then."""
    fourover.quotes("32.00")
    requires(fourover, item.product, "fr")
    return fourover


@pytest.fixture
def customer(browser, robin):
    return browser.login(robin)


def again(browser, item, **fields):
    url = f"/orders/{item.order.number}/items/{item.position}/reorder"
    return browser.post(url, data=fields)


def the_item():
    return mine(CartItem).order_by(CartItem.id.desc()).first()


def cart_page(browser):
    return html.unescape(browser.get("/cart/").text)


def prints_now(item, **spec):
    """Today's options of its product."""
    new = a_spec(uuid=item.product.uuid, code=item.product.code, **spec)
    item.product.packed_spec, item.product.spec_hash = pack(new), hash_of(new)
    db.session.commit()


def with_round_corners(item):
    item.choice = Choice(item.product_uuid, R500, TWO_SIDES, STANDARD, option_uuids=(ROUND,))
    asked = ["Turnaround", "2–4 business days"], ["Corners", "Round corners"]
    item.choices = [*item.choices, *asked]
    db.session.commit()


def test_it_is_in_the_cart_with_the_same_options_and_the_same_stored_file(customer, item, printer):
    before = set(store().list(""))

    answer = again(customer, item)

    assert answer.location == "/cart/"
    new = the_item()
    assert new.quote.choice == item.choice
    assert [slot.file_id for slot in new.slots] == [item.slots[0].file_id]
    assert (new.price, new.changed) == (Decimal("44.80"), ())
    assert {file.key for file in store().list("")} == {file.key for file in before}
    page = cart_page(customer)
    assert f'Ordered again from <a href="/orders/{item.order.number}">' in page
    assert "What has changed" not in page


def test_the_price_is_asked_again_and_a_changed_one_is_said(customer, item, fourover):
    fourover.quotes("40.00")
    requires(fourover, item.product, "fr")

    again(customer, item)

    assert the_item().price == Decimal("56.00")
    page = cart_page(customer)
    assert f"What has changed since order {item.order.number}" in page
    assert "The price was $44.80 then, and is $56.00 now." in page


def test_sent_twice_it_is_there_once(customer, item, printer):
    for _ in range(2):
        page = again(customer, item)
    assert page.location == "/cart/"
    assert "This is in your cart already." in cart_page(customer)
    assert mine(CartItem).count() == 1


def test_a_second_click_while_4over_is_asked_puts_it_there_once(app, robin, item, fourover):
    first, second = (app.test_client().login(robin) for _ in range(2))
    url, answers = f"/orders/{item.order.number}/items/1/reorder", []

    def click_again(_):
        if not answers:
            answers.append("asked")
            answers.append(second.post(url).status_code)
        return 200, {}, json.dumps({"base_price": 32, "options_price": 0, "total_price": 32})

    quote = f"{fourover.url}/printproducts/productquote"
    fourover.http.add_callback("GET", quote, callback=click_again)
    requires(fourover, item.product, "fr")

    assert first.post(url).status_code == 302
    assert answers == ["asked", 302]
    assert mine(CartItem).count() == 1
    assert "This is in your cart already." in cart_page(first)


def test_the_control_nothing_else_keeps_it_from_being_there_twice(robin, item):
    cart, quote = a_cart(user=robin), a_quote(item.product)
    for _ in range(2):
        put_again(cart, an_answer(quote), item)
    assert mine(CartItem).count() == 2


def an_answer(quote, *slots):
    return QuoteAnswer(quote, list(slots) or [("fr", "Front")], "4over")


def test_an_option_that_is_gone_is_named_and_the_closest_is_offered(customer, item, printer):
    with_round_corners(item)
    square = OptionGroup(CORNERS, "Corners", 1, 1, (Option("o-square", "Square corners"),))
    prints_now(item, groups=[square])

    page = again(customer, item)

    assert refusal(page, "Some of what you ordered is no longer available") == 409
    assert "Corners: Square corners instead of Round corners." in page.text
    assert mine(CartItem).count() == 0

    assert again(customer, item, **hidden_in(page)).location == "/cart/"
    new = the_item()
    assert new.quote.choice.option_uuids == ("o-square",)
    assert [slot.file_id for slot in new.slots] == [item.slots[0].file_id]
    assert "Corners: Square corners instead of Round corners." in cart_page(customer)


def test_what_is_asked_for_and_was_not_offered_is_not_taken(customer, item, printer):
    page = again(customer, item, colorspec=TWO_SIDES, runsize="r-9", turnaround=STANDARD)
    assert refusal(page, "This quantity is not available in these colors.") == 409
    assert mine(CartItem).count() == 0


def hidden_in(page):
    form = page.text.partition('/reorder">')[2].partition("</form>")[0]
    pairs = (part.partition('value="') for part in form.split('name="')[1:])
    fields = {name.partition('"')[0]: value.partition('"')[0] for name, _, value in pairs}
    fields.pop("csrf_token", None)
    return fields


def test_an_option_that_nobody_asked_for_then_is_said(customer, item, printer):
    """4Over makes a question required, and has one answer to it."""
    proof = OptionGroup("g-proof", "Proof", 1, 1, (Option("o-none", "No proof"),))
    prints_now(item, groups=[proof])

    page = again(customer, item)

    assert page.status_code == 409
    assert "Proof: No proof is new." in page.text


@pytest.mark.parametrize("hidden", [False, True])
def test_a_product_that_is_gone_is_said_with_the_way_to_its_like(customer, item, printer, hidden):
    item.product.available, item.product.hidden = False, hidden
    db.session.commit()

    page = again(customer, item)

    assert refusal(page, "This product is no longer available") == 409
    leads = "/search?q=Business" if hidden else f'"/products/{item.product.slug}/"'
    assert leads in page.text
    assert mine(CartItem).count() == 0


def test_what_4over_does_not_know_any_more_is_withdrawn(customer, item, fourover):
    none = {"status": "error", "message": "There is none."}
    for asked in ("/printproducts/productquote", f"/printproducts/products/{item.product.uuid}"):
        fourover.answers("GET", asked, status=404, json=none)

    page = again(customer, item)

    assert refusal(page, "so it was not added to your cart") == 409
    assert not item.product.sellable


def test_while_4over_does_not_answer_nothing_is_in_the_cart(customer, item, fourover):
    fourover.is_down()
    page = again(customer, item)
    assert refusal(page, "We can't confirm the price right now") == 503
    assert mine(CartItem).count() == 0


def test_while_no_orders_are_taken_it_says_so(customer, item, printer):
    with_settings(taking_orders=False)
    assert refusal(again(customer, item), "We are not taking orders right now") == 409


def test_other_files_than_then_are_named(customer, item, fourover):
    fourover.quotes("32.00")
    requires(fourover, item.product, "bk", "fm")
    file = a_file(b"%PDF- b")
    item.slots.append(ArtworkSlot(code="bk", label="Back", position=1, file=file))
    db.session.commit()
    back = item.slots[1].file_id

    again(customer, item)

    assert {slot.code: slot.file_id for slot in the_item().slots} == {"bk": back, "fm": None}
    page = cart_page(customer)
    assert "Front: no file is needed any more." in page
    assert "Front mask: a file is needed now that was not needed then." in page


def test_a_file_that_was_let_go_of_is_asked_for_again(customer, item, printer):
    item.slots[0].file.removed_at = now()
    db.session.commit()
    again(customer, item)
    assert the_item().slots[0].file_id is None
    assert "Front: we no longer have front.pdf. Please upload it again." in cart_page(customer)


class TestVersions:
    @pytest.fixture
    def item(self, item):
        """Of three, Bo's was canceled alone."""
        spec = in_sets(uuid=item.product.uuid)
        item.product.packed_spec, item.product.spec_hash = pack(spec), hash_of(spec)
        item.sets, item.set_names = 3, ("Ann", "Bo", "Cy")
        item.price, item.less = Decimal("134.40"), Decimal("44.80")
        for number in (2, 3):
            file = a_file(b"%%PDF- %d" % number)
            slot = ArtworkSlot(set_number=number, code="fr", label="Front", file=file)
            item.slots.append(slot)
        item.set_cancellations.append(
            Cancellation(
                set_number=2,
                asked_by="pat",
                reason="Bo has left",
                asked_at=now(),
                state=CancellationState.SEEN,
            )
        )
        db.session.commit()
        return item

    def test_one_that_was_canceled_alone_is_left_out(self, customer, item, printer):
        assert again(customer, item).location == "/cart/"

        new, (ann, _, cy) = the_item(), item.slots
        assert (new.sets, new.set_names) == (2, ("Ann", "Cy"))
        assert [slot.file_id for slot in new.slots] == [ann.file_id, cy.file_id]
        assert new.changed == ("Bo was canceled in that order, so it is left out.",)

    def test_of_an_item_that_was_canceled_whole_all_are_there(self, customer, item, printer):
        """Also the one that was canceled before the others."""
        item.status = ItemStatus.CANCELLED
        db.session.commit()

        assert again(customer, item).location == "/cart/"

        new = the_item()
        assert (new.sets, new.set_names) == (3, ("Ann", "Bo", "Cy"))
        assert [slot.file_id for slot in new.slots] == [slot.file_id for slot in item.slots]
        assert new.changed == ()

    def test_one_that_had_no_file_when_it_was_canceled_wants_none_that_is_new(
        self, customer, item, printer
    ):
        """Its empty place was taken out with it."""
        item.status = ItemStatus.CANCELLED
        db.session.delete(item.slots[1])
        db.session.commit()

        again(customer, item)

        assert [bool(slot.file_id) for slot in the_item().slots] == [True, False, True]
        assert the_item().changed == ()


class TestApproval:
    @pytest.fixture
    def item(self, browser, robin, fourover):
        """Approved in the cart, and ordered."""
        knows_the_address(fourover)
        ships(fourover)
        cart = a_cart(a_quote(), user=robin, filled=False)
        browser.login(robin)
        upload(browser, cart.items[0])
        approve(browser, cart.items[0])
        walk_to_confirm(browser, cart)
        place_order(browser)
        return mine(Order).one().items[0]

    def test_what_was_approved_counts_again_if_nothing_has_changed(self, customer, item, printer):
        again(customer, item)
        assert the_item().changed == ()
        assert "Proof approved" in cart_page(customer)
        assert the_item().approved_by == "robin@customer.example"

    def test_it_is_asked_for_again_by_other_rules(self, customer, item, printer):
        new_rules([RuleOverride(rule="rgb", level=Level.TELL)], "an admin")
        db.session.commit()
        again(customer, item)
        page = cart_page(customer)
        assert "See and approve the proof" in page
        assert "What we check in files has changed since." in page

    def test_it_is_asked_for_again_with_other_options(self, customer, item, printer):
        prints_now(item, groups=[OptionGroup("g", "Proof", 1, 1, (Option("o", "None"),))])
        page = again(customer, item)
        again(customer, item, **hidden_in(page))
        page = cart_page(customer)
        assert "See and approve the proof" in page
        assert "Proof: None is new." in page
        assert "What we check in files" not in page

    def test_it_is_asked_for_again_where_the_file_was_replaced_after_it(
        self, customer, item, printer
    ):
        facts = Facts(kind=FileKind.PDF, version=VERSION, pages=(FilePage(),))
        item.slots[0].file = a_file(b"%PDF- other", facts=facts)
        db.session.commit()
        again(customer, item)
        assert the_item().approved_seal == ""
        assert "Proof approved" not in cart_page(customer)


def test_a_guest_orders_again_by_the_link(browser, fourover):
    an_account()
    item = an_order(status=ItemStatus.DELIVERED).items[0]
    fourover.quotes("32.00")
    requires(fourover, item.product, "fr")
    assert refusal(again(browser, item), NO_ORDER) == 404

    browser.get(guest_link(item.order).removeprefix("http://shop.test"))
    assert "Order again" in browser.get(f"/orders/{item.order.number}").text

    assert again(browser, item).location == "/cart/"
    assert the_item().cart.user_id is None
    assert f"order {item.order.number}" in cart_page(browser)


def test_nobody_orders_again_what_somebody_else_ordered(browser, item, printer):
    browser.login(a_user())
    assert refusal(again(browser, item), NO_ORDER) == 404
    assert mine(CartItem).count() == 0


def test_what_the_shop_makes_itself_has_no_files_to_order_again_with(customer, robin):
    order = an_order(user=robin, own=True)
    assert again(customer, order.items[0]).status_code == 404
    assert "Order again" not in customer.get(f"/orders/{order.number}").text


def test_a_cart_of_another_kind_is_kept_for_later_if_the_customer_says_so(
    customer, robin, item, printer
):
    own = OwnProduct(slug="mug", title="Enamel mug", price=Decimal("12.30"))
    cart = Cart(user_id=robin.id, environment="staging", items=[CartItem(own_product=own)])
    db.session.add(cart)
    db.session.commit()

    page = again(customer, item)
    assert refusal(page, "Your cart has products of another kind") == 409
    assert [one.own_product_id for one in mine(CartItem)] == [own.id]

    assert again(customer, item, **hidden_in(page)).location == "/cart/"
    assert cart.status == "saved"
    assert the_item().quote.choice == item.choice
    assert again(customer, item, **hidden_in(page)).location == "/cart/"  # a second click
    assert mine(CartItem).count() == 2


class TestTidying:
    """The same file is in two places; each goes its own way."""

    @pytest.fixture(autouse=True)
    def _this_shops(self, app):
        jobs.tidy_artwork()

    def test_replaced_in_the_cart_it_stays_with_the_order(self, customer, item, printer):
        again(customer, item)
        new, file = the_item(), item.slots[0].file
        customer.post(f"/cart/items/{new.id}/artwork/{new.slots[0].id}/removal")
        assert the_item().slots[0].file is None
        assert not forget(file)
        assert store().has(file.stored_name)

    def test_it_goes_only_when_neither_needs_it(self, customer, item, printer):
        again(customer, item)
        file = item.slots[0].file
        very_old(item, file)
        the_item().cart.updated_at = now()
        db.session.commit()
        tidied_twice()
        assert file.removed_at is None

        db.session.delete(the_item())
        very_old(item, file)
        tidied_twice()
        assert file.removed_at is not None  # the control

    def test_in_a_cart_that_was_begun_long_ago_it_stays(self, customer, robin, item, printer):
        """The cart itself is as it was: only something new is in it."""
        cart = a_cart(user=robin)
        very_old(item, item.slots[0].file)
        again(customer, item)
        cart.updated_at = now() - timedelta(days=400)
        db.session.commit()
        tidied_twice()
        assert the_item().slots[0].file_id == item.slots[0].file_id

    def test_the_control_used_long_ago_it_would_not(self, customer, robin, item, printer):
        cart = a_cart(user=robin)
        again(customer, item)
        very_old(item, item.slots[0].file)
        cart.updated_at = now() - timedelta(days=400)
        db.session.commit()
        tidied_twice()
        assert the_item().slots[0].file_id is None

    def test_a_file_that_is_let_go_of_at_that_moment_is_in_no_cart(self, robin, item):
        """Whoever is first: it is not there any more, or it stays."""
        cart, file = a_cart(user=robin), item.slots[0].file
        db.session.expunge(file)  # it is known as it was before
        db.session.query(ArtworkFile).filter_by(id=file.id).update({"removed_at": now()})
        new = put_again(cart, an_answer(a_quote(item.product)), item)
        assert new.slots[0].file_id is None


def very_old(item, file):
    then = now() - timedelta(days=500)
    item.moved_at = then
    db.session.query(ArtworkFile).filter_by(id=file.id).update(
        {"uploaded_at": then, "used_at": then}
    )
    db.session.commit()


def tidied_twice():
    for _ in range(2):
        jobs.tidy_artwork()
    db.session.expire_all()


def test_the_list_of_orders_leads_to_ordering_again(customer, robin, item):
    several = an_order(items=2, user=robin)
    page = customer.get("/orders/").text
    assert f'action="/orders/{item.order.number}/items/1/reorder"' in page
    assert f'action="/orders/{several.number}/items/' not in page  # which of them?
    assert f"choose from order {several.number}" in page


class TestFilesPage:
    def test_it_shows_the_files_of_all_orders_the_newest_first(self, customer, robin, item):
        newer = an_order(user=robin, item={"title": "Our brochures"})
        theirs = an_order(user=a_user())
        page = customer.get("/account/files/").text
        links = [f"/orders/{one.number}/items/1/artwork/" for one in (newer, item.order)]
        assert page.index(links[0]) < page.index(links[1])
        assert f"/orders/{theirs.number}" not in page
        assert page.count("Order again:") == 2

    def test_one_product_alone_is_shown_if_it_is_asked_for(self, customer, robin, item):
        newer = an_order(user=robin, item={"title": "Our brochures"})
        page = customer.get(f"/account/files/?product={item.product_id}").text
        assert f"/orders/{item.order.number}/" in page
        assert f"/orders/{newer.number}/" not in page
        assert "Our brochures" in page  # in the list to choose from
        page = customer.get("/account/files/?product=x").text
        assert "No files of this product" in page

    def test_many_come_in_pages(self, customer, robin, item):
        an_order(items=11, user=robin)
        assert f"/orders/{item.order.number}/" not in customer.get("/account/files/").text
        assert f"/orders/{item.order.number}/" in customer.get("/account/files/?page=2").text

    def test_it_is_for_who_is_signed_in(self, browser):
        assert browser.get("/account/files/").location.startswith("/login")

    def test_without_orders_it_says_what_would_be_there(self, customer):
        assert "No files yet" in customer.get("/account/files/").text
