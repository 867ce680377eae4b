"""The practice bank: each of its buttons, by its API, and what its webhooks say."""

import hmac
import json
import time
from decimal import Decimal

import pytest
import requests

from storefront import jobs
from storefront.clock import now
from storefront.database import db
from storefront.money import NOTHING
from storefront.orders.models import Cleared, ItemStatus
from storefront.payments.checking import MOMENT, check
from storefront.payments.methods import METHODS, offered_to, practice_bank
from storefront.payments.methods.contract import NotKnown, Payer, ProviderDown, ProviderRefused
from storefront.payments.models import Payment, PaymentStatus
from storefront.payments.paying import BeingChecked, start
from storefront.payments.statement import statement_of, unpaid
from storefront.payments.underway import payment_words
from storefront.sandbox import create_sandbox
from storefront.sandbox.serve import Server
from tests.factories import an_order, with_settings
from tests.neighbors import mine

ALL = Decimal("56.80")
BANK = METHODS["practice_bank"]


@pytest.fixture(scope="module")
def sandbox():
    server = Server(create_sandbox(size=1, clock_seconds_per_step=0)).start()
    yield server
    server.stop()


@pytest.fixture
def settings(sandbox):
    return {"sandbox_url": f"{sandbox.url}/sandbox/"}


@pytest.fixture
def order(app):
    return an_order(cleared_at=None, status=ItemStatus.WAITING, payment_method=BANK.key)


def press(url, how, **more):
    answer = requests.post(url, {"how": how, **more}, timeout=5, allow_redirects=False)
    assert answer.status_code == 303
    return answer.headers["Location"]


def payments():
    return mine(Payment).order_by(Payment.id).all()


def test_it_is_offered_in_staging_with_a_sandbox_alone(app):
    assert BANK.key in offered_to(Payer(None, ALL))
    assert BANK.listens()
    with_settings(send_orders_as_test=False)
    assert BANK.key not in offered_to(Payer(None, ALL))
    assert not BANK.listens()


class TestWithoutASandbox:
    @pytest.fixture
    def settings(self):
        return {"sandbox_url": ""}

    def test_it_is_not(self, app):
        assert BANK.key not in offered_to(Payer(None, ALL))


def test_the_bank_shows_what_is_due(order):
    page = requests.get(start(order.id), timeout=5)
    assert f"Order {order.number}: $56.80" in page.text
    assert "form-action 'self' http" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("how", ["pay", "never", "silent"])
def test_paid_the_order_is_printed(order, how):
    left = press(start(order.id), how)
    assert (f"/orders/{order.number}?paying=1" in left) == (how == "pay")

    assert check(payments()[0].id) == order.items
    assert order.cleared_how == Cleared.PAID
    assert check(payments()[0].id) == []


def test_declined_it_is_tried_again(order):
    first = start(order.id)
    press(first, "decline")
    check(payments()[0].id)
    assert payments()[0].status == PaymentStatus.FAILED
    assert "You can try again" in payment_words(order)

    again = start(order.id)
    assert again != first
    press(again, "pay")
    check(payments()[1].id)
    assert unpaid(order) == 0


def test_paid_late_it_is_found_later(order, sandbox):
    sandbox.app.extensions["sandbox"].store.set("bank_late", "0.3")
    press(start(order.id), "late")
    payment_id = payments()[0].id
    assert check(payment_id) == []
    time.sleep(0.6)
    payments()[0].asked_at -= MOMENT
    db.session.commit()
    assert check(payment_id) == order.items


def test_what_is_paid_late_cannot_be_paid_again_meanwhile(order, sandbox):
    sandbox.app.extensions["sandbox"].store.set("bank_late", "0.3")
    page = start(order.id)
    press(page, "late")
    with pytest.raises(BeingChecked, match="is being checked with the bank"):
        start(order.id)
    assert "This payment is pending." in requests.get(page, timeout=5).text
    press(page, "pay")
    time.sleep(0.6)
    payments()[0].asked_at -= MOMENT
    db.session.commit()
    check(payments()[0].id)
    assert (unpaid(order), statement_of(order).overpaid) == (NOTHING, NOTHING)


def test_paid_twice_the_second_is_to_be_given_back(order):
    press(start(order.id), "twice")
    check(payments()[0].id)
    assert statement_of(order).overpaid == ALL
    assert len({payment.reference for payment in payments()}) == 2


def test_another_amount_counts_for_what_it_is(order):
    press(start(order.id), "other", amount="1.00")
    check(payments()[0].id)
    assert unpaid(order) == Decimal("55.80")
    assert order.cleared_at is None


def test_what_is_paid_cannot_be_paid_again(order):
    url = start(order.id)
    press(url, "pay")
    assert "/bank/pay/" in press(url, "pay")
    check(payments()[0].id)
    assert statement_of(order).overpaid == NOTHING


def test_it_gives_back_once_for_each_key_and_never_more_than_came(order):
    press(start(order.id), "pay")
    check(payments()[0].id)
    charge = payments()[0].reference

    first = BANK.refund(charge, Decimal("50.00"), "k1")
    assert BANK.refund(charge, Decimal("50.00"), "k1") == first
    with pytest.raises(ProviderRefused, match="more than is left"):
        BANK.refund(charge, Decimal("6.81"), "k2")
    assert BANK.refund(charge, Decimal("6.80"), "k3") != first
    made = [(one.key, one.payment, one.amount) for one in BANK.given_back(charge)]
    assert made == [("k1", charge, Decimal("50.00")), ("k3", charge, Decimal("6.80"))]


