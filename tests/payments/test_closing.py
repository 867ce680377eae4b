"""An order is closed once nothing of it is to be made, paid or given back."""

from decimal import Decimal

import pytest

from storefront.database import db
from storefront.orders.models import ItemStatus, Order
from storefront.payments.closing import left_open, with_an_open_refund
from storefront.payments.ledger import waive
from storefront.payments.models import RefundSide
from tests.factories import a_payment, a_refund, an_order
from tests.neighbors import mine

PAT = "pat@shop.example"


@pytest.fixture
def order(app):
    """Two items, of $56.80 each, that are paid and delivered."""
    order = an_order(items=2, status=ItemStatus.DELIVERED)
    a_payment(order)
    return order


def cancelled(order):
    item = order.items[1]
    item.status = ItemStatus.CANCELLED
    db.session.commit()
    return item


def test_what_is_paid_and_delivered_is_closed(order):
    assert left_open(order) == []


@pytest.mark.parametrize("status", ItemStatus)
def test_what_is_neither_delivered_nor_canceled_keeps_it_open(order, status):
    over = status in (ItemStatus.DELIVERED, ItemStatus.CANCELLED)
    order.items[0].status = status
    said = [words for words in left_open(order) if "yet" in words]
    named = f"Not delivered or canceled yet: {order.items[0].reference}."
    assert said == ([] if over else [named])


def test_what_is_not_paid_keeps_it_open(app):
    order = an_order(status=ItemStatus.DELIVERED)
    a_payment(order, amount=Decimal("50.00"))
    assert left_open(order) == ["$6.80 is not paid."]


@pytest.mark.parametrize("in_a_line", [True, False])
def test_what_is_owed_back_keeps_it_open_whether_it_stands_in_a_line_yet_or_not(order, in_a_line):
    item = cancelled(order)
    if in_a_line:
        a_refund(item)
    assert left_open(order) == ["The shop owes the customer $56.80."]


def test_so_does_what_was_paid_too_much(order):
    a_payment(order, amount=Decimal("3.20"))
    assert left_open(order) == ["The shop owes the customer $3.20."]
    a_refund(cancelled(order))
    assert left_open(order) == ["The shop owes the customer $60.00."]


def test_what_4over_owes_keeps_it_open(order):
    a_refund(order.items[0], side=RefundSide.FOUROVER, expected=Decimal("44.00"))
    assert left_open(order) == ["4Over owes the shop $44.00."]


def test_a_line_of_which_nothing_is_due_has_to_be_closed(order):
    """Nothing is cancelled, so nothing of what was paid is left for it."""
    a_refund(order.items[0])
    words = f"A refund that is not due has to be closed: {order.items[0].reference}."
    assert left_open(order) == [words]


def test_staff_find_the_orders_with_an_open_refund(order):
    closed, _other = an_order(), an_order()
    a_payment(closed)
    closed.items[0].status = ItemStatus.CANCELLED
    a_refund(order.items[0], side=RefundSide.FOUROVER)
    waive(a_refund(closed.items[0]), by=PAT, note="Kept.")
    db.session.commit()
    assert mine(Order).where(with_an_open_refund()).all() == [order]
    assert left_open(closed) == []
