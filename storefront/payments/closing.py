"""Whether an order is over: nothing of it is to be made, paid or given back. It is never stored."""

from sqlalchemy import ColumnElement, select

from storefront.money import format_money
from storefront.orders.models import ItemStatus, Order, OrderItem
from storefront.payments.models import Refund, RefundSide, RefundStatus
from storefront.payments.owing import owed, total_of
from storefront.payments.statement import statement_of, unpaid

OVER = (ItemStatus.DELIVERED, ItemStatus.CANCELLED)


def left_open(order: Order) -> list[str]:
    """What keeps it open, in sentences for staff. Empty: it is closed."""
    under_way = [item.reference for item in order.items if item.status not in OVER]
    lines, bill = owed(order), statement_of(order)
    yet = bill.to_refund - total_of(lines, RefundSide.CUSTOMER)
    by_4over = total_of(lines, RefundSide.FOUROVER)
    by_shop = total_of(lines, RefundSide.CUSTOMER) + yet + bill.overpaid
    idle = [line.item.reference for line, due in lines.items() if not due]
    sentences = {
        f"Not delivered or canceled yet: {', '.join(under_way)}.": under_way,
        f"{format_money(unpaid(order))} is not paid.": unpaid(order),
        f"4Over owes the shop {format_money(by_4over)}.": by_4over,
        f"The shop owes the customer {format_money(by_shop)}.": by_shop,
        f"A refund that is not due has to be closed: {', '.join(idle)}.": idle,
    }
    return [sentence for sentence, so in sentences.items() if so]


def with_an_open_refund() -> ColumnElement[bool]:
    """Orders of which a line of the ledger is open, on either side."""
    of_order = select(OrderItem.order_id).join(Refund, Refund.item_id == OrderItem.id)
    return Order.id.in_(of_order.where(Refund.status == RefundStatus.OPEN))
