"""What an order comes to changes after it was invoiced: a credit note takes off what it is less by,
an additional invoice asks for what it is more by. What was given stays as it was."""

from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace
from sqlalchemy import ColumnExpressionArgument, Select, Text, case, cast, func, select

from storefront.clock import now
from storefront.database import db
from storefront.money import NOTHING
from storefront.orders.models import Cancellation, ItemStatus, Order, OrderItem
from storefront.payments.alone import alone_with
from storefront.payments.conditions import granted_off
from storefront.payments.invoices.document import InvoiceDocument, InvoiceKind, InvoiceLine
from storefront.payments.invoices.giving import give, invoices_of, line_of
from storefront.payments.invoices.models import Invoice
from storefront.payments.models import Refund, RefundSide, RefundStatus
from storefront.payments.opening import customers_lines
from storefront.payments.statement import unpaid
from storefront.text import one_line

GONE = OrderItem.status == ItemStatus.CANCELLED


def correct_invoice(order: Order) -> list[Invoice]:
    """Give what is missing until invoices less credit notes are what the order comes to, item by
    item. The caller commits. Nothing if it is not invoiced yet: its invoice will be right."""
    alone_with(order)
    papers = [given.document for given in invoices_of(order)]
    if not papers or not all(line.position for paper in papers for line in paper.lines):
        return []  # from before a line named its item
    changes = {item: _change(item, papers) for item in order.items}
    due_on = order.due_after(now()) if unpaid(order) else None
    given = []
    for kind, sign in ((InvoiceKind.CREDIT_NOTE, -1), (InvoiceKind.ADDITION, 1)):
        items = [item for item, change in changes.items() if change.total * sign > 0]
        if items:
            given.append(
                give(
                    order,
                    kind,
                    tuple(changes[item].times(sign) for item in items),
                    corrects=papers[0].number,
                    reason=one_line(
                        "; ".join(dict.fromkeys(_why(item, sign) for item in items)), 300
                    ),
                    due_on=due_on if sign > 0 else None,
                )
            )
    return given


def _change(item: OrderItem, papers: Sequence[InvoiceDocument]) -> InvoiceLine:
    """What it comes to now beyond what they say: below zero if that is less."""
    line = line_of(item)
    if item.status != ItemStatus.CANCELLED:  # a part of its price is not so many of it
        line = replace(line, details="", quantity=1)
    for paper in papers:
        for one in paper.lines:
            if one.position == item.position:
                line = line.plus(one.times(-paper.sign))
    return line


def _why(item: OrderItem, sign: int) -> str:
    """For the customer: what staff wrote of it stays inside."""
    if item.status == ItemStatus.CANCELLED:
        return f"{item.reference} was canceled{' without a refund' if sign > 0 else ''}"
    granted = any(line.goodwill for line in customers_lines(item))
    if sign < 0 and item.less and not granted:
        return f"A part of {item.reference} was canceled"
    if sign < 0:
        return f"Refund for {item.reference}" if granted else "It costs less"
    return "Less is refunded than was granted" if granted else "The higher price that you agreed to"


def to_correct() -> list[int]:
    """Orders that come to something else than their invoices, for the sweep: the same as sums of
    the order. There are ever more that have nothing to correct."""
    price = OrderItem.price + OrderItem.shipping + OrderItem.tax
    less = OrderItem.less + OrderItem.less_tax
    kept = _sum(price + OrderItem.extra + OrderItem.extra_tax - less).where(~GONE)
    of_lines = Refund.side == RefundSide.CUSTOMER
    not_given = Refund.amount.is_(None) & (Refund.status != RefundStatus.OPEN)
    retained = _sum(Refund.expected).join(Refund).where(of_lines, Refund.goodwill == "", GONE)
    retained = retained.where(not_given, OrderItem.cancellations.any(Cancellation.without_refund))
    signed = case((Invoice.kind == InvoiceKind.CREDIT_NOTE, -Invoice.total), else_=Invoice.total)
    given = select(func.sum(signed)).where(Invoice.order_id == Order.id)  # null: not invoiced
    costs, besides = (part.scalar_subquery() for part in (kept, retained))
    differs = given.scalar_subquery() != costs - granted_off() + besides
    named = select(Invoice.id).where(  # that of before will never be corrected
        Invoice.order_id == Order.id, cast(Invoice.document, Text).contains('"position":')
    )
    those = select(Order.id).where(differs, named.exists()).order_by(Order.id)
    return list(db.session.scalars(those))


def _sum(column: ColumnExpressionArgument[Decimal]) -> Select[Decimal]:
    """Of an order's items."""
    sum_ = select(func.coalesce(func.sum(column), NOTHING)).select_from(OrderItem)
    return sum_.where(OrderItem.order_id == Order.id).correlate(Order)
