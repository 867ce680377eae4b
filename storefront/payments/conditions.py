"""What the statement says of an order, for a query: the same sums, by the database."""

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from storefront.money import NOTHING
from storefront.orders.models import ItemStatus, Order, OrderItem
from storefront.payments.models import Payment, PaymentStatus, Refund, RefundSide, RefundStatus

_EXTRA = OrderItem.extra + OrderItem.extra_tax
_ITEM = OrderItem.price + OrderItem.shipping + OrderItem.tax + _EXTRA
_CANCELLED = case(
    (OrderItem.status == ItemStatus.CANCELLED, _ITEM), else_=OrderItem.less + OrderItem.less_tax
)
_GIVEN = case(  # or to be given, on a line
    (Refund.status == RefundStatus.OPEN, Refund.expected),
    else_=func.coalesce(Refund.amount, NOTHING),
)


def is_unpaid() -> ColumnElement[bool]:
    """Of an order, for a query: something of it as it is now is not paid."""
    cancelled = select(func.coalesce(func.sum(_CANCELLED), NOTHING)).where(
        OrderItem.order_id == Order.id
    )
    total = _owed() - cancelled.correlate(Order).scalar_subquery()
    kept_too = total > _received() - _in_lines(Refund.expected, Refund.status != RefundStatus.OPEN)
    given = _in_lines(Refund.amount, Refund.amount.is_not(None)) - _beyond()
    return kept_too & ((_owed() > Order.total) | (total > _received() - given))


def is_overpaid() -> ColumnElement[bool]:
    """Of an order, for a query: more came than was ever owed, and is still here."""
    return _received() - _beyond() > _owed()


def _beyond() -> ColumnElement[Decimal]:
    """Given back beyond what was owed."""
    more = func.abs(Refund.amount) > func.abs(Refund.expected)
    return _in_lines(Refund.amount - Refund.expected, more)


def _in_lines(what: Any, which: ColumnElement[bool]) -> ColumnElement[Decimal]:
    """Summed up over such lines of what is cancelled of the order."""
    its = OrderItem.order_id == Order.id, Refund.side == RefundSide.CUSTOMER, Refund.goodwill == ""
    sums = select(func.coalesce(func.sum(what), NOTHING)).join(Refund.item).where(*its, which)
    return sums.correlate(Order).scalar_subquery()


def is_owed_back() -> ColumnElement[bool]:
    """Of an order, for a query: more was paid than is left of it, was given back and stands in open
    lines of the ledger."""
    is_gone = OrderItem.status == ItemStatus.CANCELLED
    cancelled = select(func.coalesce(func.sum(_CANCELLED), NOTHING)).where(
        OrderItem.order_id == Order.id
    )
    lines = select(func.coalesce(func.sum(_GIVEN), NOTHING)).join(
        OrderItem, Refund.item_id == OrderItem.id
    )
    lines = lines.where(
        OrderItem.order_id == Order.id,
        Refund.side == RefundSide.CUSTOMER,
        is_gone | (Refund.goodwill == ""),  # what was granted of the rest is taken off its total
    )
    gone, given = (part.correlate(Order).scalar_subquery() for part in (cancelled, lines))
    return _received() - given > _owed() - gone


def is_in_no_line() -> ColumnElement[bool]:
    """Of an item, for a query: as `in_no_line`, it is more than nothing."""

    def sum_of(what: Any, which: ColumnElement[bool]) -> ColumnElement[Decimal]:
        its = Refund.item_id == OrderItem.id, Refund.side == RefundSide.CUSTOMER
        sums = select(func.coalesce(func.sum(what), NOTHING)).where(*its, which)
        return sums.correlate(OrderItem).scalar_subquery()

    granted, left = sum_of(_GIVEN, Refund.goodwill != ""), _ITEM - _CANCELLED
    beyond = case((granted > left, granted - left), else_=NOTHING)
    return sum_of(Refund.expected, Refund.goodwill == "") + beyond < _CANCELLED


def _owed() -> ColumnElement[Decimal]:
    """As it was ordered, and what was agreed to since."""
    extra = select(func.coalesce(func.sum(_EXTRA), NOTHING)).where(OrderItem.order_id == Order.id)
    return Order.total + extra.correlate(Order).scalar_subquery()


def _received() -> ColumnElement[Decimal]:
    received = select(func.coalesce(func.sum(Payment.amount), NOTHING)).where(
        Payment.order_id == Order.id, Payment.status == PaymentStatus.PAID
    )
    return received.correlate(Order).scalar_subquery()
