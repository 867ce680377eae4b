"""From the last page to the order: once, at the agreed sums, and all of it frozen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace
from sqlalchemy import update

from storefront import jobs
from storefront.artwork.models import ArtworkSlot
from storefront.cart.models import Cart, CartItem, CartStatus
from storefront.catalog.models import OwnProduct, Workflow
from storefront.catalog.stages import Gate, WorkflowStage
from storefront.checkout.models import Checkout, Delivery
from storefront.checkout.placing import AlreadyOrdered, PriceChanged, place_order
from storefront.checkout.readiness import CartNotReady
from storefront.checkout.totals import bill_for
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import ItemStatus, Notice, Order
from storefront.orders.pushing import journal
from storefront.partner.models import PartnerAccount
from storefront.payments.receiving import receive
from storefront.payments.statement import unpaid
from storefront.quotes.models import Quote, TaxRule
from tests.checkout.conftest import (
    NEXT_DAY,
    choose_delivery,
    choose_payment,
    confirm_form,
    give_address,
    in_the_hands_of,
    place,
    ships,
    walk_to_confirm,
)
from tests.factories import R1000, a_cart, a_file, a_product, a_quote, a_user, with_settings
from tests.neighbors import NEXT_NUMBER, mine
from tests.refusals import refusal


def orders():
    return mine(Order).all()


def the_order():
    return mine(Order).one()


def ages(cart, seconds=3601):
    """Everything in it was quoted over an hour ago."""
    then = now() - timedelta(seconds=seconds)
    for item in cart.items:
        item.quote.made_at = then
    for delivery in mine(Delivery):
        delivery.quoted_at = then
    db.session.commit()


@pytest.fixture
def ready(browser, cart, queue):
    """A cart at the last step."""
    walk_to_confirm(browser, cart)
    return cart


def test_the_last_page_shows_all_of_it(browser, ready):
    db.session.add(TaxRule(state="NY", rate=Decimal("8.875"), on_shipping=True))
    db.session.commit()

    page = browser.get("/checkout/confirm").text

    for fact in ["$44.80", "$12.00", "$5.04", "$61.84", "Robin Sample", "Ground Shipping"]:
        assert fact in page
    assert "A price has changed" not in page
    assert "bank transfer, check or cash" in page
    assert "until your job goes to press" in page


def test_an_order_is_placed_and_its_page_shown(browser, ready, queue):
    answer = place(browser)

    assert answer.location == f"/orders/{NEXT_NUMBER}"
    assert browser.get(answer.location).status_code == 200
    assert ready.status == CartStatus.ORDERED
    assert [job.__name__ for job, *_ in queue.jobs] == ["send_notice"]


def test_everything_about_the_order_is_frozen(browser, ready):
    quote = ready.items[0].quote
    place(browser)
    order, item = the_order(), the_order().items[0]

    assert (order.goods, order.shipping, order.tax, order.total) == (
        Decimal("44.80"),
        Decimal("12.00"),
        Decimal("0.00"),
        Decimal("56.80"),
    )
    assert order.email == "robin@customer.example"
    assert order.account_id == quote.account_id
    assert order.address.zipcode == "10118"
    assert item.choice.product_uuid == quote.product.uuid
    assert item.choice.turnaround_uuid == quote.choice.turnaround_uuid
    assert (item.cost, item.price, item.rule) == (quote.cost, quote.price, quote.rule)
    assert item.choices == quote.choices
    assert (item.service_code, item.service_name) == ("03", "Ground Shipping")
    assert (item.shipping_cost, item.shipping) == (Decimal("12.00"), Decimal("12.00"))
    assert item.in_hand == "2026-12-04"
    assert item.reference == f"{NEXT_NUMBER}-1"


@pytest.mark.parametrize("tax", ["26.04", "0", None])
def test_so_is_the_tax_that_4over_quoted(browser, ready, tax):
    delivery = mine(Delivery).one()
    said = None if tax is None else Decimal(tax)
    delivery.services = tuple(replace(service, tax=said) for service in delivery.services)
    db.session.commit()
    place(browser)
    assert the_order().items[0].partner_tax == said


def test_the_order_has_files_of_its_own(browser, ready):
    place(browser)
    mine, carts = the_order().items[0].slots[0], ready.items[0].slots[0]

    assert mine.id != carts.id
    assert (mine.code, mine.file_id) == (carts.code, carts.file_id)
    assert mine.cart_item_id is None


def test_a_file_that_the_options_do_not_need_is_not_ordered_and_not_kept(browser, ready):
    spare = ArtworkSlot(code="bk", label="Back", position=1, file_id=a_file().id, needed=False)
    ready.items[0].all_slots.append(spare)
    db.session.commit()

    place(browser)

    assert [slot.code for slot in the_order().items[0].slots] == ["fr"]
    assert mine(ArtworkSlot).filter_by(code="bk").count() == 0


def test_an_order_waits_for_its_payment(browser, ready, queue):
    page = browser.get(place(browser).location).text

    assert unpaid(the_order()) == Decimal("56.80")
    assert the_order().items[0].status == ItemStatus.WAITING
    assert mine(Notice).one().kind == "placed"
    assert [job.__name__ for job, *_ in queue.jobs] == ["send_notice"]
    assert "Waiting for payment" in page
    assert "$56.80 is not paid yet." in page


def test_nothing_of_it_goes_to_4over_before_it_is_paid(browser, ready, queue, partner, tmp_path):
    """The sweep, too, leaves it alone; the control is the payment."""
    place(browser)
    queue.run(jobs.sweep)
    queue.run_all()
    assert partner.count("POST /orders") == 0
    (mail,) = (tmp_path / "mail").iterdir()
    assert "$56.80 is not paid yet." in mail.read_text()

    partner.has_cards()
    partner.quotes("32.00")
    partner.takes_orders("Z1-001")
    receive(the_order(), Decimal("56.80"), by="pat@shop.example")
    db.session.commit()
    queue.run(jobs.sweep)
    queue.run_all()

    assert partner.count("POST /orders") == 1


@pytest.fixture
def another_like_it(ready):
    """Puts a cart like the first into a browser's hands, at the last step too."""
    quote_id, checkout = ready.items[0].quote_id, db.session.get(Checkout, ready.id)
    (delivery,) = checkout.deliveries
    told = {"ship_to": checkout.ship_to, "payment_method": checkout.payment_method}
    sent = {"services": delivery.services, "quoted_at": delivery.quoted_at,
            "chosen": delivery.chosen, "price": delivery.price}  # fmt: skip

    def put(browser, user=None, email="robin@customer.example"):
        cart = in_the_hands_of(browser, a_cart(db.session.get(Quote, quote_id), user=user))
        way = Delivery(cart_item_id=cart.items[0].id, quote_id=quote_id, **sent)
        db.session.add(Checkout(cart_id=cart.id, email=email, deliveries=[way], **told))
        db.session.commit()

    return put


