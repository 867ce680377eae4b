"""The PDFs that go out with a mail."""

from collections.abc import Sequence

from sqlalchemy import select

from storefront.database import db, end_transaction
from storefront.orders.models import Notice, NoticeKind
from storefront.orders.notices import Enclosure
from storefront.payments.invoices.models import Invoice
from storefront.payments.invoices.pdf import pdf_of

ONE = (NoticeKind.INVOICE, NoticeKind.CREDIT_NOTE)  # which the notice names


def enclosed(notices: Sequence[Notice]) -> list[Enclosure]:
    """What these mails of one order and kind are about; with a reminder all that there is.

    No transaction is open while the PDFs are made.
    """
    order_id, kind = notices[0].order_id, notices[0].kind
    if kind not in (*ONE, NoticeKind.REMINDER):
        return []
    theirs = select(Invoice.document).where(Invoice.order_id == order_id).order_by(Invoice.id)
    if kind in ONE:
        theirs = theirs.where(Invoice.number.in_({notice.which for notice in notices}))
    documents = db.session.scalars(theirs).all()
    end_transaction()
    return [(one.file_name, pdf_of([one]), "application/pdf") for one in documents]
