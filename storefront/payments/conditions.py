"""What the statement says of an order, for a query: the same sums, by the database."""

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from storefront.money import NOTHING
from storefront.orders.models import ItemStatus, Order, OrderItem
from storefront.payments.models import Payment, PaymentStatus, Refund, RefundSide, RefundStatus

_EXTRA = OrderItem.extra + OrderItem.extra_tax
_ITEM = OrderItem.price + OrderItem.shipping + OrderItem.tax + _EXTRA
_GONE = OrderItem.status == ItemStatus.CANCELLED
_CANCELLED = case((_GONE, _ITEM), else_=OrderItem.less + OrderItem.less_tax)
_OPEN = Refund.status == RefundStatus.OPEN
_GRANTED = Refund.goodwill != ""
_AMOUNT = func.coalesce(Refund.amount, NOTHING)
_GIVEN = case((_OPEN, Refund.expected), else_=_AMOUNT)  # or to be given, on a line
_BEYOND = case(  # what was owed, on a line
    (func.abs(Refund.amount) > func.abs(Refund.expected), Refund.amount - Refund.expected),
    else_=NOTHING,
)


def is_unpaid() -> ColumnElement[bool]:
    """Of an order, for a query: something of it as it is now is not paid. What is kept of what was
    canceled pays nothing that was agreed to since."""
    total = _owed() - _items(_CANCELLED) - granted_off()
    granted_beyond = _granted_beyond()
    given = _lines(_AMOUNT) - _lines(_BEYOND, ~_GRANTED) - granted_beyond
    with_kept = _lines(_AMOUNT, _GRANTED) + _lines(Refund.expected, ~_GRANTED & ~_OPEN)
    with_kept -= granted_beyond
    agreed_to_more = _items(_EXTRA, ~_GONE) > NOTHING
    return (total > _received() - given) | (agreed_to_more & (total > _received() - with_kept))


def is_overpaid() -> ColumnElement[bool]:
    """Of an order, for a query: more came than was ever owed, and is still here."""
    spoken_of_twice = _items(_at_least_nothing(-_in_no_line()))
    return _received() - _lines(_BEYOND, ~_GRANTED) - spoken_of_twice > _owed()


def is_owed_back() -> ColumnElement[bool]:
    """Of an order, for a query: more was paid than is left of it, was given back and stands in open
    lines of the ledger."""
    # what was granted of the rest is taken off its total
    given = _lines(_GIVEN, _GONE | ~_GRANTED)
    return _received() - given > _owed() - _items(_CANCELLED)


def is_in_no_line() -> ColumnElement[bool]:
    """Of an item, for a query: as `in_no_line`, it is more than nothing."""
    return _in_no_line() > NOTHING


def more_went_than_came() -> ColumnElement[bool]:
    """Of an order, for a query: more was given back than is paid, and nobody agreed to that. A
    payment was taken back, say."""
    given = _lines(_AMOUNT) - _lines(_BEYOND, ~_GRANTED) - _granted_beyond()
    return given > _received()


def granted_off() -> ColumnElement[Decimal]:
    """Of an order, for a query: the sum of `goodwill_on`."""
    return _items(_goodwill_on())


def _granted_beyond() -> ColumnElement[Decimal]:
    """The sum of `beyond.granted_beyond`."""
    closed = _of_item(Refund.expected, ~_GRANTED & ~_OPEN)
    more = _of_item(_AMOUNT, _GRANTED) + closed - _ITEM
    return _items(_at_least_nothing(_least(_of_item(_BEYOND, _GRANTED), more)))


def _in_no_line() -> ColumnElement[Decimal]:
    """Of an item: below zero if its lines speak of more than is cancelled."""
    spoken_of = _of_item(Refund.expected, ~_GRANTED) + _of_item(_GIVEN, _GRANTED)
    return _CANCELLED - (spoken_of - _goodwill_on())


def _goodwill_on() -> ColumnElement[Decimal]:
    return _least(_of_item(_GIVEN, _GRANTED), _ITEM - _CANCELLED)


def _least(one: ColumnElement[Decimal], other: ColumnElement[Decimal]) -> ColumnElement[Decimal]:
    return case((one < other, one), else_=other)


def _at_least_nothing(sum_: ColumnElement[Decimal]) -> ColumnElement[Decimal]:
    return case((sum_ > NOTHING, sum_), else_=NOTHING)


def _items(what: Any, *which: ColumnElement[bool]) -> ColumnElement[Decimal]:
    """Summed up over such items of the order."""
    sums = select(func.coalesce(func.sum(what), NOTHING)).select_from(OrderItem)
    return sums.where(OrderItem.order_id == Order.id, *which).correlate(Order).scalar_subquery()


def _lines(what: Any, *which: ColumnElement[bool]) -> ColumnElement[Decimal]:
    """Summed up over such lines of the customer's, of all items of the order."""
    its = OrderItem.order_id == Order.id, Refund.side == RefundSide.CUSTOMER
    sums = select(func.coalesce(func.sum(what), NOTHING)).join(Refund.item).where(*its, *which)
    return sums.correlate(Order).scalar_subquery()


def _of_item(what: Any, which: ColumnElement[bool]) -> ColumnElement[Decimal]:
    """Summed up over such lines of the customer's, of one item."""
    its = Refund.item_id == OrderItem.id, Refund.side == RefundSide.CUSTOMER
    sums = select(func.coalesce(func.sum(what), NOTHING)).select_from(Refund).where(*its, which)
    return sums.correlate(OrderItem).scalar_subquery()


def _owed() -> ColumnElement[Decimal]:
    """As it was ordered, and what was agreed to since."""
    return Order.total + _items(_EXTRA)


def _received() -> ColumnElement[Decimal]:
    received = select(func.coalesce(func.sum(Payment.amount), NOTHING)).where(
        Payment.order_id == Order.id, Payment.status == PaymentStatus.PAID
    )
    return received.correlate(Order).scalar_subquery()