def test_orders_of_guests_for_one_e_mail_are_limited_and_the_cart_is_kept(
    app, browser, another_like_it, queue
):
    for number in range(20):
        another_like_it(browser)
        assert place(browser).status_code == 302, number
    another_like_it(browser, email="Robin@customer.example")

    refused = place(browser)

    assert refused.status_code == 429
    assert "Nothing was ordered now, and your cart is kept" in refused.text
    assert mine(Order).count() == 20
    assert browser.get("/checkout/confirm").status_code == 200  # with all that was in it
    robin = a_user(email="robin@customer.example")  # whom guests may pretend to be
    hers = app.test_client().login(robin)
    another_like_it(hers, user=robin)
    assert place(hers).status_code == 302


def test_orders_from_one_network_address_are_limited(app, another_like_it, queue):
    """Each from a browser of its own, and for an e-mail of its own."""
    for number in range(41):
        browser = app.test_client()
        another_like_it(browser, email=f"robot{number}@customer.example")
        answer = place(browser)
        assert answer.status_code == 302 or number == 40
    assert refusal(answer, "Nothing was ordered now, and your cart is kept") == 429


def test_only_what_was_placed_counts_not_what_was_tried(app, browser, ready, queue):
    """Neither a customer's own tries nor those of strangers without a cart."""
    stranger = app.test_client()
    for _ in range(25):
        another = browser.post("/checkout/confirm", data={"cart": "another"})
        assert refusal(another, "That page was about another cart") == 409
        assert stranger.post("/checkout/confirm").status_code in (302, 409)

    assert place(browser).location == f"/orders/{NEXT_NUMBER}"


