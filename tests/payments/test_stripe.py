"""Stripe Checkout, with answers as its API gives them and webhooks signed as it signs them."""

import hmac
import json
import time
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qs

import pytest
import requests
from pydantic import ValidationError

from storefront.accounts.models import Role
from storefront.config import Config
from storefront.database import db, end_transaction
from storefront.orders.models import Cleared, ItemStatus, Notice, NoticeKind
from storefront.payments.checking import MOMENT, check
from storefront.payments.ledger import waive
from storefront.payments.methods import METHODS, offered_to
from storefront.payments.methods.contract import (
    MethodNotOffered,
    NotKnown,
    Payer,
    ProviderDown,
    ProviderRefused,
)
from storefront.payments.methods.stripe_checkout import why_not
from storefront.payments.models import Payment, PaymentStatus
from storefront.payments.opening import open_refunds
from storefront.payments.paying import BeingChecked, start
from storefront.payments.repaying import left_of
from storefront.payments.statement import unpaid
from tests.factories import a_payment, a_user, an_order, with_settings
from tests.neighbors import mine

ALL = Decimal("56.80")
API, SECRET = "https://api.stripe.com/v1", "whsec_1"
STRIPE = METHODS["stripe"]
SESSIONS = f"{API}/checkout/sessions"


@pytest.fixture
def settings():
    return {"stripe_secret_key": "sk_test_1", "stripe_webhook_secret": SECRET}


@pytest.fixture
def api(http):
    return http


@pytest.fixture
def order(app):
    return an_order(cleared_at=None, status=ItemStatus.WAITING, payment_method="stripe")


@pytest.fixture
def begun(api, order):
    api.post(SESSIONS, json=a_session("?"))
    start(order.id)
    return mine(Payment).one()


def a_session(key, **more):
    return {
        "id": "cs_test_1", "object": "checkout.session", "url": "https://checkout.stripe.com/c/1",
        "client_reference_id": key, "metadata": {"payment_key": key},
        "status": "open", "payment_status": "unpaid",
        "amount_total": 5680, "currency": "usd", "payment_intent": None,
    } | more  # fmt: skip


def paid(key, **more):
    done = {"status": "complete", "payment_status": "paid", "payment_intent": "pi_1"}
    return a_session(key, **(done | more))


def sends(browser, kind, about, *, secret=SECRET, at=None, livemode=False):
    event = {"id": "evt_1", "object": "event", "type": kind, "livemode": livemode,
             "data": {"object": about}}  # fmt: skip
    body, at = json.dumps(event), int(time.time()) if at is None else at
    signed = hmac.new(secret.encode(), f"{at}.{body}".encode(), "sha256").hexdigest()
    headers = {"Stripe-Signature": f"t={at},v1={signed}"}
    answer = browser.post("/payments/stripe/webhook", data=body, headers=headers)
    db.session.expire_all()
    return answer.status_code


def test_a_session_asks_for_what_is_due_with_a_key_of_its_own(api, order, begun):
    sent = api.calls[0].request
    asked = {name: value[0] for name, value in parse_qs(sent.body).items()}
    assert asked["line_items[0][price_data][unit_amount]"] == "5680"
    assert asked["line_items[0][price_data][currency]"] == "usd"
    assert asked["client_reference_id"] == begun.key == sent.headers["Idempotency-Key"]
    assert asked["success_url"].endswith(f"/orders/{order.number}?paying=1")
    assert (begun.session, begun.status) == ("cs_test_1", PaymentStatus.BEGUN)


def test_without_an_answer_it_is_asked_again_with_the_same_key(api, order):
    api.post(SESSIONS, body=requests.ConnectionError("reset"))
    with pytest.raises(ProviderDown):
        start(order.id)
    api.replace("POST", SESSIONS, json=a_session("?"))
    start(order.id)
    keys = {call.request.headers["Idempotency-Key"] for call in api.calls}
    assert len(api.calls) == 2  # the library asks once
    assert len(keys) == 1


@pytest.mark.parametrize(
    ("status", "error", "keys"),
    [
        (500, {"type": "api_error"}, 2),
        (400, {"type": "idempotency_error"}, 2),
        (400, {"type": "invalid_request_error", "code": "email_invalid"}, 2),
        (409, {"type": "invalid_request_error", "code": "idempotency_key_in_use"}, 1),
        (429, {"type": "invalid_request_error", "code": "rate_limit"}, 1),
    ],
)
def test_what_stripe_answered_it_answers_to_the_same_key_again(api, order, status, error, keys):
    """So the next try has another; where it had not begun, the same."""
    api.post(SESSIONS, status=status, json={"error": error})
    with pytest.raises(ProviderRefused if "code" in error and keys == 2 else ProviderDown):
        start(order.id)
    api.replace("POST", SESSIONS, json=a_session("?"))
    assert start(order.id) == "https://checkout.stripe.com/c/1"
    assert len({call.request.headers["Idempotency-Key"] for call in api.calls}) == keys


