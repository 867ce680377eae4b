"""Giving an invoice or a credit note: once, with the next number, as part of what causes it."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import func, insert, select, update

from storefront.database import NotUnique, db, rows_changed, unique
from storefront.money import NOTHING, format_money, round_to_cent
from storefront.orders.models import Cleared, ItemStatus, NoticeKind, Order, OrderItem
from storefront.orders.notices import owe
from storefront.payments.invoices.document import (
    Buyer,
    InvoiceDocument,
    InvoiceKind,
    InvoiceLine,
    Seller,
)
from storefront.payments.invoices.models import Invoice, InvoiceCounter
from storefront.settings import shop_settings
from storefront.text import one_line
from storefront.times import today


class NotInvoiced(Exception):
    """The order has no invoice that a credit note could correct."""

    def __init__(self, order: Order) -> None:
        super().__init__(f"Order {order.number} has no invoice, so there is nothing to credit.")


class MoreThanInvoiced(ValueError):
    """Of the invoice less is left than was to be credited; the text says how much."""

    def __init__(self, left: Decimal) -> None:
        super().__init__(f"At most {format_money(left)} can be credited: so much of it is left.")


def invoices_of(order: Order) -> Sequence[Invoice]:
    """The invoice of an order and its credit notes, the first first."""
    mine = select(Invoice).where(Invoice.order_id == order.id).order_by(Invoice.id)
    return db.session.scalars(mine).all()


def give_invoice(order: Order) -> Invoice | None:
    """Invoice what is left of an order that is cleared. The caller commits.

    None if it has an invoice already, or if it costs nothing: then there is nothing to invoice.
    """
    if order.remaining <= 0 or _invoice(order):
        return None
    items = [item for item in order.items if item.status != ItemStatus.CANCELLED]
    lines = tuple(_line(item) for item in items)
    try:
        due_on = None if order.cleared_how == Cleared.PAID else order.due_on
        return _give(order, InvoiceKind.INVOICE, lines, due_on=due_on)
    except NotUnique:  # somebody else was quicker
        return None


def credit_note(order: Order, amount: Decimal, reason: str) -> Invoice:
    """Credit a part of an order's invoice, its part of the tax included: of what is given back
    although nothing is cancelled. The caller commits. Raises NotInvoiced or MoreThanInvoiced."""
    invoice = _invoice(order)
    if invoice is None:
        raise NotInvoiced(order)
    tax = round_to_cent(amount * invoice.document.tax / invoice.document.total)
    line = InvoiceLine(title="Refund", price=amount - tax, tax=tax)
    return _credit(invoice, (line,), reason)


def credit_cancelled() -> None:
    """A credit note for every item that was cancelled after it was invoiced. The caller commits.

    If less is left of the invoice than the item came to, because some of it is credited already,
    it is for what is left.
    """
    invoiced = select(Invoice.order_id, Invoice.given_at).where(Invoice.kind == InvoiceKind.INVOICE)
    its = invoiced.subquery()
    cancelled = (
        select(OrderItem)
        .join(its, its.c.order_id == OrderItem.order_id)
        .where(
            OrderItem.status == ItemStatus.CANCELLED,
            OrderItem.moved_at >= its.c.given_at,
            ~select(Invoice.id).where(Invoice.item_id == OrderItem.id).exists(),
        )
        .order_by(OrderItem.id)
    )
    for item in db.session.scalars(cancelled).all():
        _credit_item(item)


def _credit_item(item: OrderItem) -> None:
    invoice = _invoice(item.order)
    assert invoice
    line, left = _line(item), _left_of(invoice)
    if line.total > left:
        tax = round_to_cent(left * line.tax / line.total)
        line = InvoiceLine(title=line.title, price=left - tax, tax=tax, details=line.details)
    try:
        if line.total:
            _credit(invoice, (line,), f"{item.reference} was canceled", item)
    except NotUnique:  # another sweep was quicker
        return


def _credit(
    invoice: Invoice, lines: tuple[InvoiceLine, ...], reason: str, item: OrderItem | None = None
) -> Invoice:
    note = _give(
        invoice.order,
        InvoiceKind.CREDIT_NOTE,
        lines,
        item=item,
        corrects=invoice.number,
        reason=one_line(reason, 300),
    )
    if (left := _left_of(invoice)) < 0:
        raise MoreThanInvoiced(left + note.total)
    return note


def _give(
    order: Order,
    kind: InvoiceKind,
    lines: tuple[InvoiceLine, ...],
    item: OrderItem | None = None,
    **more: object,
) -> Invoice:
    """Raises NotUnique if somebody else gave it meanwhile; then its number was not used up."""
    with unique(Invoice.order_id), unique(Invoice.item_id), db.session.begin_nested():
        document = InvoiceDocument(
            kind=kind,
            number=_next_number(),
            order=order.number,
            given_on=today(),
            seller=_seller(),
            buyer=Buyer(order.email, order.address),
            lines=lines,
            tax_name=order.tax_name,
            purchase_order=order.purchase_order,
            **more,  # type: ignore[arg-type]
        )
        given = Invoice(
            number=document.number, kind=kind, order=order, item=item, total=document.total,
            document=document,
        )  # fmt: skip
        db.session.add(given)
    owe(order, NoticeKind[kind.name], parcel=given.number)
    return given


def _next_number() -> str:
    """The next of this year's series. Who asks at the same moment waits until this transaction
    ends; if it is rolled back, they have this very number."""
    prefix = shop_settings().invoice_prefix.replace("{year}", str(today().year))
    mine = InvoiceCounter.prefix == prefix
    count = update(InvoiceCounter).where(mine).values(last=InvoiceCounter.last + 1)
    if not rows_changed(count):
        try:
            with unique(InvoiceCounter.prefix), db.session.begin_nested():
                db.session.execute(insert(InvoiceCounter).values(prefix=prefix, last=1))
        except NotUnique:
            rows_changed(count)
    last = db.session.scalar(select(InvoiceCounter.last).where(mine))
    return f"{prefix}{last:04d}"


def _invoice(order: Order) -> Invoice | None:
    theirs = select(Invoice).filter_by(order_id=order.id, kind=InvoiceKind.INVOICE)
    return db.session.scalar(theirs)


def _left_of(invoice: Invoice) -> Decimal:
    """What no credit note has taken back yet."""
    notes = select(func.sum(Invoice.total)).filter_by(
        order_id=invoice.order_id, kind=InvoiceKind.CREDIT_NOTE
    )
    return invoice.total - (db.session.scalar(notes) or NOTHING)


def _seller() -> Seller:
    shop = shop_settings()
    lines = tuple(line for line in (shop.shop_street, shop.shop_city) if line)
    return Seller(shop.shop_name, lines, shop.shop_tax_id, shop.shop_email)


def _line(item: OrderItem) -> InvoiceLine:
    return InvoiceLine(
        title=item.title,
        price=item.price,
        shipping=item.shipping,
        tax=item.tax,
        details="; ".join(f"{question}: {answer}" for question, answer in item.choices),
        quantity=item.quantity,
    )
