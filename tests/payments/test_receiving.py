"""Money that was due and came in."""

from decimal import Decimal

import pytest
from sqlalchemy import update

from storefront.audit import AuditEntry
from storefront.database import db
from storefront.payments.methods import METHODS
from storefront.payments.models import Payment, PaymentStatus
from storefront.payments.receiving import AlreadyPaid, receive
from tests.factories import an_order
from tests.neighbors import mine


@pytest.fixture
def payment(app):
    order = an_order(cleared_at=None)
    METHODS["on_account"].begin(order)
    db.session.commit()
    return mine(Payment).one()


def test_an_order_on_account_is_due_and_waits_for_approval(payment):
    assert payment.order.waits_for_approval
    assert payment.status == PaymentStatus.DUE
    assert payment.amount == Decimal("56.80")


def test_it_is_noted_who_received_it(payment):
    receive(payment, by="pat@shop.example", note="check 12")
    db.session.commit()

    assert payment.status == PaymentStatus.PAID
    assert payment.paid_at
    assert payment.note == "check 12"
    assert mine(AuditEntry).one().who == "pat@shop.example"


def test_it_is_received_once(payment):
    receive(payment, by="pat@shop.example")
    db.session.commit()

    with pytest.raises(AlreadyPaid):
        receive(payment, by="kim@shop.example")


def test_of_two_who_receive_it_at_once_the_second_is_told(payment, somebody_is_quicker):
    somebody_is_quicker(update(Payment).values(status=PaymentStatus.PAID))

    with pytest.raises(AlreadyPaid):
        receive(payment, by="kim@shop.example")


def test_an_order_that_waited_for_it_is_cleared(payment):
    receive(payment, by="pat@shop.example")

    assert payment.order.cleared_at


def test_every_method_keeps_its_name_and_says_what_it_means():
    for key, method in METHODS.items():
        assert key == method.key
        assert method.label
        assert method.explanation(None).endswith(".")