def test_completed_and_not_paid_yet_no_second_session_is_opened(api, order, begun):
    begun.made_at -= timedelta(days=2)  # Stripe has forgotten its key
    db.session.commit()
    done = {"status": "complete", "url": None, "payment_intent": "pi_ach"}
    api.get(f"{SESSIONS}/cs_test_1", json=a_session(begun.key, **done))
    with pytest.raises(BeingChecked):
        start(order.id)
    assert [call.request.method for call in api.calls] == ["POST", "GET"]


def test_where_another_amount_is_due_stripe_is_asked_twice(api, app):
    order = an_order(cleared_at=None, payment_method="stripe", items=2)
    api.post(SESSIONS, json=a_session("?"))
    start(order.id)
    key = mine(Payment).one().key
    api.post(f"{SESSIONS}/cs_test_1/expire", json=a_session(key, status="expired", url=None))
    api.replace("POST", SESSIONS, json=a_session("?", id="cs_test_2"))
    order.items[0].status = ItemStatus.CANCELLED
    db.session.commit()
    start(order.id)
    assert [call.request.url.removeprefix(SESSIONS) for call in api.calls] == [
        "",
        "/cs_test_1/expire",
        "",
    ]


@pytest.mark.parametrize("amount", [None, "56.80", -1, True, 56.8])
def test_an_answer_that_cannot_be_read_is_none(api, begun, amount):
    api.get(f"{SESSIONS}/cs_test_1", json=paid(begun.key, amount_total=amount))
    db.session.rollback()
    with pytest.raises(ProviderDown, match="cannot be read"):
        STRIPE.ask("cs_test_1")


def test_asked_it_says_whether_it_is_paid(api, order, begun):
    api.get(f"{SESSIONS}/cs_test_1", json=a_session(begun.key))
    assert check(begun.id) == []
    api.replace("GET", f"{SESSIONS}/cs_test_1", json=paid(begun.key))
    assert check(begun.id) == []  # a moment ago it was asked
    begun.asked_at -= MOMENT
    db.session.commit()
    assert check(begun.id) == order.items
    assert (begun.reference, begun.amount) == ("pi_1", ALL)
    assert order.cleared_how == Cleared.PAID


def test_who_asks_first_of_all_holds_no_transaction_meanwhile(api, app, begun):
    """Stripe's key is compared with the shop's settings, which are read anew for each job."""
    api.get(f"{SESSIONS}/cs_test_1", json=a_session(begun.key))
    end_transaction()
    with app.app_context():
        assert STRIPE.ask("cs_test_1").reports == []


def test_a_session_that_ran_out_is_begun_anew(api, order, begun):
    api.get(f"{SESSIONS}/cs_test_1", json=a_session(begun.key, status="expired"))
    api.replace("POST", SESSIONS, json=a_session("?", id="cs_test_2"))
    start(order.id)
    first, second = mine(Payment).order_by(Payment.id)
    assert (first.status, second.status) == (PaymentStatus.FAILED, PaymentStatus.BEGUN)
    assert first.key != second.key


def test_a_session_is_closed_and_of_one_that_cannot_be_it_is_asked_what_came(api, app):
    expire = f"{SESSIONS}/cs_test_1/expire"
    api.post(expire, json=a_session("?", status="expired"))
    STRIPE.close("cs_test_1")
    assert [call.request.url for call in api.calls] == [expire]
    api.replace("POST", expire, status=400, json={"error": {"message": "It is complete"}})
    api.get(f"{SESSIONS}/cs_test_1", json=paid("k"))
    assert "pi_1" in repr(STRIPE.close("cs_test_1"))  # what came in the moment before
    assert api.calls[-1].request.method == "GET"


@pytest.mark.parametrize(("code", "known"), [("resource_missing", False), ("other", True)])
def test_what_stripe_does_not_know_is_told_from_what_it_refuses(api, app, code, known):
    error = {"code": code, "type": "invalid_request_error", "message": "No"}
    api.get(f"{SESSIONS}/cs_test_1", status=400, json={"error": error})
    with pytest.raises(ProviderRefused, match=f"Stripe: {code}") as refused:
        STRIPE.ask("cs_test_1")
    assert isinstance(refused.value, NotKnown) != known


