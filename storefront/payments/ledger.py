"""What a cancelled item leaves owing: 4Over owes the shop, and the shop owes the customer.

Both are opened by a confirmed cancellation and closed by a person only.
"""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select, update

from storefront.audit import record
from storefront.clock import now
from storefront.database import NotUnique, db, rows_changed, unique
from storefront.money import NOTHING, format_money, round_to_cent
from storefront.orders.charges import expected_charge
from storefront.orders.models import TAKEN, ItemStatus, Order, OrderItem
from storefront.payments.models import Refund, RefundSide, RefundStatus
from storefront.payments.owing import owed
from storefront.payments.statement import statement_of
from storefront.text import clean

CLOSED = (RefundStatus.SETTLED, RefundStatus.WAIVED)


class AlreadyClosed(Exception):
    """The refund was settled or waived before; it is closed once."""

    def __init__(self) -> None:
        super().__init__("This refund is already closed.")


class NothingDue(Exception):
    """No more was paid than what is left of the order costs."""

    def __init__(self, order: Order) -> None:
        words = "No more was paid than the rest of the order costs."
        if not statement_of(order).paid:
            words = f"No payment is recorded for order {order.number}. Record it there first."
        super().__init__(words)


class NothingToCorrect(Exception):
    """The line is open, or is taken back already."""

    def __init__(self) -> None:
        super().__init__("This entry cannot be corrected: it is open, or was corrected already.")


class BadAmount(ValueError):
    """It cannot be what was given back; the text says why."""


class MoreThanExpected(BadAmount):
    """It may be right, but somebody has to say so of this very amount."""


def open_refunds(item: OrderItem) -> list[Refund]:
    """Open the two lines of a cancelled item, or return those there are. The caller commits.

    4Over owes only what it was asked to print: nothing for an item that never became a job.
    """
    known = {r.side: r for r in db.session.scalars(select(Refund).filter_by(item_id=item.id))}
    expected = {
        RefundSide.FOUROVER: _charged_for(item) if item.print_jobs else NOTHING,
        RefundSide.CUSTOMER: item.total,
    }
    for side, amount in expected.items():
        if side not in known and amount:
            known[side] = Refund(item=item, side=side, expected=amount)
            db.session.add(known[side])
    return list(known.values())


def open_missing() -> None:
    """Open both sides for every cancelled item that has neither. The caller commits."""
    cancelled = select(OrderItem).where(
        OrderItem.status == ItemStatus.CANCELLED,
        OrderItem.id.not_in(select(Refund.item_id)),
    )
    for item in db.session.scalars(cancelled):
        open_refunds(item)


def may_be_settled(refund: Refund) -> bool:
    """It is open, and something is owed on it now."""
    return bool(owed().get(refund))


def settle(
    refund: Refund,
    amount: Decimal,
    *,
    method: str,
    by: str,
    note: str = "",
    agreed: Decimal | None = None,
) -> None:
    """Money was given back: how much really, and how. `agreed` is an amount above the expected one
    that somebody said is right. Raises AlreadyClosed, NothingDue, BadAmount or
    MoreThanExpected."""
    if not may_be_settled(refund):
        raise NothingDue(refund.item.order) if refund.open else AlreadyClosed
    if not amount.is_finite() or amount <= 0 or amount != round_to_cent(amount):
        raise BadAmount("Enter an amount above $0.00, in whole cents.")
    if refund.side == RefundSide.CUSTOMER:
        _refuse_more_than_there_is(refund.item.order, amount)
    if amount > refund.expected and agreed != amount:
        raise MoreThanExpected(
            f"That is more than the {format_money(refund.expected)} expected. "
            "Correct it; or, if it is right, check the box below."
        )
    _close(refund, RefundStatus.SETTLED, by, amount=amount, method=clean(method, 120), note=note)


def waive(refund: Refund, *, by: str, note: str) -> None:
    """Nothing is owed after all, and `note` says why. Raises AlreadyClosed."""
    _close(refund, RefundStatus.WAIVED, by, note=note)


def may_be_taken_back(line: Refund) -> bool:
    """It is closed, and the last of its side: nobody has taken it back yet."""
    return line.status in CLOSED and lines_of(line)[-1].id == line.id


def take_back(closed: Refund, *, by: str, reason: str) -> Refund:
    """A line was closed by mistake. It stays as it is: a correcting line takes it back, and the
    line that is returned is open instead. The caller commits.

    Raises NothingToCorrect, also to the second of two who do so at once.
    """
    db.session.refresh(closed)
    if not may_be_taken_back(closed):
        raise NothingToCorrect
    correcting = Refund(
        item_id=closed.item_id,
        side=closed.side,
        turn=closed.turn + 1,
        expected=-closed.expected,
        status=RefundStatus.CORRECTION,
        amount=None if closed.amount is None else -closed.amount,
        method=closed.method,
        settled_at=now(),
        settled_by=by,
        note=clean(reason),
    )
    instead = Refund(
        item_id=closed.item_id, side=closed.side, turn=closed.turn + 2, expected=closed.expected
    )
    db.session.add_all([correcting, instead])
    try:
        with unique(Refund.item_id, Refund.side, Refund.turn):
            db.session.flush()
    except NotUnique:
        db.session.rollback()
        raise NothingToCorrect from None
    record(by, "refund corrected", closed.item.reference, f"{closed.side} {reason}")
    return instead


def lines_of(line: Refund) -> Sequence[Refund]:
    """This line and all others of the same side of its item, the first first."""
    its = select(Refund).filter_by(item_id=line.item_id, side=line.side)
    return db.session.scalars(its.order_by(Refund.turn)).all()


def reopen_waived(order: Order, *, by: str) -> None:
    """Money came after all for what is cancelled: what was waived of it is owed. The caller
    commits."""
    items = [item.id for item in order.items]
    theirs = select(Refund).where(Refund.item_id.in_(items), Refund.side == RefundSide.CUSTOMER)
    last = {line.item_id: line for line in db.session.scalars(theirs.order_by(Refund.turn))}
    for line in last.values():
        if line.status == RefundStatus.WAIVED:
            take_back(line, by=by, reason="Paid after it was closed without refund.")


def _refuse_more_than_there_is(order: Order, amount: Decimal) -> None:
    bill = statement_of(order)
    most = bill.paid - bill.refunded
    if amount > most:
        raise BadAmount(
            f"At most {format_money(most)} can be refunded: so much of what was paid is left."
        )


def _close(refund: Refund, status: RefundStatus, by: str, *, note: str, **more: object) -> None:
    is_open = update(Refund).where(Refund.id == refund.id, Refund.status == RefundStatus.OPEN)
    closed = is_open.values(
        status=status, settled_by=by, settled_at=now(), note=clean(note), **more
    )
    if not rows_changed(closed):
        raise AlreadyClosed
    what = f"{refund.side} {more.get('amount', '')} {note}"
    done = "recorded" if status == RefundStatus.SETTLED else "closed without refund"
    record(by, f"refund {done}", refund.item.reference, what)


def _charged_for(item: OrderItem) -> Decimal:
    """What 4Over said it took from the card, its taxes included; else what it was to take."""
    took = [attempt.charged for attempt in item.attempts if attempt.phase in TAKEN]
    if took and took[-1] is not None:  # nothing is sent again after that
        return round_to_cent(took[-1])
    expected = expected_charge(item)
    return expected.sum if expected else NOTHING
