"""What a provider says it gave back is noted once, of its own payments; staff read what the books
cannot take in."""

from decimal import Decimal

import pytest
from sqlalchemy import update

from storefront.database import db
from storefront.money import NOTHING
from storefront.orders.models import ItemStatus
from storefront.payments.confirming import UnknownPayment
from storefront.payments.given_back import failed, in_the_books, repaid
from storefront.payments.ledger import settle
from storefront.payments.methods.contract import Repaid
from storefront.payments.models import Payment, RefundStatus, Repayment
from storefront.payments.receiving import take_back
from storefront.payments.statement import statement_of
from tests.factories import a_payment, a_refund, an_order
from tests.neighbors import mine

PAT = "pat@shop.example"
ITEM, OVER = Decimal("56.80"), Decimal("3.20")
NEWS = Repaid("k1", "ch_1", "re_1", OVER)


@pytest.fixture
def payment(app, bank):
    """$3.20 too much."""
    return a_payment(an_order(), method=bank.key, amount=ITEM + OVER, reference="ch_1")


@pytest.fixture
def asked(payment):
    """The bank was asked to give that back."""
    return asked_for(payment, OVER)


@pytest.fixture
def line(payment):
    item = payment.order.items[0]
    item.status = ItemStatus.CANCELLED
    return a_refund(item, expected=ITEM)


def asked_for(payment, amount, line=None, key="k1"):
    row = Repayment(payment_id=payment.id, key=key, amount=amount, asked_by=PAT)
    row.refund_id = line.id if line else None
    db.session.add(row)
    db.session.commit()
    return row


def gone(payment):
    return [row.amount for row in mine(Payment).filter(Payment.amount < NOTHING)]


def test_it_is_noted_once_however_often_it_is_said(bank, payment, asked):
    waits = asked_for(a_payment(an_order(), method=bank.key, reference="ch_2"), OVER, key="k2")
    for _ in range(2):
        repaid(NEWS, bank.key)
        assert asked.reference == "re_1"
    db.session.commit()
    assert waits.reference is None
    assert gone(payment) == [-OVER]
    assert statement_of(payment.order).overpaid == 0


def test_another_provider_says_nothing_of_it_though_it_knows_the_key(payment, asked):
    with pytest.raises(UnknownPayment):
        repaid(NEWS, "practice_bank")
    assert asked.reference is None
    assert gone(payment) == []


def test_of_two_who_hear_it_at_once_one_notes_it(bank, payment, asked, somebody_is_quicker):
    somebody_is_quicker(update(Repayment).values(reference="re_1"))
    repaid(NEWS, bank.key)
    assert gone(payment) == []
    assert statement_of(payment.order).overpaid == OVER  # theirs is not noted here


def test_of_a_line_that_somebody_closed_meanwhile_staff_read_why_it_is_not_recorded(
    bank, payment, line
):
    settle(line, ITEM, method="check 4", by=PAT)
    asked_for(payment, ITEM, line)
    repaid(Repaid("k1", "ch_1", "re_1", ITEM), bank.key)
    db.session.commit()
    assert (line.status, line.method) == (RefundStatus.SETTLED, "check 4")
    assert payment.trouble == "$56.80 was given back (re_1). This refund is already closed."


def test_what_somebody_did_at_the_provider_s_own_page_is_kept_under_its_name(bank, payment):
    reference = "re_" + "x" * 100
    repaid(Repaid("", "ch_1", reference, OVER), bank.key)
    made = mine(Repayment).one()
    assert (made.key, made.reference) == (reference[:64], reference)
    assert (made.asked_by, made.amount) == (bank.key, OVER)
    assert gone(payment) == []


def test_a_small_payment_is_not_what_was_given_back(app):
    order = an_order()
    a_payment(order, amount=Decimal("0.50"))
    assert in_the_books(order) == 0
    a_payment(order, amount=Decimal("-0.50"))
    assert in_the_books(order) == Decimal("0.50")


def test_what_failed_is_of_its_own_order(bank, payment, asked):
    repaid(NEWS, bank.key)
    db.session.commit()
    assert list(failed(payment.order)) == []
    went = mine(Payment).filter_by(reference="re_1").one()
    take_back(went, by=PAT, reason="It never arrived.")
    db.session.commit()
    assert list(failed(payment.order)) == [asked]
    assert list(failed(an_order())) == []