class TestWebhook:
    def test_paid_it_prints_the_order_however_often_it_comes(self, browser, order, begun, queue):
        for kind in ("completed", "completed", "async_payment_succeeded"):
            assert sends(browser, f"checkout.session.{kind}", paid(begun.key)) == 204
        assert order.cleared_how == Cleared.PAID
        assert mine(Payment).one().amount == ALL
        assert len(queue.jobs) == 1

    def test_completed_and_not_paid_yet_it_waits(self, browser, order, begun):
        waits = a_session(begun.key, status="complete", payment_status="unpaid")
        assert sends(browser, "checkout.session.completed", waits) == 204
        assert begun.status == PaymentStatus.BEGUN
        assert sends(browser, "checkout.session.async_payment_failed", waits) == 204
        assert begun.status == PaymentStatus.FAILED

    @pytest.mark.parametrize(
        "wrong", [{"secret": "whsec_2"}, {"at": 1_700_000_000}, {"livemode": True}]
    )
    def test_forged_replayed_or_of_the_other_environment_it_is_refused(
        self, browser, order, begun, wrong
    ):
        assert sends(browser, "checkout.session.completed", paid(begun.key), **wrong) == 400
        assert unpaid(order) == ALL

    def test_for_another_amount_or_currency_staff_look(self, browser, order, begun):
        sends(browser, "checkout.session.completed", paid(begun.key, currency="eur"))
        assert "EUR was paid" in begun.trouble
        sends(browser, "checkout.session.completed", paid(begun.key, amount_total=100))
        assert unpaid(order) == Decimal("55.80")

    def test_of_another_shop_it_is_not_ours(self, browser, order, begun):
        foreign = paid("other", metadata={})
        assert sends(browser, "checkout.session.completed", foreign) == 204
        assert sends(browser, "customer.created", {"id": "cus_1"}) == 204
        its_refund = {"id": "re_8", "amount": 1, "payment_intent": "pi_8", "status": "succeeded"}
        assert sends(browser, "refund.created", its_refund) == 204
        assert mine(Payment).one() is begun
        assert not begun.trouble

    def test_of_a_key_that_is_not_known_yet_it_is_told_again(self, browser, order, begun):
        assert sends(browser, "checkout.session.completed", paid("too soon")) == 404

    def test_begun_after_the_backup_that_was_restored_a_person_is_told(
        self, app, browser, begun, caplog
    ):
        key, begun.key = begun.key, "gone"
        db.session.commit()
        assert sends(browser, "checkout.session.completed", paid(key)) == 404
        assert "pi_1 of $56.80 is in no order here" in caplog.text
        first_page = app.test_client().login(a_user(Role.ADMIN, "ada@shop.example"))
        failed = "Failed for good: finding the order of money"
        assert failed in first_page.get("/admin/").text

        begun.key = key  # it came back
        db.session.commit()
        assert sends(browser, "checkout.session.completed", paid(key)) == 204
        assert failed not in first_page.get("/admin/").text

    def test_a_dispute_is_told_to_staff(self, browser, order, begun):
        sends(browser, "checkout.session.completed", paid(begun.key))
        dispute = {"id": "dp_1", "payment_intent": "pi_1", "amount": 5680,
                   "reason": "product_not_received",
                   "evidence_details": {"due_by": 1_767_225_600}}  # fmt: skip
        assert sends(browser, "charge.dispute.created", dispute) == 204
        assert "disputes $56.80 with their bank (product not received)" in begun.trouble
        assert "Answer in Stripe's dashboard by Dec 31, 2025." in begun.trouble
        assert mine(Notice).filter_by(kind=NoticeKind.LOOK).count() == 1

    def test_of_more_than_a_megabyte_nothing_is_read(self, browser, order, begun):
        about = paid(begun.key, padding="x" * 1_000_000)
        assert sends(browser, "checkout.session.completed", about) == 413
        assert begun.status == PaymentStatus.BEGUN

    def test_garbage_is_refused(self, browser, app):
        for body in (b"", b"{}", b"\xff", b"[]"):
            at = int(time.time())
            signed = hmac.new(SECRET.encode(), f"{at}.".encode() + body, "sha256").hexdigest()
            headers = {"Stripe-Signature": f"t={at},v1={signed}"}
            answer = browser.post("/payments/stripe/webhook", data=body, headers=headers)
            assert answer.status_code == 400


