"""Money back by the provider: no more than by hand, never beside it, and what failed is undone."""

from decimal import Decimal

import pytest

from storefront.accounts.models import Role
from storefront.database import db
from storefront.orders.models import ItemStatus
from storefront.payments.ledger import AlreadyClosed, BadAmount, MoreThanExpected, settle, waive
from storefront.payments.methods.contract import ProviderDown, Repaid
from storefront.payments.models import Payment, RefundSide, Repayment
from storefront.payments.opening import open_refunds
from storefront.payments.receiving import BadReceipt, give_back, receive, take_back
from storefront.payments.repaying import repaid, repay
from storefront.payments.statement import statement_of
from tests.factories import a_payment, a_user, an_order
from tests.neighbors import mine
from tests.payments.bank import FakeBank, forgotten, known

ITEM, ALL, OVER = Decimal("56.80"), Decimal("113.60"), Decimal("50.00")


@pytest.fixture
def bank():
    bank = FakeBank()
    known(bank)
    yield bank
    forgotten(bank)


@pytest.fixture
def order(app, bank):
    return an_order(items=2, payment_method=bank.key)


@pytest.fixture
def paid(order, bank):
    return a_payment(order, method=bank.key, amount=ALL, reference="ch_1")


@pytest.fixture
def overpaid(order, bank):
    return a_payment(order, method=bank.key, amount=ALL + OVER, reference="ch_1")


def line_of(item):
    item.status = ItemStatus.CANCELLED
    db.session.commit()
    (line,) = (line for line in open_refunds(item) if line.side == RefundSide.CUSTOMER)
    db.session.commit()
    return line


def lost(bank, payment, amount, line):
    """It was asked for, and the answer did not come."""
    bank.down = True
    with pytest.raises(ProviderDown):
        repay(payment, amount, line=line, by="pat")
    db.session.rollback()
    bank.down = False


def news_of(asked):
    return Repaid(asked.key, "ch_1", "re_1", asked.amount)


def test_of_a_line_the_provider_gives_back_no_more_than_is_owed_on_it(bank, order, paid):
    line = line_of(order.items[0])
    with pytest.raises(MoreThanExpected):
        settle(line, ALL, method="check", by="pat")  # the same by hand, where it can be agreed to
    for amount in (ALL, ITEM + Decimal("0.01")):
        with pytest.raises(MoreThanExpected, match=r"\$56.80 owed"):
            repay(paid, amount, line=line, by="pat")
        db.session.rollback()
    assert bank.refunds == {}

    repay(paid, ITEM, line=line, by="pat")
    assert [amount for _, amount in bank.refunds.values()] == [ITEM]
    assert line.amount == ITEM


def test_a_payment_that_no_provider_took_is_given_back_by_none(order, bank, app):
    receive(order, ALL + OVER, by="pat", too_much=True)
    db.session.commit()
    staff = app.test_client().login(a_user(Role.STAFF))
    address = f"/admin/orders/{order.number}/payments/{mine(Payment).one().id}/repayment"
    answer = staff.post(address, data={"amount": "50.00"}, follow_redirects=True)
    assert answer.status_code == 422
    assert "No provider took this payment" in answer.text


class TestWhileNobodyKnowsWhetherTheProviderGaveItBack:
    def test_what_was_paid_too_much_is_not_given_back_by_hand_as_well(self, bank, order, overpaid):
        lost(bank, overpaid, OVER, None)
        with pytest.raises(BadReceipt, match="Press its button again"):
            give_back(order, OVER, by="pat", how="check 4")
        db.session.rollback()

        repaid(news_of(mine(Repayment).one()), bank.key)
        db.session.commit()
        bill = statement_of(order)
        assert (bill.paid, bill.overpaid, bill.unpaid) == (ALL, 0, 0)

    def test_what_is_beyond_it_is(self, bank, order, overpaid):
        lost(bank, overpaid, Decimal("30.00"), None)
        give_back(order, Decimal("20.00"), by="pat", how="check 4")
        repaid(news_of(mine(Repayment).one()), bank.key)
        assert statement_of(order).overpaid == 0

    def test_nor_is_a_line_closed_by_hand(self, bank, order, paid):
        line = line_of(order.items[0])
        lost(bank, paid, ITEM, line)
        with pytest.raises(AlreadyClosed, match="Press its button again"):
            settle(line, ITEM, method="check", by="pat")
        with pytest.raises(AlreadyClosed, match="Press its button again"):
            waive(line, by="pat", note="Kept.")
        db.session.rollback()

        repay(paid, ITEM, line=line, by="pat")
        assert line.amount == ITEM

    def test_nor_asked_for_of_another_payment(self, bank, order, paid):
        line = line_of(order.items[0])
        other = a_payment(order, method=bank.key, amount=ALL, reference="ch_2")
        lost(bank, paid, ITEM, line)
        with pytest.raises(AlreadyClosed):
            repay(other, ITEM, line=line, by="pat")
        assert bank.refunds == {}

    def test_nor_is_the_same_money_promised_to_another_line(self, bank, order, paid):
        first, second = line_of(order.items[0]), line_of(order.items[1])
        lost(bank, paid, ITEM, first)
        with pytest.raises(BadAmount, match=r"At most \$56.80 can be refunded"):
            settle(second, ALL, method="check", by="pat", agreed=ALL)
        assert settle(second, ITEM, method="check", by="pat") is None


class TestWhatWentBackAndFailedDaysLater:
    def test_is_taken_back_and_given_another_way(self, bank, order, overpaid):
        repay(overpaid, OVER, line=None, by="pat")
        assert statement_of(order).overpaid == 0

        take_back(
            mine(Payment).filter(Payment.amount == -OVER).one(), by="pat", reason="It failed."
        )
        assert statement_of(order).overpaid == OVER
        give_back(order, OVER, by="pat", how="check 4")
        assert statement_of(order).paid == ALL

    def test_what_came_is_not(self, bank, order, overpaid):
        with pytest.raises(BadReceipt):
            take_back(overpaid, by="pat", reason="It failed.")
