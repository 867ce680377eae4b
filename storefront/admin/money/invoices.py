"""The invoices and credit notes of a month, for the accountant and the tax office."""

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from storefront.admin.blueprint import MenuGroup, bp, for_staff, in_menu
from storefront.admin.money.months import month_asked, months_offered
from storefront.csv_file import csv_answer, csv_text
from storefront.database import db, end_transaction
from storefront.orders.invoice_views import pdf_answer
from storefront.orders.models import Order
from storefront.paging import page_of
from storefront.payments.invoices.document import InvoiceDocument, InvoiceKind
from storefront.payments.invoices.models import Invoice
from storefront.payments.invoices.standing import standings_of
from storefront.web.guards import row_id

A_FILE = 100  # in one PDF: it is made while somebody waits for it
HEADINGS = ["number", "kind", "date", "order", "corrects", "customer", "email", "state", "zip code",
            "purchase order", "goods", "shipping", "tax name", "tax", "total", "due"]  # fmt: skip


@bp.get("/invoices/")
@for_staff
@in_menu(MenuGroup.ORDERS, 5, "Invoices")
def invoices() -> ResponseReturnValue:
    """A month's, the first first; or those that the number in the URL is a part of."""
    page = page_of(_asked_for().options(joinedload(Invoice.order).selectinload(Order.items)))
    sums = select(Invoice.kind, func.count(), func.sum(Invoice.total)).where(*_this_month())
    rows = db.session.execute(sums.group_by(Invoice.kind))
    found = {kind: (many, sum_) for kind, many, sum_ in rows}
    many = sum(many for many, _ in found.values())
    return render_template(
        "admin/invoices.html",
        month=month_asked(),
        months=months_offered(),
        page=page,
        standings=standings_of({invoice.order for invoice in page.items}),
        sums=[(kind, *found[kind]) for kind in InvoiceKind if kind in found],
        files=[(first, min(first + A_FILE - 1, many)) for first in range(1, many + 1, A_FILE)],
        q=request.args.get("q", ""),
    )


@bp.get("/invoices/invoices.csv")
@for_staff
def invoices_csv() -> ResponseReturnValue:
    """Credit notes are below zero, so that a column adds up."""
    rows = [HEADINGS, *(_cells(document) for document in db.session.scalars(_documents()))]
    return csv_answer(f"invoices-{month_asked()}.csv", csv_text(rows))


@bp.get("/invoices/invoices.pdf")
@for_staff
def invoices_pdf() -> ResponseReturnValue:
    """A hundred of them, from the one that the URL names."""
    first = row_id(request.args.get("first", "1")) or abort(404)
    documents = list(db.session.scalars(_documents().offset(first - 1).limit(A_FILE)))
    end_transaction()
    if not documents:
        abort(404)
    return pdf_answer(documents, f"invoices-{month_asked()}-{first}.pdf")


def _asked_for() -> Select[Any]:
    those = select(Invoice).order_by(Invoice.id)
    if q := request.args.get("q", "").strip():
        return those.where(Invoice.number.icontains(q, autoescape=True))
    return those.where(*_this_month())


def _documents() -> Select[Any]:
    return select(Invoice.document).where(*_this_month()).order_by(Invoice.id)


def _this_month() -> tuple[ColumnElement[bool], ...]:
    """The one that the URL asks for."""
    month = month_asked()
    return Invoice.given_at >= month.begin, Invoice.given_at < month.end


def _cells(document: InvoiceDocument) -> list[Any]:
    sign = document.sign
    buyer = document.buyer
    return [document.number, document.kind.value, document.given_on, document.order,
            document.corrects, buyer.address.recipient, buyer.email, buyer.address.state,
            buyer.address.zipcode, document.purchase_order, sign * document.goods,
            sign * document.shipping, document.tax_name, sign * document.tax, document.balance,
            document.due_on]  # fmt: skip