class TestRefund:
    @pytest.fixture
    def api(self, api):
        """Nothing was given back yet."""
        none = {"object": "list", "data": [], "has_more": False, "url": "/v1/refunds"}
        api.get(f"{API}/refunds", json=none)
        return api

    @pytest.fixture(autouse=True)
    def _(self, api):
        pass

    @pytest.fixture
    def line(self, order):
        a_payment(order, reference="pi_1", method="stripe")
        order.items[0].status = ItemStatus.CANCELLED
        db.session.commit()
        (line,) = mine_opened(order)
        return line

    @pytest.fixture
    def staff(self, app):
        return app.test_client().login(a_user(Role.STAFF, "pat@shop.example"))

    def press(self, staff, line, amount="56.80"):
        payment = mine(Payment).filter_by(reference="pi_1").one()
        sent = {"amount": amount}
        answer = staff.post(
            f"/admin/refunds/{line.id}/payments/{payment.id}/repayment",
            data=sent,
            follow_redirects=True,
        )
        db.session.expire_all()
        return answer.text

    def test_by_button_with_stripe_s_id(self, api, staff, line):
        api.post(f"{API}/refunds", json={"id": "re_1", "object": "refund"})
        assert "Refund by Stripe" in staff.get(f"/admin/refunds/{line.id}").text

        assert "The money is on its way back." in self.press(staff, line)

        assert (line.status, line.amount, line.reference) == ("settled", ALL, "re_1")
        assert line.method == "By Stripe"

    def test_the_webhook_may_be_first(self, api, browser, staff, line):
        """It comes while Stripe's answer is on its way."""

        def answers(request):
            key = parse_qs(request.body)["metadata[repayment_key]"][0]
            about = {"id": "re_1", "amount": 5680, "payment_intent": "pi_1",
                     "status": "succeeded", "metadata": {"repayment_key": key}}  # fmt: skip
            assert sends(browser, "refund.created", about) == 204
            return 200, {}, json.dumps({"id": "re_1", "object": "refund"})

        api.add_callback("POST", f"{API}/refunds", answers)
        assert "on its way back" in self.press(staff, line)
        assert (line.status, line.amount) == ("settled", ALL)
        assert not mine(Payment).filter(Payment.trouble != "").all()

    def test_after_a_lost_answer_the_second_press_is_the_same_refund(self, api, staff, line):
        api.post(f"{API}/refunds", body=requests.ConnectionError("reset"))
        assert "The provider did not answer" in self.press(staff, line, "50.00")
        assert line.open
        api.replace("POST", f"{API}/refunds", json={"id": "re_1", "object": "refund"})

        self.press(staff, line, "56.80")

        first, second = (call.request for call in api.calls if call.request.method == "POST")
        assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
        assert first.body == second.body
        assert line.amount == Decimal("50.00")

    def test_above_what_was_paid_it_is_refused(self, api, staff, line):
        assert "At most $56.80 can be refunded" in self.press(staff, line, "56.81")
        assert line.open
        assert {call.request.method for call in api.calls} == {"GET"}

    def test_refused_by_stripe_nothing_is_given_back_and_it_may_be_tried_again(
        self, api, staff, line
    ):
        no = {"error": {"type": "invalid_request_error", "code": "charge_disputed"}}
        api.post(f"{API}/refunds", status=400, json=no)
        assert "Nothing was given back. Stripe: charge_disputed" in self.press(staff, line)
        assert line.open
        api.replace("POST", f"{API}/refunds", json={"id": "re_1", "object": "refund"})
        self.press(staff, line, "10.00")
        assert line.amount == Decimal("10.00")

    def test_what_stripe_made_and_the_books_do_not_know_is_not_made_again(self, api, staff, line):
        """After a backup of before was restored. What failed there does not count."""
        made = {"id": "re_7", "object": "refund", "amount": 2000, "payment_intent": "pi_1",
                "status": "succeeded", "metadata": {"repayment_key": "of then"}}  # fmt: skip
        failed = made | {"id": "re_6", "status": "failed", "amount": 100}
        both = {"object": "list", "data": [failed, made], "has_more": False, "url": "/v1/refunds"}
        api.replace("GET", f"{API}/refunds", json=both)
        api.post(f"{API}/refunds", json={"id": "re_8", "object": "refund"})
        for _ in range(2):
            said = self.press(staff, line, "20.00")
            assert "given back $20.00 of this payment already, and $0.00 is recorded" in said
        assert line.open
        trouble = mine(Payment).filter_by(reference="pi_1").one().trouble
        assert "$20.00 was given back at the provider (re_7)" in trouble

    def test_of_another_order_s_payment_there_is_no_such_page(self, staff, line):
        other = a_payment(an_order(), reference="pi_3", method="stripe")
        address = f"/admin/refunds/{line.id}/payments/{other.id}/repayment"
        assert staff.post(address, data={"amount": "1.00"}).status_code == 404

    def test_of_a_closed_line_nothing_is_given_back(self, api, staff, line):
        waive(line, by="pat", note="Kept.")
        db.session.commit()
        api.post(f"{API}/refunds", json={"id": "re_1", "object": "refund"})
        assert "This refund is already closed." in self.press(staff, line)
        assert {call.request.method for call in api.calls} == {"GET"}

    def test_made_in_stripe_s_dashboard_staff_are_told(self, browser, line):
        about = {"id": "re_9", "amount": 100, "payment_intent": "pi_1", "status": "succeeded",
                 "metadata": {}}  # fmt: skip
        assert sends(browser, "refund.created", about) == 204
        payment = mine(Payment).filter_by(reference="pi_1").one()
        assert "$1.00 was given back at the provider (re_9)" in payment.trouble

        payment.trouble = ""  # somebody has seen to it
        db.session.commit()
        assert sends(browser, "refund.updated", about) == 204
        assert not payment.trouble
        assert left_of(payment) == ALL - 1

    def test_that_stripe_could_not_make_staff_are_told(self, browser, line):
        about = {"id": "re_9", "amount": 100, "payment_intent": "pi_1", "status": "failed",
                 "metadata": {}}  # fmt: skip
        assert sends(browser, "refund.failed", about) == 204
        payment = mine(Payment).filter_by(reference="pi_1").one()
        assert "Stripe did not give back $1.00 (re_9): do it another way." in payment.trouble

    def test_what_was_paid_too_much_goes_back_so_too(self, api, staff, app):
        order = an_order(payment_method="stripe")
        payment = a_payment(order, reference="pi_2", method="stripe", amount=ALL + 10)
        api.post(f"{API}/refunds", json={"id": "re_2", "object": "refund"})
        page = f"/admin/orders/{order.number}"
        assert "$10.00 was paid too much" in staff.get(page).text
        address = f"{page}/payments/{payment.id}/repayment"
        sent = {"amount": "10.00"}
        assert "on its way back" in staff.post(address, data=sent, follow_redirects=True).text
        shown = staff.get(page).text
        assert "-$10.00 given back" in shown
        assert "paid too much" not in shown.replace("Of what was paid too much.", "")


