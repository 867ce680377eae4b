"""Test money never pays a real order, nor real money a test."""

import hmac
import json
import time
from decimal import Decimal

import pytest

from storefront.clock import now
from storefront.database import db
from storefront.orders.models import ItemStatus
from storefront.partner.models import Environment
from storefront.payments.checking import SOON, check, to_check
from storefront.payments.confirming import UnknownPayment, confirm
from storefront.payments.methods import begin, practice_bank
from storefront.payments.methods.contract import MethodNotOffered, ProviderRefused
from storefront.payments.models import Payment, PaymentStatus
from storefront.payments.paying import NothingToPay, may_be_paid_now, start
from storefront.payments.repaying import repay
from storefront.payments.statement import unpaid
from tests.factories import a_payment, an_account, an_order, with_settings
from tests.neighbors import mine
from tests.payments.bank import paid

ALL = Decimal("56.80")


@pytest.fixture(params=Environment)
def order(request, app, bank):
    """Of the one environment, while the shop uses the other."""
    account = an_account(request.param)
    with_settings(send_orders_as_test=request.param == Environment.PRODUCTION)
    return an_order(
        account=account, cleared_at=None, status=ItemStatus.WAITING, payment_method=bank.key
    )


def back(order):
    """The shop uses the environment of the order."""
    with_settings(send_orders_as_test=order.environment == Environment.STAGING)


def test_it_cannot_be_begun(order):
    with pytest.raises(MethodNotOffered):
        begin(order)
    back(order)
    begin(order)


def test_no_page_to_pay_is_opened(bank, order):
    assert not may_be_paid_now(order)
    with pytest.raises(NothingToPay, match="can't be paid here at the moment"):
        start(order.id)
    assert not bank.opened

    back(order)
    assert start(order.id).startswith("https://pay.example/")


def test_a_page_that_was_open_before_is_not_asked_about(bank, order):
    back(order)
    start(order.id)
    begun = mine(Payment).one()
    bank.says = [paid(begun)]
    with_settings(send_orders_as_test=order.environment == Environment.PRODUCTION)

    begun.made_at = now() - SOON
    db.session.commit()
    assert begun.id not in to_check()
    assert check(begun.id) == []
    with pytest.raises(NothingToPay):
        start(order.id)
    assert unpaid(order) == ALL

    back(order)
    assert begun.id in to_check()
    assert check(begun.id) == order.items


def test_what_is_said_to_have_come_is_not_counted_and_staff_look(bank, order):
    begun = a_payment(order, status=PaymentStatus.BEGUN, method=bank.key, key="k1", session="s1")

    assert confirm(paid(begun), bank.key) == []
    db.session.commit()

    assert unpaid(order) == ALL
    assert order.cleared_at is None
    assert f"The order is of {order.environment}, the money is not." in begun.trouble


def test_nothing_is_given_back_there(bank, order):
    payment = a_payment(order, method=bank.key, amount=ALL + 5, reference="ch_1")
    with pytest.raises(ProviderRefused, match="its money can only be moved there"):
        repay(payment, Decimal("5.00"), line=None, by="pat")
    assert not bank.refunds

    back(order)
    repay(payment, Decimal("5.00"), line=None, by="pat")
    assert len(bank.refunds) == 1


class TestAnotherProvider:
    @pytest.fixture
    def settings(self):
        return {"sandbox_url": "http://sandbox.test/"}

    @pytest.fixture
    def begun(self, bank):
        order = an_order(cleared_at=None, status=ItemStatus.WAITING, payment_method=bank.key)
        return a_payment(order, status=PaymentStatus.BEGUN, method=bank.key, key="k1", session="s1")

    def test_confirms_no_payment_but_its_own(self, app, bank, begun):
        with pytest.raises(UnknownPayment):
            confirm(paid(begun), "practice_bank")
        assert confirm(paid(begun), bank.key) == begun.order.items

    def sends(self, browser, begun):
        about = {"type": "payment", "state": "paid", "key": begun.key, "currency": "usd",
                 "charge": "x1", "amount": 5680}  # fmt: skip
        body, at = json.dumps(about), str(int(time.time()))
        secret = practice_bank._secret().encode()
        signed = hmac.new(secret, f"{at}.{body}".encode(), "sha256").hexdigest()
        headers = {"Practice-Signature": f"t={at},v1={signed}"}
        answer = browser.post("/payments/practice_bank/webhook", data=body, headers=headers)
        return answer.status_code

    def test_nor_by_its_webhook(self, app, browser, begun):
        assert self.sends(browser, begun) == 404
        assert unpaid(begun.order) == ALL

    def test_the_practice_bank_is_not_listened_to_in_production(self, app, browser, begun):
        with_settings(send_orders_as_test=False)
        assert self.sends(browser, begun) == 400
