"""Credit notes: they take back an invoice or a part of it, which stays as it was given."""

from decimal import Decimal

from sqlalchemy import func, select

from storefront.database import NotUnique, db
from storefront.money import NOTHING, round_to_cent
from storefront.orders.models import Cancellation, ItemStatus, Order, OrderItem
from storefront.payments.alone import alone_with
from storefront.payments.invoices.document import InvoiceKind, InvoiceLine
from storefront.payments.invoices.giving import give, invoice_of, line_of
from storefront.payments.invoices.models import Invoice
from storefront.text import one_line


def credit_note(order: Order, amount: Decimal, reason: str) -> Invoice | None:
    """Credit that much of an order's invoice, its part of the tax included, though nothing is
    cancelled. The caller commits. None if there is no invoice, or nothing is left of it."""
    alone_with(order)
    line = InvoiceLine(title="Refund", price=amount)
    return _credit(order, line, reason)


def credit_cancelled() -> None:
    """A credit note for every item that was cancelled after it was invoiced, unless its money is
    kept. The caller commits."""
    invoiced = select(Invoice.order_id, Invoice.given_at).where(Invoice.kind == InvoiceKind.INVOICE)
    its = invoiced.subquery()
    cancelled = select(OrderItem).join(its, its.c.order_id == OrderItem.order_id)
    cancelled = cancelled.where(
        OrderItem.status == ItemStatus.CANCELLED,
        OrderItem.moved_at >= its.c.given_at,
        ~OrderItem.cancellations.any(Cancellation.without_refund),
        ~select(Invoice.id).where(Invoice.item_id == OrderItem.id).exists(),
    )
    items = db.session.scalars(cancelled.order_by(OrderItem.id)).all()
    for item in items:  # all of them before the first number, or two could wait for each other
        alone_with(item.order)
    for item in items:
        _credit(item.order, line_of(item), f"{item.reference} was canceled", item)


def _credit(
    order: Order, line: InvoiceLine, reason: str, item: OrderItem | None = None
) -> Invoice | None:
    """If less is left of the invoice than the line comes to, because some of it is credited
    already, it is for what is left."""
    invoice = invoice_of(order)
    left = _left_of(invoice) if invoice else NOTHING
    if invoice is None or left <= 0:
        return None
    if item is None or line.total > left:
        amount, whole = min(line.total, left), line if line.tax else invoice.document
        tax = round_to_cent(amount * whole.tax / whole.total)
        line = InvoiceLine(title=line.title, details=line.details, price=amount - tax, tax=tax)
    try:
        return give(
            order,
            InvoiceKind.CREDIT_NOTE,
            (line,),
            item=item,
            corrects=invoice.number,
            reason=one_line(reason, 300),
        )
    except NotUnique:  # another sweep was quicker
        return None


def _left_of(invoice: Invoice) -> Decimal:
    """Of it, and of what was added to it, what no credit note has taken back yet."""
    theirs = select(Invoice.kind, func.sum(Invoice.total)).where(
        Invoice.order_id == invoice.order_id
    )
    sums = {row[0]: row[1] for row in db.session.execute(theirs.group_by(Invoice.kind))}
    return sum(sums.values(), NOTHING) - 2 * sums.get(InvoiceKind.CREDIT_NOTE, NOTHING)