def test_an_item_whose_workflow_asks_for_approval_waits(browser, partner, queue, tmp_path):
    product = a_product()
    look = WorkflowStage(Gate.STAFF, "Proofreading", "We look at your files first")
    product.workflow = Workflow(name="Look first", stages=(look,))
    cart = in_the_hands_of(browser, a_cart(a_quote(product)))
    walk_to_confirm(browser, cart)

    place(browser)

    item = the_order().items[0]
    assert item.status == ItemStatus.WAITING
    assert [job.__name__ for job, *_ in queue.jobs] == ["send_notice"]
    queue.run_all()
    (mail,) = (tmp_path / "mail").iterdir()
    assert "We look at your files first." in mail.read_text()


def test_a_workflow_that_is_changed_counts_for_new_orders_only(browser, partner, queue):
    look, let_go = (
        WorkflowStage(gate, word, word)
        for gate, word in ((Gate.STAFF, "Proofreading"), (Gate.RELEASE, "Paper is there"))
    )
    product = a_product()
    product.workflow = Workflow(name="Mine", stages=(look,))
    found = []
    for stages in ((look,), (look, let_go), ()):
        product.workflow.stages = stages
        db.session.commit()
        walk_to_confirm(browser, in_the_hands_of(browser, a_cart(a_quote(product))))
        place(browser)
        found.append(mine(Order).order_by(Order.id.desc()).first())

    assert [[stage.internal for stage in order.items[0].stages] for order in found] == [
        ["Proofreading"],
        ["Proofreading", "Paper is there"],
        [],
    ]


def test_a_customer_who_is_asked_at_once_gets_one_mail(browser, partner, queue):
    product = a_product()
    product.workflow = Workflow(
        name="Ask", stages=(WorkflowStage(Gate.CUSTOMER, "Proof", "Please approve your files"),)
    )
    walk_to_confirm(browser, in_the_hands_of(browser, a_cart(a_quote(product))))

    place(browser)

    assert [notice.kind for notice in mine(Notice)] == ["placed"]
    assert "See the proof and approve it" in browser.get(f"/orders/{the_order().number}").text


@pytest.mark.alone
def test_numbers_go_up_from_1042(browser, app, partner, queue):
    for number in ["1042", "1043"]:
        walk_to_confirm(browser, in_the_hands_of(browser, a_cart(a_quote())))
        assert place(browser).location == f"/orders/{number}"


def test_no_number_is_given_that_ever_left_for_4over(browser, ready):
    """As after a restored backup: the journal knows more orders than the database."""
    journal.write("sending", "2077-1", 5, owner="before the backup")

    assert place(browser).location == "/orders/2078"


def test_nobody_waits_for_the_database_while_the_journal_is_read_for_a_number(
    browser, ready, held_while_the_journal_is_read, other_window
):
    form = confirm_form(browser.get("/checkout/confirm"))
    db.session.rollback()

    placing = other_window(lambda: browser.post("/checkout/confirm", data=form))

    assert held_while_the_journal_is_read() == 0
    assert placing.result().location == f"/orders/{NEXT_NUMBER}"


def test_a_signed_in_customers_order_is_his(browser, partner, queue):
    user = a_user(email="kim@customer.example")
    cart = a_cart(a_quote(), user=user)
    walk_to_confirm(browser.login(user), cart)

    place(browser)

    assert the_order().user_id == user.id
    assert the_order().email == "kim@customer.example"


