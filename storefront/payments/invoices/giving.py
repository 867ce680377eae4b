"""Giving an invoice: once, with the next number, in the transaction of what causes it."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select

from storefront.database import NotUnique, db, unique
from storefront.money import NOTHING
from storefront.orders import series
from storefront.orders.models import (
    Cleared,
    ItemStatus,
    NoticeKind,
    Order,
    OrderItem,
)
from storefront.orders.notices import owe
from storefront.payments.invoices.document import (
    Buyer,
    InvoiceDocument,
    InvoiceKind,
    InvoiceLine,
    Seller,
)
from storefront.payments.invoices.models import Invoice
from storefront.payments.models import RefundSide
from storefront.payments.opening import customers_lines, open_refunds
from storefront.payments.statement import goodwill_on, kept_in, without_refund
from storefront.settings import shop_settings
from storefront.times import today


def invoices_of(order: Order) -> Sequence[Invoice]:
    """The invoice of an order and what corrects it, the first first."""
    mine = select(Invoice).where(Invoice.order_id == order.id).order_by(Invoice.id)
    return db.session.scalars(mine).all()


def give_invoice(order: Order) -> Invoice | None:
    """Invoice what is left of an order that is cleared. The caller commits.

    None if it has an invoice already, or if it costs nothing: then there is nothing to invoice.
    """
    if order.remaining <= 0 or invoice_of(order):
        return None
    lines = tuple(
        line
        for item in order.items
        if (line := line_of(item)).total or item.status != ItemStatus.CANCELLED
    )
    try:
        due_on = None if order.cleared_how == Cleared.PAID else order.due_on
        return give(order, InvoiceKind.INVOICE, lines, due_on=due_on)
    except NotUnique:  # somebody else was quicker
        return None


def give(
    order: Order, kind: InvoiceKind, lines: tuple[InvoiceLine, ...], **more: object
) -> Invoice:
    """Raises NotUnique if somebody else gave it meanwhile; then its number was not used up."""
    with unique(Invoice.order_id), db.session.begin_nested():
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
            number=document.number, kind=kind, order=order, total=document.total, document=document
        )
        db.session.add(given)
    news = NoticeKind.CREDIT_NOTE if kind == InvoiceKind.CREDIT_NOTE else NoticeKind.INVOICE
    owe(order, news, which=given.number)
    return given


def _next_number() -> str:
    name = series.of_invoices()
    return series.text_of(name, series.next_number(name, noted=series.highest_noted(name)))


def invoice_of(order: Order) -> Invoice | None:
    theirs = select(Invoice).filter_by(order_id=order.id, kind=InvoiceKind.INVOICE)
    return db.session.scalar(theirs)


def _seller() -> Seller:
    shop = shop_settings()
    lines = tuple(line for line in (shop.shop_street, shop.shop_city) if line)
    return Seller(shop.shop_name, lines, shop.shop_tax_id, shop.shop_email)


def line_of(item: OrderItem) -> InvoiceLine:
    """What it comes to now: less than its price if a refund was granted."""
    whole = InvoiceLine(
        title=item.title,
        price=item.price + item.extra - item.less,
        shipping=item.shipping,
        tax=item.tax + item.extra_tax - item.less_tax,
        details="; ".join(f"{question}: {answer}" for question, answer in item.choices),
        quantity=item.runsize * item.sets_left if item.is_partners else item.quantity,
        position=item.position,
    )
    return whole.part(_comes_to(item))


def _comes_to(item: OrderItem) -> Decimal:
    """Of a canceled item it is what was paid for it and is kept, as staff canceled it without a
    refund: then the tax on that is kept, too."""
    if item.status != ItemStatus.CANCELLED:
        return item.total - item.cancelled - goodwill_on(item, customers_lines(item))
    if not without_refund(item):
        return NOTHING
    return kept_in(line for line in open_refunds(item) if line.side == RefundSide.CUSTOMER)
