"""Whatever staff and customers do with an order's money, in any order: the books of the shop are
those of somebody who only counts what came and what went."""

from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import select

from storefront.accounts.models import Role
from storefront.admin.orders.needs import NEEDS
from storefront.catalog.stages import Gate
from storefront.database import db
from storefront.money import format_money
from storefront.orders.cancellation import NotCancellable, request_cancellation
from storefront.orders.models import Hold, ItemStatus, Order
from storefront.orders.price_questions import ask
from storefront.orders.stages import stage_now
from storefront.payments import extra
from storefront.payments.clearing import AlreadyCleared, NothingToRelease, release_unpaid
from storefront.payments.conditions import is_overpaid, is_unpaid
from storefront.payments.correcting import correct
from storefront.payments.goodwill import grant
from storefront.payments.invoices.correcting import correct_invoice, to_correct
from storefront.payments.ledger import AlreadyClosed, BadAmount, NothingDue, settle, waive
from storefront.payments.models import Payment, RefundSide, Repayment
from storefront.payments.opening import missing, open_missing
from storefront.payments.owing import lines_of_order, owed, total_of
from storefront.payments.receiving import (
    BadReceipt,
    clear_if_paid,
    give_back,
    paid_meanwhile,
    receive,
    take_back,
)
from storefront.payments.repaying import repay, repayable
from storefront.payments.statement import statement_of
from storefront.payments.unpaid import is_owed
from tests.factories import a_payment, a_user, an_order
from tests.neighbors import mine

NO = (
    AlreadyCleared,
    AlreadyClosed,
    BadAmount,
    BadReceipt,
    NotCancellable,
    NothingDue,
    NothingToRelease,
)
PAT = "pat@shop.example"


class Counting:
    """An order, what is done to it, and what somebody counts who sees the money alone."""

    def __init__(self, seed, bank):
        self.random, self.bank, self.said = Random(seed), bank, []
        self.came = self.went = Decimal(0)
        count = self.random.choice([1, 2, 3])
        self.order = an_order(items=count, cleared_at=None, status=ItemStatus.WAITING)

    def some(self, most):
        return Decimal(self.random.randint(1, max(1, int(most * 100)))) / 100

    def line(self, *, is_open=True):
        every = [line for line in lines_of_order(self.order) if line.side == RefundSide.CUSTOMER]
        those = [line for line in every if line.open == is_open and not line.corrects_id]
        return self.random.choice(those) if those else None

    def pays(self):
        bill = statement_of(self.order)
        amount = self.random.choice([bill.unpaid, self.some(bill.unpaid), bill.unpaid + 20])
        receive(self.order, amount, by=PAT, too_much=True)
        self.came += amount

    def pays_at_the_bank(self):
        amount = statement_of(self.order).unpaid + self.random.choice([0, 30])
        if amount:
            reference = f"ch_{self.order.id}_{len(self.said)}"
            a_payment(self.order, method=self.bank.key, amount=amount, reference=reference)
            self.came += amount

    def cancels(self):
        item = self.random.choice(self.order.items)
        without = self.random.random() < 0.4
        request_cancellation(item, by=PAT, reason="x", without_refund=without)

    def is_refunded(self):
        if line := self.line():
            due = owed(self.order)[line]
            amount = self.random.choice([due, self.some(due), due + 10])
            settle(line, amount, method="x", by=PAT, agreed=amount)
            self.went += amount

    def presses_the_button(self):
        line, left = self.line(), repayable(self.order)
        if left:
            due = owed(self.order)[line] if line else statement_of(self.order).overpaid
            amount = self.random.choice([due, due + 20])
            before = len(self.bank.refunds)
            repay(self.random.choice(list(left)), amount, line=line, by=PAT)
            assert amount == due
            self.went += amount
            assert len(self.bank.refunds) == before + 1

    def waives(self):
        if line := self.line():
            waive(line, by=PAT, note="x")

    def undoes(self):
        line = self.line(is_open=False)
        if line and not any(one.corrects_id == line.id for one in lines_of_order(self.order)):
            correct(line, by=PAT, reason="x")
            self.went -= line.amount or 0

    def grants(self):
        item = self.random.choice([None, *self.order.items])
        grant(self.order, self.some(30), item=item, by=PAT, reason="x")

    def gives_back(self):
        amount = statement_of(self.order).overpaid
        give_back(self.order, amount, by=PAT, how="x")
        self.went += amount

    def agrees_to_more(self):
        if ready := [item for item in self.order.items if item.status == ItemStatus.READY]:
            item = self.random.choice(ready)
            item.hold_for(Hold.DEARER, "x")
            item.asked_cost = Decimal("36.105")
            question = ask(item, Decimal("5.75"), item.asked_cost, by=PAT)
            db.session.flush()
            extra.accept_extra(item, str(question.id), by=PAT)

    def bounces(self):
        """Only where nothing was given back of it yet."""
        those = mine(Payment).filter_by(order_id=self.order.id, reference=None, corrects_id=None)
        if not self.went and (payment := those.first()) and payment.amount > 0:
            take_back(payment, by=PAT, reason="x")
            self.came -= payment.amount

    def bounces_later(self):
        """Whatever was given back of it by then."""
        those = mine(Payment).filter_by(order_id=self.order.id, reference=None, corrects_id=None)
        if (payment := those.first()) and payment.amount > 0:
            take_back(payment, by=PAT, reason="x")
            self.came -= payment.amount

    def releases(self):
        release_unpaid(self.order, by=PAT, reason="x")