def mine_opened(order):
    lines = open_refunds(order.items[0])
    db.session.commit()
    return lines


class TestKeys:
    def test_test_keys_are_for_staging_alone(self, app):
        assert "stripe" in offered_to(Payer(None, ALL))
        assert why_not() == ""
        with_settings(send_orders_as_test=False)
        assert "stripe" not in offered_to(Payer(None, ALL))
        assert why_not() == "The Stripe key is for tests, and orders are real: use a live key."
        with pytest.raises(MethodNotOffered):
            STRIPE.begin(an_order(payment_method="stripe"))
        with pytest.raises(ProviderRefused):
            STRIPE.ask("cs_test_1")

    class TestLive:
        @pytest.fixture
        def settings(self):
            return {"stripe_secret_key": "sk_live_1", "stripe_webhook_secret": SECRET}

        def test_live_keys_are_for_production_alone(self, app):
            assert "stripe" not in offered_to(Payer(None, ALL))
            assert "for live payments, and orders are sent as tests" in why_not()
            with_settings(send_orders_as_test=False)
            assert "stripe" in offered_to(Payer(None, ALL))

    class TestWithoutAWebhookSecret:
        @pytest.fixture
        def settings(self):
            return {"stripe_secret_key": "sk_test_1"}

        def test_a_webhook_signed_with_no_secret_is_refused(self, app, browser):
            order = an_order(cleared_at=None, payment_method="stripe")
            payment = a_payment(order, method="stripe", key="k", status=PaymentStatus.BEGUN)
            done = sends(browser, "checkout.session.completed", paid("k"), secret="")
            assert (done, payment.status) == (400, PaymentStatus.BEGUN)

        def test_it_is_not_offered_and_staff_read_why(self, app):
            assert "stripe" not in offered_to(Payer(None, ALL))
            admin = app.test_client().login(a_user(Role.ADMIN))
            assert "STRIPE_WEBHOOK_SECRET is missing" in admin.get("/admin/").text

    def test_another_key_is_refused_at_the_start_and_not_quoted(self):
        with pytest.raises(ValidationError) as refusal:
            Config(_env_file=None, stripe_secret_key="pk_test_secretive")
        assert "secretive" not in str(refusal.value)
