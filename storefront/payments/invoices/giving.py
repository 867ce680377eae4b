"""Giving an invoice: once, with the next number, in the transaction of what causes it."""

from collections.abc import Sequence

from sqlalchemy import insert, select, update

from storefront.database import NotUnique, db, rows_changed, unique
from storefront.orders.models import (
    Cleared,
    ItemStatus,
    NoticeKind,
    Order,
    OrderItem,
    PriceQuestion,
)
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
from storefront.times import today


def invoices_of(order: Order) -> Sequence[Invoice]:
    """The invoice of an order and its credit notes, the first first."""
    mine = select(Invoice).where(Invoice.order_id == order.id).order_by(Invoice.id)
    return db.session.scalars(mine).all()


def give_invoice(order: Order) -> Invoice | None:
    """Invoice what is left of an order that is cleared. The caller commits.

    None if it has an invoice already, or if it costs nothing: then there is nothing to invoice.
    """
    if order.remaining <= 0 or invoice_of(order):
        return None
    items = [item for item in order.items if item.status != ItemStatus.CANCELLED]
    lines = tuple(line_of(item) for item in items)
    try:
        due_on = None if order.cleared_how == Cleared.PAID else order.due_on
        return give(order, InvoiceKind.INVOICE, lines, due_on=due_on)
    except NotUnique:  # somebody else was quicker
        return None


def give_addition(question: PriceQuestion) -> Invoice | None:
    """Invoice what the customer just agreed to pay more for an item, if its order is invoiced
    already; else its invoice will have it. The caller commits."""
    order = question.item.order
    if (invoice := invoice_of(order)) is None:
        return None
    return give(
        order,
        InvoiceKind.ADDITION,
        (InvoiceLine(title=question.item.title, price=question.extra, tax=question.tax),),
        corrects=invoice.number,
        reason="The higher price that you agreed to",
        due_on=today() if order.cleared_how == Cleared.PAID else order.due_on,
    )


def give(
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
    news = NoticeKind.CREDIT_NOTE if kind == InvoiceKind.CREDIT_NOTE else NoticeKind.INVOICE
    owe(order, news, parcel=given.number)
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


def invoice_of(order: Order) -> Invoice | None:
    theirs = select(Invoice).filter_by(order_id=order.id, kind=InvoiceKind.INVOICE)
    return db.session.scalar(theirs)


def _seller() -> Seller:
    shop = shop_settings()
    lines = tuple(line for line in (shop.shop_street, shop.shop_city) if line)
    return Seller(shop.shop_name, lines, shop.shop_tax_id, shop.shop_email)


def line_of(item: OrderItem) -> InvoiceLine:
    return InvoiceLine(
        title=item.title,
        price=item.price + item.extra,
        shipping=item.shipping,
        tax=item.tax + item.extra_tax,
        details="; ".join(f"{question}: {answer}" for question, answer in item.choices),
        quantity=item.runsize * item.sets if item.is_partners else item.quantity,
    )
