"""Whoever changes what is owed on an order holds it before they write anything: what they read of
it then stays true until they are done."""

from decimal import Decimal

import pytest

from storefront.database import db
from storefront.orders.models import Cleared, Hold, ItemStatus, Order
from storefront.orders.price_questions import ask
from storefront.payments.confirming import confirm, warn
from storefront.payments.correcting import correct
from storefront.payments.disputes import disputed
from storefront.payments.extra import accept_extra, let_extras_go
from storefront.payments.given_back import repaid
from storefront.payments.goodwill import grant
from storefront.payments.invoices.correcting import correct_invoice
from storefront.payments.invoices.giving import give_invoice
from storefront.payments.ledger import settle, waive
from storefront.payments.methods.contract import Attention, Dispute, DisputeState, Repaid
from storefront.payments.models import Repayment
from storefront.payments.opening import open_missing, open_refunds
from storefront.payments.receiving import (
    clear_if_paid,
    give_back,
    receive,
    receive_for_several,
    take_back,
)
from storefront.payments.reminding import remind
from storefront.payments.repaying import ask_no_more, repay
from tests.factories import a_payment, a_refund, a_user, an_order, with_settings
from tests.payments.bank import FakeBank, forgotten, known, paid

PAT, ONE = "pat@shop.example", Decimal("1.00")
CREDIT = "UPDATE shop_user SET credit_limit=shop_us"


@pytest.fixture(autouse=True)
def bank(app):
    bank = FakeBank()
    known(bank)
    yield bank
    forgotten(bank)


def unpaid_order(status=ItemStatus.WAITING, **more):
    return an_order(status=status, cleared_at=None, **more)


def taken(**more):
    """A payment that the bank took."""
    payment = a_payment(an_order(), method="fake_bank", reference="ch_1", **more)
    give_invoice(payment.order)
    return payment


def a_line():
    order = an_order(status=ItemStatus.CANCELLED)
    a_payment(order)
    return a_refund(order.items[0])


def receives():
    order = unpaid_order()
    return [order], lambda: receive(order, ONE, by=PAT)


def receives_for_several():
    orders = [unpaid_order(), unpaid_order()]
    parts = dict.fromkeys(reversed(orders), ONE)
    return orders, lambda: receive_for_several(parts, by=PAT, note="", key="t")


def clears_what_is_paid():
    order = unpaid_order()
    a_payment(order)
    return [order], lambda: clear_if_paid(order.id)


def takes_back():
    payment = a_payment(an_order())
    return [payment.order], lambda: take_back(payment, by=PAT, reason="Wrong.")


def gives_back():
    payment = a_payment(an_order(), amount=Decimal("60.00"))
    return [payment.order], lambda: give_back(payment.order, ONE, by=PAT, how="check 4")


def grants():
    payment = a_payment(an_order())
    return [payment.order], lambda: grant(payment.order, ONE, item=None, by=PAT, reason="Late.")


def settles():
    line = a_line()
    return [line.item.order], lambda: settle(line, ONE, method="check 4", by=PAT)


def waives():
    line = a_line()
    return [line.item.order], lambda: waive(line, by=PAT, note="Kept.")


def corrects():
    line = a_line()
    waive(line, by=PAT, note="Kept.")
    return [line.item.order], lambda: correct(line, by=PAT, reason="It was paid.")


def opens_refunds():
    payment = a_payment(an_order(status=ItemStatus.CANCELLED))
    return [payment.order], lambda: open_refunds(payment.order.items[0])


def opens_what_is_missing():
    payment = a_payment(an_order())
    return [payment.order], lambda: open_missing(payment.order)


def confirms():
    payment = a_payment(unpaid_order(), "begun", method="fake_bank", key="k")
    return [payment.order], lambda: confirm(paid(payment), "fake_bank")


def warns():
    payment = taken()
    return [payment.order], lambda: warn(Attention("ch_1", "A refund failed."), "fake_bank")


def hears_of_a_dispute():
    payment = taken()
    news = Dispute("ch_1", "dp_1", DisputeState.LOST, payment.amount, "It was lost.")
    return [payment.order], lambda: disputed(news, "fake_bank")


def hears_that_it_was_given_back():
    payment = taken(amount=Decimal("60.00"))
    db.session.add(Repayment(payment_id=payment.id, key="k", amount=ONE, asked_by=PAT))
    return [payment.order], lambda: repaid(Repaid("k", "ch_1", "re_1", ONE), "fake_bank")


