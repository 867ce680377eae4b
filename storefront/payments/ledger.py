"""What a cancelled item leaves owing: 4Over owes the shop, and the shop owes the customer.

Both are opened by a confirmed cancellation and closed by a person only.
"""

from decimal import Decimal

from sqlalchemy import select, update

from storefront.audit import record
from storefront.clock import now
from storefront.extensions import db, rows_changed
from storefront.money import NOTHING, format_money, round_to_cent
from storefront.orders.models import TAKEN, OrderItem
from storefront.payments.models import Refund, RefundSide, RefundStatus
from storefront.text import clean


class AlreadyClosed(Exception):
    """The refund was settled or waived before; it is closed once."""


class BadAmount(ValueError):
    """It cannot be what was given back; the text says why."""


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


def settle(refund: Refund, amount: Decimal, *, method: str, by: str, note: str = "") -> None:
    """Money was given back: how much really, and how. Raises AlreadyClosed or BadAmount."""
    if not amount.is_finite() or amount <= 0 or amount != round_to_cent(amount):
        raise BadAmount("An amount is more than nothing, in whole cents.")
    paid = refund.item.order.total
    if refund.side == RefundSide.CUSTOMER and amount > paid:
        raise BadAmount(f"The whole order was only {format_money(paid)}.")
    _close(refund, RefundStatus.SETTLED, by, amount=amount, method=clean(method, 120), note=note)


def waive(refund: Refund, *, by: str, note: str) -> None:
    """Nothing is owed after all, and `note` says why. Raises AlreadyClosed."""
    _close(refund, RefundStatus.WAIVED, by, note=note)


def _close(refund: Refund, status: RefundStatus, by: str, *, note: str, **more: object) -> None:
    is_open = update(Refund).where(Refund.id == refund.id, Refund.status == RefundStatus.OPEN)
    closed = is_open.values(
        status=status, settled_by=by, settled_at=now(), note=clean(note), **more
    )
    if not rows_changed(closed):
        raise AlreadyClosed("Somebody has closed this line before.")
    what = f"{refund.side} {more.get('amount', '')} {note}"
    record(by, f"{status} a refund", refund.item.reference, what)


def _charged_for(item: OrderItem) -> Decimal:
    """What 4Over said it took from the card, its taxes included; else what it was to take."""
    taken = [a.charged for a in item.attempts if a.charged is not None and a.phase in TAKEN]
    if taken:
        return round_to_cent(sum(taken, NOTHING))
    return round_to_cent((item.cost or NOTHING) + (item.shipping_cost or NOTHING))
