"""What goes wrong at a provider is told to staff until it works, and to the customer in words."""

import html
import json
import time
from datetime import timedelta
from decimal import Decimal

import pytest

from storefront import jobs
from storefront.accounts.models import Role
from storefront.clock import now
from storefront.database import db
from storefront.failures import JobFailure
from storefront.orders.models import ItemStatus
from storefront.payments.methods import METHODS, offered_to
from storefront.payments.methods.contract import MethodNotOffered, Payer, ProviderDown
from storefront.payments.models import Payment, PaymentStatus, Repayment
from storefront.payments.paying import NothingToPay, start
from storefront.payments.repaying import ask_again, repay, to_ask_again
from tests.factories import a_payment, a_user, an_order
from tests.neighbors import mine
from tests.payments.bank import paid
from tests.payments.test_stripe import API, SESSIONS, a_session, sends
from tests.payments.test_stripe import paid as paid_there


@pytest.fixture
def settings():
    return {"stripe_secret_key": "sk_test_1", "stripe_webhook_secret": "whsec_1"}


@pytest.fixture
def first_page(app):
    admin = app.test_client().login(a_user(Role.ADMIN, "ada@shop.example"))
    return lambda: html.unescape(admin.get("/admin/").text)


def waits(method, **more):
    return an_order(cleared_at=None, status=ItemStatus.WAITING, payment_method=method, **more)


def presses_pay(browser, order):
    with browser.session_transaction() as session:
        session["guest_orders"] = [order.secret]
    return browser.post(f"/orders/{order.number}/payment")


OPENING = "Failed for good: opening the page that a customer pays on"


class TestTheyCannotPay:
    def test_the_key_is_refused_staff_are_told_until_it_works(self, http, browser, first_page):
        order = waits("stripe")
        no = {"error": {"type": "invalid_request_error", "code": "api_key_expired"}}
        http.post(SESSIONS, status=401, json=no)
        for _ in range(2):
            answer = presses_pay(browser, order)
            assert answer.status_code == 503
            assert "We have been told." in " ".join(answer.text.split())
        told = first_page()
        assert OPENING in told
        assert "It failed 2 times" in told
        assert "Stripe: " in told
        assert f"/admin/orders/{order.number}" in told

        http.replace("POST", SESSIONS, json=a_session("?"))
        assert presses_pay(browser, order).status_code == 303
        assert OPENING not in first_page()

    def test_also_while_it_does_not_answer(self, browser, bank, first_page):
        bank.down = True
        answer = presses_pay(browser, waits(bank.key))
        assert "please try again in a few minutes" in " ".join(answer.text.split())
        assert OPENING in first_page()

    def test_asked_what_became_of_it_the_provider_refuses(self, bank, queue, first_page):
        start(waits(bank.key).id)
        begun = mine(Payment).one()
        bank.locked = True
        queue.run(jobs.check_payment, begun.id)
        assert mine(JobFailure).one().error == "Wrong key."
        assert "Failed for good: asking a bank what became of a payment" in first_page()

        bank.locked, begun.asked_at = False, None
        db.session.commit()
        queue.run(jobs.check_payment, begun.id)
        assert mine(JobFailure).all() == []


LITTLE = {"goods": Decimal("0.10"), "shipping": Decimal("0.10"), "total": Decimal("0.20")}


class TestLessThanTheProviderTakes:
    def test_it_is_said_and_nobody_is_asked(self, http, browser):
        item = {"price": Decimal("0.10"), "shipping": Decimal("0.10")}
        order = waits("stripe", item=item, **LITTLE)
        answer = presses_pay(browser, order)
        assert answer.status_code == 409
        page = html.unescape(answer.text)
        assert "$0.20 is too little to be paid here: at least $0.50 has to be due." in page
        assert "Pay now" not in page
        with pytest.raises(NothingToPay, match="too little"):
            start(order.id)
        assert len(http.calls) == 0

    def test_an_order_of_so_little_is_paid_otherwise(self, app):
        assert "stripe" not in offered_to(Payer(None, Decimal("0.49")))
        assert "stripe" in offered_to(Payer(None, Decimal("0.50")))
        assert "stripe" in offered_to(Payer(None, Decimal("0.00")))
        with pytest.raises(MethodNotOffered):
            METHODS["stripe"].begin(an_order(payment_method="stripe", **LITTLE))


