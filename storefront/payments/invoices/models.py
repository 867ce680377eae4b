"""Invoices as they were given. Nobody changes or deletes one: a credit note corrects it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import JSON, Dialect, ForeignKey, Index, String, TypeDecorator, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.clock import now
from storefront.database import Model, word_of
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments.invoices.document import InvoiceDocument, InvoiceKind


class NeverChanged(Exception):
    """An invoice was to be changed or deleted."""


class Document(TypeDecorator[InvoiceDocument]):
    """A column of one document: JSON in the database alone."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: InvoiceDocument | None, _: Dialect) -> Any:
        return msgspec.to_builtins(value)

    def process_result_value(self, value: Any, _: Dialect) -> InvoiceDocument:
        return msgspec.convert(value, InvoiceDocument)


_INVOICES = text("kind = 'invoice'")


class Invoice(Model):
    """An invoice, of which an order has one; or what corrects it, of which it has as many as what
    it comes to changes."""

    __table_args__ = (
        Index("uq_invoice_order", "order_id", unique=True,
              sqlite_where=_INVOICES, postgresql_where=_INVOICES),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(50), unique=True)
    kind: Mapped[InvoiceKind] = mapped_column(word_of(InvoiceKind))
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    given_at: Mapped[datetime] = mapped_column(default=now, index=True)
    total: Mapped[Decimal] = mapped_column(Money)  # as in the document, for sums
    document: Mapped[InvoiceDocument] = mapped_column(Document)

    order: Mapped[Order] = relationship()


@event.listens_for(Invoice, "before_update")
@event.listens_for(Invoice, "before_delete")
def _refuse(_: Any, __: Any, invoice: Invoice) -> None:
    raise NeverChanged(f"{invoice.kind} {invoice.number} was given and stays as it is.")
