"""An invoice or a credit note, as a page and as a PDF, for the customer and for staff."""

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from storefront.database import db, end_transaction
from storefront.extensions import limiter
from storefront.not_here import NotHere
from storefront.orders.blueprint import bp
from storefront.orders.models import Order
from storefront.orders.views import my_order_or_404
from storefront.payments.invoices.document import InvoiceDocument
from storefront.payments.invoices.enclosing import papers_of
from storefront.payments.invoices.models import Invoice
from storefront.payments.invoices.pdf import pdf_of
from storefront.payments.invoices.standing import standings_of

bp.add_app_template_filter(papers_of, "papers")


@bp.get("/orders/<number>/invoices/<invoice_number>")
def invoice(number: str, invoice_number: str) -> ResponseReturnValue:
    given = _invoice(number, invoice_number)
    return render_template(
        "orders/invoice.html",
        order=given.order,
        document=given.document,
        standing=standings_of([given.order]).get(given.number),
    )


@bp.get("/orders/<number>/invoices/<invoice_number>.pdf")
@limiter.limit("20 per minute")  # making one keeps the processor busy
def invoice_pdf(number: str, invoice_number: str) -> ResponseReturnValue:
    document = _invoice(number, invoice_number).document
    end_transaction()
    return pdf_answer([document], document.file_name)


def pdf_answer(documents: list[InvoiceDocument], name: str) -> Response:
    """To be shown by the browser, and saved under that name."""
    answer = Response(pdf_of(documents), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f"inline; filename={name}"
    return answer


def _invoice(number: str, invoice_number: str) -> Invoice:
    of_staff = current_user.is_authenticated and current_user.is_staff
    order = _order_or_404(number) if of_staff else my_order_or_404(number)
    its = select(Invoice).filter_by(order_id=order.id, number=invoice_number)
    given = db.session.scalar(its)
    if given is None:
        raise NotHere(
            "This order has no such invoice",
            "Part of the address may be missing. All invoices are listed with the order.",
            ("Open the order", f"/orders/{number}"),
        )
    return given


def _order_or_404(number: str) -> Order:
    return db.session.scalar(select(Order).where(Order.number == number)) or abort(404)
