"""A line of the refund ledger that was closed by mistake is taken back by another."""

from sqlalchemy import update

from storefront.audit import record
from storefront.clock import now
from storefront.database import NotUnique, db, rows_changed, unique
from storefront.payments.alone import alone_with
from storefront.payments.ledger import anew, lines_of
from storefront.payments.models import Refund, RefundStatus
from storefront.payments.statement import in_no_line
from storefront.text import clean

CLOSED = (RefundStatus.SETTLED, RefundStatus.WAIVED)


class NothingToCorrect(Exception):
    """The line is open, is taken back already, or stands on a card's statement."""

    def __init__(self, line: Refund) -> None:
        words = "This entry cannot be corrected: it is open, or was corrected already."
        if line.reconciled_at:
            words = (
                f"{line.reconciled_by} found this credit on the card's statement. If it is not "
                "there, take the check off under Charges first."
            )
        super().__init__(words)


def may_be_corrected(line: Refund) -> bool:
    """It is closed, on no statement that somebody checked, and nobody has taken it back yet."""
    return (
        line.status in CLOSED
        and line.reconciled_at is None
        and not any(one.corrects_id == line.id for one in lines_of(line))
    )


def correct(closed: Refund, *, by: str, reason: str) -> Refund:
    """A line was closed by mistake. It stays as it is, a correcting line takes it back, and what it
    spoke of is open again in the line that is returned: a new one, or the rest if that is open
    still. The caller commits.

    Raises NothingToCorrect, also to the second of two who do so at once.
    """
    alone_with(closed.item.order)
    if not may_be_corrected(closed):
        raise NothingToCorrect(closed)
    correcting = anew(closed, -closed.expected)
    correcting.status, correcting.corrects_id = RefundStatus.CORRECTION, closed.id
    correcting.amount = None if closed.amount is None else -closed.amount
    correcting.method, correcting.note = closed.method, clean(reason)
    correcting.settled_at, correcting.settled_by = now(), by
    db.session.add(correcting)
    try:
        with unique(Refund.item_id, Refund.side, Refund.turn):
            db.session.flush()
    except NotUnique:
        db.session.rollback()
        raise NothingToCorrect(closed) from None
    instead = _open_again(closed)
    record(by, "refund corrected", closed.item.reference, f"{closed.side} {reason}")
    return instead


def _open_again(closed: Refund) -> Refund:
    again = closed.expected or in_no_line(closed.item, lines_of(closed))
    rest = update(Refund).where(
        Refund.item_id == closed.item_id,
        Refund.side == closed.side,
        Refund.goodwill == closed.goodwill,
        Refund.status == RefundStatus.OPEN,
    )
    if rows_changed(rest.values(expected=Refund.expected + again)):
        db.session.expire_all()
        return next(line for line in lines_of(closed) if line.open)
    instead = anew(closed, again)
    db.session.add(instead)
    return instead