def test_what_the_bank_does_not_know_is_no_refusal(order):
    with pytest.raises(NotKnown, match="The practice bank does not know it"):
        BANK.ask("no-such-session")


def test_a_bank_that_breaks_is_down(app, sandbox, http):
    http.get(f"{sandbox.url}/sandbox/bank/sessions/s-1", status=500, json={"message": "Broken"})
    with pytest.raises(ProviderDown, match="500"):
        BANK.ask("s-1")


class TestDown:
    @pytest.fixture
    def settings(self):
        return {"sandbox_url": "http://127.0.0.1:9/sandbox/"}

    def test_the_order_stays_and_is_paid_later(self, order):
        with pytest.raises(ProviderDown):
            start(order.id)
        assert payments()[0].status == PaymentStatus.BEGUN


class TestWebhook:
    @pytest.fixture
    def begun(self, order):
        start(order.id)
        return payments()[0]

    def told(self, begun, **more):
        news = {"type": "payment", "key": begun.key, "state": "paid", "charge": "pb_ch_9",
                "amount": 5680, "currency": "usd"}  # fmt: skip
        return json.dumps(news | more).encode()

    def send(self, browser, body, *, at=None, secret=None):
        at = int(time.time()) if at is None else at
        secret = practice_bank._secret() if secret is None else secret
        signed = hmac.new(secret.encode(), f"{at}.".encode() + body, "sha256").hexdigest()
        headers = {"Practice-Signature": f"t={at},v1={signed}"}
        address = "/payments/practice_bank/webhook"
        return browser.post(address, data=body, headers=headers, content_type="application/json")

    def test_it_prints_the_order(self, browser, begun, order, queue):
        assert self.send(browser, self.told(begun)).status_code == 204
        db.session.expire_all()
        assert order.cleared_how == Cleared.PAID
        assert (jobs.push_order_item, order.items[0].id) in queue.jobs

    def test_sent_again_it_changes_nothing(self, browser, begun, order, queue):
        body, at = self.told(begun), int(time.time()) - 5
        for _ in range(3):
            assert self.send(browser, body, at=at).status_code == 204
        assert len(payments()) == 1
        assert statement_of(order).overpaid == 0
        assert len(queue.jobs) == 1

    def test_forged_or_old_it_is_refused(self, browser, begun, order):
        body = self.told(begun)
        hour_ago = int(time.time()) - 3600
        assert self.send(browser, body, secret="another").status_code == 400
        assert self.send(browser, body, at=hour_ago).status_code == 400
        assert browser.post("/payments/practice_bank/webhook", data=body).status_code == 400
        for bad in ("t=x,v1=é", "t=,v1=", "t=1", ","):
            header = {"Practice-Signature": bad.encode().decode("latin-1")}
            answer = browser.post("/payments/practice_bank/webhook", data=body, headers=header)
            assert answer.status_code == 400
        assert self.send(browser, b"not json").status_code == 400
        db.session.expire_all()
        assert unpaid(order) == ALL

    @pytest.mark.parametrize(
        "twisted",
        [
            {"key": ["a"]},
            {"key": None},
            {"key": ""},
            {"charge": None},
            {"charge": "x" * 300},
            {"currency": {}},
            {"amount": 10**30},
            {"amount": "5680"},
            {"type": "refund", "refund": 5},
        ],
    )
    def test_signed_but_twisted_it_is_refused_too(self, browser, begun, order, twisted):
        assert self.send(browser, self.told(begun, **twisted)).status_code == 400
        db.session.expire_all()
        assert unpaid(order) == ALL

    def test_the_rest_of_a_short_payment_is_no_second_one(self, browser, begun, order):
        self.send(browser, self.told(begun, amount=1000))
        self.send(browser, self.told(begun, amount=4680, charge="pb_ch_10"))
        db.session.expire_all()
        assert [one.trouble for one in payments()] == [
            "$56.80 was asked for, $10.00 came.", ""
        ]  # fmt: skip
        assert (unpaid(order), order.cleared_how) == (0, Cleared.PAID)

    def test_for_another_amount_it_counts_for_what_it_is(self, browser, begun, order):
        self.send(browser, self.told(begun, amount=100))
        db.session.expire_all()
        assert unpaid(order) == Decimal("55.80")

    @pytest.mark.parametrize("kind", ["payment", "refund"])
    @pytest.mark.parametrize("amount", ["abc", "5680", -5680, 56.8, None, True, [5680]])
    def test_what_is_no_sum_of_money_is_refused(self, browser, begun, order, kind, amount):
        body = self.told(begun, type=kind, amount=amount, refund="pb_re_9")
        assert self.send(browser, body).status_code == 400
        db.session.expire_all()
        assert unpaid(order) == ALL
        assert statement_of(order).paid == 0

    def test_of_what_is_not_here_yet_it_is_to_be_told_again(self, browser, begun):
        assert self.send(browser, self.told(begun, key="unknown")).status_code == 404

    def test_of_no_method_of_ours_there_is_none(self, browser, app):
        assert browser.post("/payments/nobody/webhook").status_code == 404


def test_it_lists_what_came_and_for_which_order(order):
    press(start(order.id), "pay")
    key, number = payments()[0].key, order.number
    db.session.rollback()
    (found,) = (one for one in BANK.came_since(now()) if one.report.key == key)
    assert (found.order_number, found.report.amount) == (number, ALL)