class TestTheSecondClick:
    def test_leads_to_the_one_order(self, browser, ready, queue):
        form = confirm_form(browser.get("/checkout/confirm"))

        first = browser.post("/checkout/confirm", data=form)
        second = browser.post("/checkout/confirm", data=form)

        assert first.location == second.location == f"/orders/{NEXT_NUMBER}"
        assert len(orders()) == 1
        assert len(queue.jobs) == 1
        page = browser.get(second.location).text
        assert f"about order {NEXT_NUMBER}, which is placed already" in page
        assert "not ordered" not in page  # there is no other cart

    def test_of_a_race_finds_the_cart_claimed_though_it_still_reads_as_open(self, browser, ready):
        checkout = db.session.get(Checkout, ready.id)
        agreed = bill_for(ready, checkout).seal
        claimed_by_the_other_click = update(Cart.__table__).values(status="ordered")
        db.session.execute(claimed_by_the_other_click)

        assert ready.status == CartStatus.OPEN  # who only reads it would order again
        with pytest.raises(AlreadyOrdered):
            place_order(ready, checkout, agreed=agreed, noted=0)

    def test_of_a_race_is_for_the_prices_as_they_are_by_then(self, ready):
        checkout = db.session.get(Checkout, ready.id)
        agreed = bill_for(ready, checkout).seal
        db.session.execute(update(Quote.__table__).values(price=Decimal("99.00")))

        assert ready.items[0].quote.price == Decimal("44.80")  # who only reads it would order so
        with pytest.raises(PriceChanged):
            place_order(ready, checkout, agreed=agreed, noted=0)

    def test_at_the_very_same_moment_makes_one_order(self, app, browser, ready, queue):
        form = confirm_form(browser.get("/checkout/confirm"))
        cookie = browser.get_cookie("session").value
        together = Barrier(4)

        def click(_):
            other = FlaskClient(app, app.response_class)
            other.set_cookie("session", cookie)
            together.wait()
            return other.post("/checkout/confirm", data=form).location

        db.session.rollback()
        with ThreadPoolExecutor(4) as threads:
            locations = list(threads.map(click, range(4)))

        assert set(locations) == {f"/orders/{NEXT_NUMBER}"}
        assert len(orders()) == 1
        assert [job.__name__ for job, *_ in queue.jobs].count("send_notice") == 1

    def test_by_somebody_else_shows_nothing(self, app, browser, partner, queue):
        user = a_user()
        cart = a_cart(a_quote(), user=user)
        walk_to_confirm(browser.login(user), cart)
        form = confirm_form(browser.get("/checkout/confirm"))
        browser.post("/checkout/confirm", data=form)

        stranger = app.test_client().post("/checkout/confirm", data=form)

        assert refusal(stranger, "That page was about another cart") == 409


