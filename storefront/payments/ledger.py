"""What becomes of a line of the refund ledger: a person closes it, as a whole or in parts, or notes
that it is disputed. Nobody edits a closed one."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from storefront.audit import record
from storefront.clock import now
from storefront.database import db, rows_changed
from storefront.money import NOTHING, format_money, round_to_cent
from storefront.orders.models import Order
from storefront.payments.alone import alone_with
from storefront.payments.models import Payment, Refund, RefundSide, RefundStatus, Repayment
from storefront.payments.opening import next_turn
from storefront.payments.owing import owed
from storefront.payments.statement import statement_of
from storefront.text import clean
from storefront.times import day

NOT_KNOWN_YET = (
    "The provider was asked to give this back and has not answered yet. Press its button again: it "
    "is the same refund, and is made once."
)


class AlreadyClosed(Exception):
    """The refund was settled or waived before, or this money was recorded: it is closed once."""

    def __init__(self, words: str = "This refund is already closed.") -> None:
        super().__init__(words)


class NothingDue(Exception):
    """No more was paid than what is left of the order costs."""

    def __init__(self, order: Order) -> None:
        words = "No more was paid than the rest of the order costs."
        if not statement_of(order).paid:
            words = f"No payment is recorded for order {order.number}. Record it there first."
        super().__init__(words)


class BadAmount(ValueError):
    """It cannot be what was given back; the text says why."""


class MoreThanExpected(BadAmount):
    """It may be right, but somebody has to say so of this very amount."""


def settle(
    refund: Refund,
    amount: Decimal,
    *,
    method: str,
    by: str,
    note: str = "",
    agreed: Decimal | None = None,
    reference: str | None = None,
) -> Refund | None:
    """Money was given back: how much really, and how. Of less than is owed the rest stays open, in
    a new line, which is returned. The caller commits.

    `agreed` is an amount above what is owed that somebody said is right. A refund that a provider
    made is recorded with its id as `reference`, once: whoever comes second with it, the button or
    the webhook, is told AlreadyClosed, and has nothing left to do (`repaying.py`).

    Raises AlreadyClosed, NothingDue, BadAmount or MoreThanExpected.
    """
    alone_with(refund.item.order)
    if reference and db.session.scalar(select(Refund.id).filter_by(reference=reference)):
        raise AlreadyClosed("This refund is already recorded.")
    due = still_owed(refund, amount, agreed=agreed)
    came_to = refund.expected if refund.goodwill else due
    rest = anew(refund, came_to - amount) if amount < came_to else None
    _close(
        refund,
        RefundStatus.SETTLED,
        by,
        note=note,
        expected=min(amount, came_to),
        amount=amount,
        method=clean(method, 120),
        reference=reference,
    )
    if rest:
        db.session.add(rest)
    return rest


def still_owed(refund: Refund, amount: Decimal, *, agreed: Decimal | None = None) -> Decimal:
    """What is owed on a line of which so much is to be given back, by whatever way. Raises what
    `settle` does."""
    order = refund.item.order
    due = owed(order).get(refund)
    if due is None:
        raise AlreadyClosed
    _refuse_what_is_asked_for(refund)
    if not due:
        raise NothingDue(order)
    whole_cents(amount)
    if refund.side == RefundSide.CUSTOMER:
        _refuse_more_than_there_is(order, amount)
    if amount > due and agreed != amount:
        raise MoreThanExpected(_how_much_more(refund, amount, due))
    return due


def refuse_outdated(shown: str | None, left: Decimal) -> None:
    """A form says what was left when it was made. Sent twice, or after somebody else's, it would
    give the same money back again. Raises BadAmount."""
    if shown and shown != format_money(left):
        raise BadAmount(
            f"It was {shown} that could be given back when this page was opened, and is "
            f"{format_money(left)} now. See what was given back meanwhile."
        )


def waive(refund: Refund, *, by: str, note: str) -> None:
    """What is owed is not given back, and `note` says why. Of what is cancelled, what was not owed
    now because it is not paid may be owed again. Raises AlreadyClosed."""
    alone_with(refund.item.order)
    due = owed(refund.item.order).get(refund)
    if due is None:
        raise AlreadyClosed
    _refuse_what_is_asked_for(refund)
    came_to = refund.expected if refund.goodwill else due
    _close(refund, RefundStatus.WAIVED, by, note=note, expected=came_to)


def dispute(refund: Refund, *, by: str, note: str) -> None:
    """The other side does not agree, and `note` says why. The line stays open, and what is said of
    it is added to what was said before. Raises AlreadyClosed. The caller commits."""
    said = f"{day(now())}, {by}: {clean(note)}"
    is_open = update(Refund).where(Refund.id == refund.id, Refund.status == RefundStatus.OPEN)
    words = Refund.dispute + f"{said}\n"
    since = refund.disputed_at or now()
    if not rows_changed(is_open.values(dispute=words, disputed_at=since)):
        raise AlreadyClosed
    record(by, "refund disputed", refund.item.reference, f"{refund.side} {note}")


def lines_of(line: Refund) -> Sequence[Refund]:
    """This line and all others of the same side of its item, the first first."""
    its = select(Refund).filter_by(item_id=line.item_id, side=line.side)
    return db.session.scalars(its.order_by(Refund.turn)).all()


def whole_cents(amount: Decimal) -> None:
    """Raises BadAmount for what nobody can give back."""
    if not amount.is_finite() or amount <= 0 or amount != round_to_cent(amount):
        raise BadAmount("Enter an amount above $0.00, in whole cents.")


def asked_for(order: Order | None = None) -> Sequence[Repayment]:
    """What a provider was asked to give back of the order, or of all, and nobody knows yet whether
    it did."""
    asked = select(Repayment).where(Repayment.reference.is_(None))
    if order is not None:
        asked = asked.join(Payment).where(Payment.order_id == order.id)
    return db.session.scalars(asked.options(joinedload(Repayment.payment))).all()


def _refuse_what_is_asked_for(refund: Refund) -> None:
    if any(one.refund_id == refund.id for one in asked_for(refund.item.order)):
        raise AlreadyClosed(NOT_KNOWN_YET)


def _refuse_more_than_there_is(order: Order, amount: Decimal) -> None:
    bill = statement_of(order)
    asked = sum((one.amount for one in asked_for(order)), NOTHING)
    most = max(NOTHING, bill.paid - bill.refunded - asked)
    if amount > most:
        raise BadAmount(
            f"At most {format_money(most)} can be refunded: so much of what was paid is left."
        )


def _how_much_more(refund: Refund, amount: Decimal, due: Decimal) -> str:
    """The numbers that speak against it, in a sentence or two."""
    words = f"That is more than the {format_money(due)} owed."
    lines = lines_of(refund)
    given = sum((line.amount or NOTHING for line in lines), NOTHING)
    came_to = sum((line.expected for line in lines), NOTHING)
    if not given or given + amount <= came_to:
        return words
    return (
        f"{words} With the {format_money(given)} of before it would be "
        f"{format_money(given + amount)}, of {format_money(came_to)} in all."
    )


def anew(line: Refund, expected: Decimal) -> Refund:
    """A line of the same, for what is still owed of it or owed again. It is as old."""
    return Refund(
        item_id=line.item_id,
        side=line.side,
        turn=next_turn(lines_of(line), line.side),
        goodwill=line.goodwill,
        expected=expected,
        opened_at=line.opened_at,
        disputed_at=line.disputed_at,
        dispute=line.dispute,
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