def hears_that_somebody_gave_it_back():
    payment = taken()
    return [payment.order], lambda: repaid(Repaid("", "ch_1", "re_1", ONE), "fake_bank")


def asks_no_more():
    payment = taken()
    asked = Repayment(payment_id=payment.id, key="k", amount=ONE, asked_by=PAT)
    asked.asked_at = payment.made_at.replace(year=2020)
    db.session.add(asked)
    return [payment.order], lambda: ask_no_more(asked, by=PAT, reason="It is not there.")


def asked_for_more(item):
    item.hold_for(Hold.DEARER, "It is dearer.")
    item.asked_cost = Decimal("36.105")
    question = ask(item, Decimal("5.75"), item.asked_cost, by=PAT)
    db.session.commit()
    return str(question.id)


def agrees_to_more():
    order = an_order()
    question_id = asked_for_more(order.items[0])
    return [order], lambda: accept_extra(order.items[0], question_id, by=PAT)


def lets_extras_go():
    payment = a_payment(an_order(status=ItemStatus.WAITING, item={"extra_due": True}))
    return [payment.order], lambda: let_extras_go(payment.order)


def corrects_the_invoice():
    order = an_order()
    give_invoice(order)
    order.items[0].status = ItemStatus.CANCELLED
    return [order], lambda: correct_invoice(order)


def reminds():
    with_settings(remind_after_days=1)
    order = an_order()
    return [order], lambda: remind(order, by=PAT)


WHOEVER = [
    receives, receives_for_several, clears_what_is_paid, takes_back, gives_back, grants, settles,
    waives, corrects, opens_refunds, opens_what_is_missing, confirms, warns, hears_of_a_dispute,
    hears_that_it_was_given_back, hears_that_somebody_gave_it_back, asks_no_more, agrees_to_more,
    lets_extras_go, corrects_the_invoice, reminds,
]  # fmt: skip


def writes_of(act):
    """Each statement that writes: the order that it holds, or the beginning of the statement."""
    written = []

    def before(connection, statement, *_):
        if statement.is_dml and not statement.is_select:
            what = str(statement)
            holds = statement.is_update and what.startswith('UPDATE "order" SET number="order".num')
            written.append(next(iter(statement.compile().params.values())) if holds else what[:41])

    db.event.listen(db.engine, "before_execute", before)
    try:
        act()
        db.session.flush()
    finally:
        db.event.remove(db.engine, "before_execute", before)
    return written


@pytest.mark.parametrize("who", WHOEVER)
def test_who_changes_what_is_owed_holds_the_order_first(who):
    orders, act = who()
    db.session.commit()
    ids = [order.id for order in orders]
    db.session.rollback()

    assert writes_of(act)[: len(ids)] == ids


def test_who_gives_back_by_the_provider_holds_it_again_after_asking_what_it_gave(app):
    payment = taken(amount=Decimal("60.00"))
    db.session.commit()
    order_id = payment.order_id
    db.session.rollback()
    writes = writes_of(lambda: repay(payment, ONE, line=None, by=PAT))
    assert writes[:2] == [order_id, order_id]
    assert writes[2].startswith("INSERT INTO repayment")


class TestTheCredit:
    """Whoever may owe more holds it too, after the order."""

    @pytest.fixture
    def order(self, app):
        user = a_user(credit_limit=Decimal("60.00"))
        order = an_order(user=user, cleared_how=Cleared.ON_ACCOUNT, terms_days=30)
        give_invoice(order)
        db.session.commit()
        return order

    def test_of_who_agrees_to_more_is_held_before_the_next_invoice_has_its_number(self, order):
        item, question_id = order.items[0], asked_for_more(order.items[0])
        writes = writes_of(lambda: accept_extra(item, question_id, by=PAT))
        assert writes[:2] == [order.id, CREDIT]
        assert any(str(one).startswith("UPDATE number_series") for one in writes[2:])

    def test_of_whoever_s_extra_may_be_owed_by_now_is_held_before_that_is_seen(self, order):
        order.items[0].extra_due, order.items[0].status = True, ItemStatus.WAITING
        db.session.commit()
        assert writes_of(lambda: let_extras_go(order))[:2] == [order.id, CREDIT]


def test_who_only_adds_a_row_holds_nothing():
    """The control."""
    order = db.session.get_one(Order, unpaid_order().id)
    (first, *_) = writes_of(lambda: a_payment(order))
    assert first.startswith("INSERT INTO payment")