class TestWebhooksAreRefused:
    HEARING = "Failed for good: trusting what a bank sends"

    def disputed(self, browser, **how):
        return sends(browser, "customer.created", {"id": "cus_1"}, **how)

    @pytest.mark.parametrize(
        ("wrong", "why"),
        [
            ({"secret": "whsec_other"}, "a signature with another secret"),
            ({"at": int(time.time()) - 400}, "one of another time"),
            ({"livemode": True}, "one of the other environment"),
        ],
    )
    def test_staff_are_told_until_one_is_good(self, browser, first_page, wrong, why):
        for _ in range(10):
            assert self.disputed(browser, **wrong) == 400
        told = first_page()
        assert self.HEARING in told
        assert f"look for {why}" in told
        assert mine(JobFailure).one().times == 1  # in an hour

        assert self.disputed(browser) == 204
        assert self.HEARING not in first_page()

    def test_in_the_next_hour_it_is_counted_again(self, browser, app):
        self.disputed(browser, secret="whsec_other")
        mine(JobFailure).one().last_at -= timedelta(minutes=61)
        db.session.commit()
        self.disputed(browser, secret="whsec_other")
        assert mine(JobFailure).one().times == 2

    def test_what_is_not_signed_at_all_is_a_stranger_s(self, browser, app):
        assert browser.post("/payments/stripe/webhook", data=b"{}").status_code == 400
        assert mine(JobFailure).all() == []

    class TestOfWhatIsNotSetUp:
        @pytest.fixture
        def settings(self):
            return {"stripe_secret_key": "", "stripe_webhook_secret": ""}

        def test_nobody_is_told(self, browser, app):
            assert sends(browser, "customer.created", {}, secret="whsec_1") == 400
            assert mine(JobFailure).all() == []


class TestOneOddAnswer:
    def asked(self, order, reference, key, ago):
        payment = a_payment(order, method="stripe", reference=reference)
        asked_at = now() - timedelta(minutes=ago)
        db.session.add(
            Repayment(payment_id=payment.id, key=key, amount=Decimal("1.00"), asked_by="pat",
                      asked_at=asked_at)
        )  # fmt: skip
        db.session.commit()

    def told_of(self, reference, amount, key=""):
        made = {"id": "re_1", "object": "refund", "status": "succeeded", "amount": amount,
                "payment_intent": reference, "metadata": {"repayment_key": key}}  # fmt: skip
        return {"object": "list", "url": "/v1/refunds", "has_more": False, "data": [made]}

    def test_about_a_refund_does_not_stop_the_questions_about_payments(self, http, queue):
        http.post(SESSIONS, json=a_session("?"))
        start(waits("stripe").id)
        begun = mine(Payment).one()
        begun.made_at = now() - timedelta(minutes=30)
        self.asked(an_order(), "pi_9", "k9", 60)
        http.get(f"{API}/refunds", json=self.told_of("pi_9", None))
        http.get(f"{SESSIONS}/cs_test_1", json=paid_there(begun.key))

        queue.run(jobs.ask_providers)

        assert begun.status == PaymentStatus.PAID
        assert mine(Repayment).one().reference is None

    def test_nor_does_an_error_that_nobody_thought_of(self, bank, queue):
        """In either half."""
        start(waits(bank.key).id)
        begun = mine(Payment).one()
        begun.made_at = now() - timedelta(minutes=30)
        db.session.commit()
        self.asked(an_order(), "pi_9", "k9", 60)
        mine(Payment).filter_by(reference="pi_9").one().method = bank.key
        db.session.commit()
        bank.given_back = None
        bank.says = [paid(begun)]
        db.session.rollback()

        with pytest.raises(TypeError):
            queue.run(jobs.ask_providers)

        assert begun.status == PaymentStatus.PAID
        assert to_ask_again() == []  # not the first again, in a minute

    def test_about_one_refund_does_not_keep_the_next_from_being_asked_about(self, http):
        for n in (1, 2):
            self.asked(an_order(), f"pi_{n}", f"k{n}", 60 - n)

        def answers(request):
            if "pi_1" in request.url:
                return 500, {}, '{"error": {"type": "api_error"}}'
            return 200, {}, json.dumps(self.told_of("pi_2", 100, "k2"))

        http.add_callback("GET", f"{API}/refunds", callback=answers)
        for _ in range(2):
            ask_again(*to_ask_again())
            db.session.rollback()
        assert [one.reference for one in mine(Repayment).order_by(Repayment.id)] == [None, "re_1"]

    def test_asked_by_a_clock_that_was_wrong_it_is_asked_again(self, app):
        self.asked(an_order(), "pi_1", "k1", -1440)
        assert len(to_ask_again()) == 1


class TestWhoAsksAgainMeanwhile:
    """A refund that the provider refuses is dropped only if nobody else has just asked for it."""

    @pytest.fixture
    def asked(self, app, bank):
        payment = a_payment(an_order(), method=bank.key, amount=Decimal("106.80"), reference="ch_1")
        bank.silent = True
        with pytest.raises(ProviderDown):
            repay(payment, Decimal("50.00"), line=None, by="pat")
        bank.silent = False
        asked = mine(Repayment).one()
        asked.asked_at = now() - timedelta(minutes=11)
        db.session.commit()
        return asked

    @pytest.mark.parametrize("somebody_asks", [True, False], ids=["asks", "the control: nobody"])
    def test_it_stays_in_doubt(self, bank, asked, somebody_asks):
        bank.refuses = True

        def meanwhile():
            if somebody_asks:
                mine(Repayment).one().asked_at = now()
                db.session.commit()

        bank.before = meanwhile
        ask_again(*to_ask_again())
        assert mine(Repayment).count() == (1 if somebody_asks else 0)