ACTS = [getattr(Counting, name) for name in vars(Counting) if name[0] != "_"][2:]


@pytest.mark.parametrize("seed", range(12))
def test_the_books_agree_with_what_came_and_went(app, bank, seed):
    staff = app.test_client().login(a_user(Role.STAFF, PAT))
    counting = Counting(seed, bank)
    for _ in range(14):
        act = counting.random.choice(ACTS)
        try:
            act(counting)
        except NO:
            db.session.rollback()
            continue
        db.session.commit()
        swept()
        counting.said.append(act.__name__)
        agrees(counting)
    shown = staff.get(f"/admin/orders/{counting.order.number}").text
    bill = statement_of(counting.order)
    back = bill.overpaid + bill.to_refund
    assert ("Nothing is due." in shown) == (not bill.unpaid and not back)
    assert (f"{format_money(bill.unpaid)} is not paid" in shown) == bool(bill.unpaid)
    assert (f"{format_money(back)} is to be given back." in shown) == bool(back)
    assert (f"{format_money(bill.overpaid)} was paid too much" in shown) == bool(bill.overpaid)
    assert not mine(Repayment).filter(Repayment.reference.is_(None)).all()


def swept():
    """What the schedule does."""
    for which, act in (
        (missing, open_missing),
        (extra.overlooked, extra.let_extras_go),
        (paid_meanwhile, lambda order: clear_if_paid(order.id)),
        (to_correct, correct_invoice),
    ):
        for order_id in which():
            act(db.session.get_one(Order, order_id))
        db.session.commit()


def holds(order, condition):
    """By the database."""
    return db.session.scalar(select(Order.id).where(Order.id == order.id, condition)) is not None


def is_as_the_database_says(counting):
    """Its conditions are the statement's sums; what is owed is in a list, and nothing waits for a
    payment that is not owed."""
    order, bill, said = counting.order, statement_of(counting.order), counting.said
    assert holds(order, is_unpaid()) == bool(bill.unpaid), said
    assert holds(order, is_overpaid()) == bool(bill.overpaid), said
    listed = holds(order, is_owed()) or holds(order, NEEDS["payment"][1]())
    assert listed == bool(bill.unpaid), said
    if not bill.unpaid:
        waiting = [item for item in order.items if item.status == ItemStatus.WAITING]
        assert [item for item in waiting if stage_now(item).gate == Gate.PAYMENT] == [], said
    assert order.id not in {*extra.overlooked(), *paid_meanwhile(), *to_correct()}, said


def agrees(counting):
    is_as_the_database_says(counting)
    bill, here = statement_of(counting.order), counting.came - counting.went
    assert bill.paid - bill.refunded == here, counting.said
    assert here >= 0 or "bounces_later" in counting.said
    assert not (bill.unpaid and (bill.to_refund or bill.overpaid)), counting.said
    of_rest = max(0, bill.total - bill.unpaid - bill.beyond)
    assert bill.to_refund + bill.overpaid + of_rest <= max(here, 0), counting.said
    assert total_of(owed(counting.order), RefundSide.CUSTOMER) == bill.to_refund, counting.said