class TestAPriceThatChanged:
    def test_is_shown_beside_the_old_one_and_needs_a_second_yes(self, browser, ready, partner):
        ages(ready)
        partner.quotes("40.00")

        answer = place(browser)

        assert answer.status_code == 409
        assert "A price has changed" in answer.text
        assert "$44.80" in answer.text
        assert "$56.00" in answer.text
        assert orders() == []

        again = browser.post("/checkout/confirm", data=confirm_form(answer))
        assert again.location == f"/orders/{NEXT_NUMBER}"
        assert the_order().goods == Decimal("56.00")
        assert the_order().items[0].cost == Decimal("40.00")

    def test_of_delivery_too(self, browser, ready, partner):
        ages(ready)
        partner.quotes("32.00")
        ships(partner, ground="15.00")

        answer = place(browser)

        assert answer.status_code == 409
        assert "Shipping of" in answer.text
        assert "$15.00" in answer.text
        browser.post("/checkout/confirm", data=confirm_form(answer))
        assert the_order().shipping == Decimal("15.00")

    def test_back_and_forth_asks_each_time(self, browser, ready, partner):
        ages(ready)
        partner.quotes("40.00")
        answer = place(browser)
        for item in ready.items:
            item.new_quote.made_at = now() - timedelta(hours=2)
        db.session.commit()
        partner.http.remove("GET", f"{partner.url}/printproducts/productquote")
        partner.quotes("50.00")

        answer = browser.post("/checkout/confirm", data=confirm_form(answer))

        assert answer.status_code == 409
        assert "$70.00" in answer.text

    def test_the_same_price_is_ordered_without_a_question(self, browser, ready, partner):
        ages(ready)
        partner.quotes("32.00")

        assert place(browser).location == f"/orders/{NEXT_NUMBER}"
        assert partner.count("GET /printproducts/productquote") == 1

    def test_a_fresh_price_is_not_asked_for_again(self, browser, ready, partner):
        place(browser)

        assert partner.count("GET /printproducts/productquote") == 0

    def test_a_tax_rule_made_meanwhile_needs_a_second_yes(self, browser, ready):
        form = confirm_form(browser.get("/checkout/confirm"))
        db.session.add(TaxRule(state="NY", rate=Decimal("8.875")))
        db.session.commit()

        answer = browser.post("/checkout/confirm", data=form)

        assert answer.status_code == 409
        assert "Your order changed since you last saw it" in answer.text
        assert "A price has changed" not in answer.text
        assert "Nothing has been ordered yet" in answer.text
        assert orders() == []

    def test_while_4over_is_down_nothing_is_ordered_and_nothing_lost(self, browser, ready, partner):
        ages(ready)
        partner.http.reset()
        partner.is_down()

        answer = place(browser)

        assert answer.status_code == 503
        assert "nothing is lost" in answer.text
        assert orders() == []
        assert ready.status == CartStatus.OPEN
        assert mine(Delivery).one().chosen == "03"

    def test_delivery_alone_without_an_answer_stops_it_too(self, browser, ready, partner):
        ages(ready)
        partner.quotes("32.00")
        partner.http.remove("POST", f"{partner.url}/shippingquote")
        partner.answers("POST", "/shippingquote", status=503, body="down")

        assert place(browser).status_code == 503
        assert orders() == []
        assert mine(Delivery).one().chosen == "03"

    def test_what_is_no_longer_printed_leads_back_to_the_cart(self, browser, ready, partner):
        ages(ready)
        partner.answers(
            "GET",
            "/printproducts/productquote",
            status=409,
            json={"status": "error", "message": "Invalid / Missing Turnaround Time"},
        )

        assert place(browser).status_code == 302
        assert orders() == []


REVIEW = "Your order changed since you last saw it."


class TestTheYes:
    """is for what was on the page, whatever another window does meanwhile."""

    @pytest.fixture
    def form(self, browser, ready):
        return confirm_form(browser.get("/checkout/confirm"))

    def test_is_not_for_another_address_at_the_same_price(self, browser, ready, form):
        give_address(browser, address="1 Other Street", city="Albany", zipcode="12207")
        choose_delivery(browser, ready)

        answer = browser.post("/checkout/confirm", data=form)

        assert answer.status_code == 409
        assert "1 Other Street" in answer.text
        assert orders() == []

    def test_is_not_for_another_service_at_the_same_price(self, browser, ready, partner, form):
        ships(partner, ground="99.00", next_day="12.00")
        browser.post("/checkout/delivery/quotes")
        choose_delivery(browser, ready, key=NEXT_DAY)

        answer = browser.post("/checkout/confirm", data=form)
        assert refusal(answer, REVIEW) == 409
        assert orders() == []

    def test_is_not_for_other_choices_at_the_same_price(self, browser, ready, form):
        item = ready.items[0]
        item.quote = a_quote(item.quote.product, runsize=1000, runsize_uuid=R1000)
        for delivery in mine(Delivery):
            delivery.quote_id = item.quote.id
        db.session.commit()

        answer = browser.post("/checkout/confirm", data=form)
        assert refusal(answer, REVIEW) == 409
        assert orders() == []

    def test_is_not_for_another_e_mail(self, browser, ready, form):
        give_address(browser, email="kim@customer.example")

        answer = browser.post("/checkout/confirm", data=form)
        assert refusal(answer, REVIEW) == 409
        assert orders() == []

    def test_is_for_the_same_quoted_anew(self, browser, ready, form):
        give_address(browser)
        choose_delivery(browser, ready)

        assert browser.post("/checkout/confirm", data=form).location == f"/orders/{NEXT_NUMBER}"


