"""The invoices and credit notes that a mail is about: in words, and as PDFs that go out with it."""

from collections.abc import Sequence

from sqlalchemy import select

from storefront.database import db, end_transaction
from storefront.orders.models import Notice, NoticeKind
from storefront.orders.notices import Enclosure
from storefront.payments.invoices.document import InvoiceDocument
from storefront.payments.invoices.models import Invoice
from storefront.payments.invoices.pdf import pdf_of
from storefront.payments.invoices.standing import Standing, standings_of

ONE = (NoticeKind.INVOICE, NoticeKind.CREDIT_NOTE)  # which the notice names


def papers_of(notices: Sequence[Notice]) -> list[tuple[InvoiceDocument, Standing | None]]:
    """Each with what of it is paid by now; a credit note has nothing to pay."""
    standings = standings_of([notices[0].order])
    return [(paper, standings.get(paper.number)) for paper in _papers(notices)]


def enclosed(notices: Sequence[Notice]) -> list[Enclosure]:
    """No transaction is open while the PDFs are made."""
    if not (papers := _papers(notices)):
        return []
    end_transaction()
    return [(one.file_name, pdf_of([one]), "application/pdf") for one in papers]


def _papers(notices: Sequence[Notice]) -> Sequence[InvoiceDocument]:
    """What these mails of one order and kind are about; with a reminder all that there is."""
    order_id, kind = notices[0].order_id, notices[0].kind
    if kind not in (*ONE, NoticeKind.REMINDER):
        return []
    theirs = select(Invoice.document).where(Invoice.order_id == order_id).order_by(Invoice.id)
    if kind in ONE:
        theirs = theirs.where(Invoice.number.in_({notice.which for notice in notices}))
    return db.session.scalars(theirs).all()
