"""The margin of all that was ordered in a month: by order, product, group, customer or month."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, func, select

from storefront.catalog.models import Product, ProductGroup
from storefront.database import db
from storefront.orders.charges import at_cost, quoted_charge
from storefront.orders.models import (
    TAKEN,
    Cancellation,
    CancellationState,
    ItemStatus,
    Order,
    OrderItem,
    PrintJob,
    PushAttempt,
)
from storefront.partner.models import Environment, PartnerAccount
from storefront.payments.margins import FREE, Margin, RefundLine, Sold, Taken, margin_of
from storefront.payments.models import Payment, PaymentStatus, Refund, RefundSide
from storefront.times import Month

MONTHS = 12


class By(StrEnum):
    ORDER = "order"
    PRODUCT = "product"
    GROUP = "product group"
    CUSTOMER = "customer"
    MONTH = "month"


class Line(NamedTuple):
    name: str
    margin: Margin


_NAMES: dict[By, Callable[[Any], str]] = {
    By.ORDER: lambda row: row.number,
    By.PRODUCT: lambda row: row.product_code,
    By.GROUP: lambda row: row.group or "No group",
    By.CUSTOMER: lambda row: row.email.lower(),
}


def report(where: Environment, month: Month, by: By) -> list[Line]:
    """What was ordered there in that month, the least margin first; by month, those of the year
    that ends with it, the first first. Own products are not in it: nobody knows what they cost."""
    if by == By.MONTH:
        those = [month.later(-back) for back in reversed(range(MONTHS))]
        return [Line(one.words, _whole(where, one)) for one in those]
    lines: defaultdict[str, Margin] = defaultdict(Margin)
    for row, margin in _margins(where, month):
        lines[_NAMES[by](row)] += margin
    found = [Line(*one) for one in lines.items()]
    return sorted(found, key=lambda one: (one.margin.left, one.name))


def total(lines: list[Line]) -> Margin:
    return sum((line.margin for line in lines), Margin())


def _whole(where: Environment, month: Month) -> Margin:
    return sum((margin for _, margin in _margins(where, month)), Margin())


def _margins(where: Environment, month: Month) -> Iterator[tuple[Any, Margin]]:
    """Each item that counts, as a row with what it is grouped by, and its margin. Four questions in
    all."""
    those = (
        (Order.environment == where)
        & (Order.placed_at >= month.begin)
        & (Order.placed_at < month.end)
        & OrderItem.is_partners
        & _COUNTS
    )
    taken = _taken(those)
    refunds = _refunds(those)
    payments = select(Payment.order_id).join(Order).join(Order.items).where(those)
    paid = set(db.session.scalars(payments.where(Payment.status == PaymentStatus.PAID)))
    for row in db.session.execute(_ITEMS.where(those)):
        own = row.owner_id is not None  # 4Over charged the customer's own account
        quoted = (
            FREE
            if own
            else quoted_charge(row.cost, row.shipping_cost, row.partner_tax, row.sets, row.sent)
        )
        sold = Sold(
            row.price + row.extra,
            row.shipping,
            row.tax + row.extra_tax,
            less=row.less,
            less_tax=row.less_tax,
            cancelled=row.status == ItemStatus.CANCELLED,
            paid=row.order_id in paid,
            quoted=quoted,
            expected=quoted
            if own or row.accepted_cost is None
            else at_cost(quoted, row.accepted_cost, row.sent),
            taken=[Taken(FREE, FREE.sum, None)] if own else taken.get(row.id, []),
            refunds=refunds.get((row.id, RefundSide.CUSTOMER), []),
            credits=[] if own else refunds.get((row.id, RefundSide.FOUROVER), []),
        )
        yield row, margin_of(sold)


# What is ordered and nobody has paid earns nothing yet. What 4Over took, or stands in the ledger,
# counts in any case.
_COUNTS = (
    Order.cleared_at.is_not(None)
    | OrderItem.attempts.any(PushAttempt.phase.in_(TAKEN))
    | OrderItem.id.in_(select(Refund.item_id))
)
_TAKEN_OUT = (  # sets of it that 4Over never got
    select(func.count())
    .select_from(Cancellation)
    .where(Cancellation.item_id == OrderItem.id, Cancellation.set_number > 0)
    .where(Cancellation.state == CancellationState.SEEN)
    .where(
        ~exists().where(
            PrintJob.item_id == OrderItem.id, PrintJob.set_number == Cancellation.set_number
        )
    )
    .correlate(OrderItem)
    .scalar_subquery()
)
_ITEMS = (
    select(
        OrderItem.id,
        OrderItem.order_id,
        OrderItem.status,
        OrderItem.price,
        OrderItem.shipping,
        OrderItem.tax,
        OrderItem.extra,
        OrderItem.extra_tax,
        OrderItem.cost,
        OrderItem.accepted_cost,
        OrderItem.shipping_cost,
        OrderItem.partner_tax,
        OrderItem.sets,
        (OrderItem.sets - _TAKEN_OUT).label("sent"),
        OrderItem.less,
        OrderItem.less_tax,
        OrderItem.product_code,
        Order.number,
        Order.email,
        PartnerAccount.owner_id,
        ProductGroup.name.label("group"),
    )
    .join_from(OrderItem, Order)
    .outerjoin(PartnerAccount, Order.account_id == PartnerAccount.id)
    .outerjoin(Product, OrderItem.product_id == Product.id)
    .outerjoin(ProductGroup, Product.group_id == ProductGroup.id)
)


def _taken(those: ColumnElement[bool]) -> dict[int, list[Taken]]:
    columns = PushAttempt.item_id, PushAttempt.expected, PushAttempt.charged, PushAttempt.breakdown
    its = select(*columns).join_from(PushAttempt, OrderItem).join(Order)
    found: defaultdict[int, list[Taken]] = defaultdict(list)
    for row in db.session.execute(its.where(those, PushAttempt.phase.in_(TAKEN))):
        found[row.item_id].append(Taken(row.expected, row.charged, row.breakdown))
    return found


def _refunds(those: ColumnElement[bool]) -> dict[tuple[int, RefundSide], list[RefundLine]]:
    values = Refund.status, Refund.expected, Refund.amount, Refund.goodwill
    columns = Refund.item_id, Refund.side, *values
    its = select(*columns).join_from(Refund, OrderItem).join(Order).where(those)
    found: defaultdict[tuple[int, RefundSide], list[RefundLine]] = defaultdict(list)
    for row in db.session.execute(its):
        line = RefundLine(row.status, row.expected, row.amount, bool(row.goodwill))
        found[row.item_id, row.side].append(line)
    return found