class TestTampering:
    def test_with_the_seal_is_a_no(self, browser, ready):
        answer = place(browser, agreed="0" * 32)

        assert refusal(answer, REVIEW) == 409
        assert orders() == []

    def test_with_prices_changes_nothing(self, browser, ready):
        place(browser, price="0.01", total="0.01", shipping="0.00")

        assert the_order().total == Decimal("56.80")

    def test_with_another_cart_orders_nothing(self, app, browser, ready, partner):
        theirs = a_cart(a_quote(), user=a_user())

        answer = place(browser, cart=theirs.token)
        assert refusal(answer, "That page was about another cart") == 409
        assert orders() == []

    def test_with_the_way_to_pay_is_refused(self, browser, cart):
        give_address(browser)
        choose_delivery(browser, cart)

        answer = browser.post("/checkout/payment", data={"method": "free of charge"})

        assert refusal(answer, "Choose one of those listed.") == 422
        assert mine(Checkout).one().payment_method == ""


class TestGuardsAtTheLastMoment:
    def order(self, cart):
        checkout = db.session.get(Checkout, cart.id)
        place_order(cart, checkout, agreed=bill_for(cart, checkout).seal, noted=0)

    def test_a_removed_file(self, ready):
        with_settings(files_later=False)
        ready.items[0].slots[0].file = None
        with pytest.raises(CartNotReady, match="still needs files: Front"):
            self.order(ready)

    def test_a_shop_that_stopped_taking_orders(self, ready):
        with_settings(taking_orders=False)
        with pytest.raises(CartNotReady, match="not taking orders"):
            self.order(ready)

    def test_a_shop_whose_account_at_4over_is_gone(self, ready):
        mine(PartnerAccount).update({"retired_at": now()})
        with pytest.raises(CartNotReady, match="can't take orders for printing yet"):
            self.order(ready)

    def test_a_shop_that_does_not_sell_print_any_more(self, ready):
        with_settings(active=False)
        with pytest.raises(CartNotReady, match="can't take orders for printing right now"):
            self.order(ready)

    def test_another_environment(self, ready):
        ready.environment = "production"
        with pytest.raises(CartNotReady, match="can no longer be ordered"):
            self.order(ready)

    @pytest.mark.parametrize("which", ["goods", "shipping"])
    def test_prices_of_goods_or_shipping_too_old_to_order_at(self, ready, which):
        if which == "goods":
            ready.items[0].quote.made_at = now() - timedelta(hours=2)
        else:
            mine(Delivery).one().quoted_at = now() - timedelta(hours=2)
        with pytest.raises(CartNotReady, match="expired"):
            self.order(ready)

    def test_a_delivery_not_chosen(self, ready):
        db.session.get(Checkout, ready.id).deliveries[0].chosen = ""
        with pytest.raises(CartNotReady, match="complete this step first: Shipping"):
            self.order(ready)


def test_an_own_product_that_is_hidden_meanwhile_is_not_ordered(browser, partner, queue):
    mug = OwnProduct(slug="mug", title="Mug", price=Decimal("9.00"))
    with_settings(list_own_products=True)
    cart = a_cart()
    cart.items.append(CartItem(own_product=mug, quantity=2))
    in_the_hands_of(browser, cart)
    give_address(browser)
    browser.post("/checkout/delivery")
    choose_payment(browser)
    form = confirm_form(browser.get("/checkout/confirm"))
    mug.hidden = True
    db.session.commit()

    answer = browser.post("/checkout/confirm", data=form)

    assert answer.location == "/cart/"
    assert "Mug is no longer available" in browser.get("/cart/").text
    assert orders() == []

    mug.hidden = False
    db.session.commit()
    assert browser.post("/checkout/confirm", data=form).location == f"/orders/{NEXT_NUMBER}"


def test_the_payment_page_shows_the_tax_before_anybody_says_yes(browser, cart):
    db.session.add(TaxRule(state="NY", rate=Decimal("8.875"), name="New York sales tax"))
    db.session.commit()
    give_address(browser)
    choose_delivery(browser, cart)

    page = browser.get("/checkout/payment").text

    assert "New York sales tax" in page
    assert "$3.98" in page
    assert choose_payment(browser).location == "/checkout/confirm"
