"""What a cancelled item leaves owing: 4Over owes the shop, and the shop owes the customer.

Both are opened by a confirmed cancellation and closed by a person only.
"""

from decimal import Decimal

from sqlalchemy import select, update

from storefront.audit import record
from storefront.clock import now
from storefront.extensions import db, rows_changed
from storefront.money import NOTHING, format_money, round_to_cent
from storefront.orders.models import TAKEN, Order, OrderItem
from storefront.payments.models import Refund, RefundSide, RefundStatus
from storefront.payments.statement import statement_of
from storefront.text import clean


class AlreadyClosed(Exception):
    """The refund was settled or waived before; it is closed once."""

    def __init__(self) -> None:
        super().__init__("This refund is already closed.")


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
    that somebody said is right. Raises AlreadyClosed, BadAmount or MoreThanExpected."""
    if refund.status != RefundStatus.OPEN:
        raise AlreadyClosed
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


def reopen_waived(order: Order, *, by: str) -> None:
    """Money came after all for what is cancelled: what was waived of it is owed. The caller
    commits."""
    items = [item.id for item in order.items]
    waived = Refund.item_id.in_(items), Refund.status == RefundStatus.WAIVED
    theirs = update(Refund).where(*waived, Refund.side == RefundSide.CUSTOMER)
    opened = theirs.values(status=RefundStatus.OPEN, settled_by="", settled_at=None)
    if rows_changed(opened):
        record(by, "refund reopened", order.number, "paid after it was closed without refund")


def _refuse_more_than_there_is(order: Order, amount: Decimal) -> None:
    bill = statement_of(order)
    if not bill.paid:
        raise BadAmount(f"No payment is recorded for order {order.number}. Record it there first.")
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
    return round_to_cent((item.expected_cost or NOTHING) + (item.shipping_cost or NOTHING))
