"""What a cancelled item leaves owing: 4Over owes the shop, and the shop owes the customer.

Each side is opened once it is known that something is owed. A person closes it, unless staff said
with the cancellation that nothing is to be refunded.
"""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Float, Select, cast, func, select

from storefront.clock import now
from storefront.database import db
from storefront.money import NOTHING, round_to_cent
from storefront.orders.charges import expected_charge
from storefront.orders.models import (
    CANCELLATION_OVER,
    TAKEN,
    Cancellation,
    ItemStatus,
    Order,
    OrderItem,
    PushAttempt,
)
from storefront.partner.models import PartnerAccount
from storefront.payments.alone import alone_with
from storefront.payments.conditions import is_in_no_line, is_owed_back
from storefront.payments.models import (
    Refund,
    RefundSide,
    RefundStatus,
)
from storefront.payments.statement import in_no_line, statement_of, without_refund


def open_refunds(item: OrderItem) -> list[Refund]:
    """Open what is owed on what is cancelled of an item and stands in no line yet, and return all
    its lines. The caller commits.

    4Over owes only what it was asked to print, and not before it is certain that it let go of it.
    A customer is owed no more than was paid beyond what is left of the order.
    """
    alone_with(item.order)
    theirs = select(Refund).filter_by(item_id=item.id).order_by(Refund.turn, Refund.id)
    lines = list(db.session.scalars(theirs))
    opened = [*_of_4over(item, lines), *_of_customer(item, lines)]
    db.session.add_all(opened)
    db.session.flush()
    return lines + opened


def open_cancelled(order: Order) -> None:
    """The same for all of an order that is cancelled. The caller commits."""
    for item in order.items:
        if item.cancelled or item.status == ItemStatus.CANCELLED:
            open_refunds(item)


def customers_lines(item: OrderItem) -> Sequence[Refund]:
    """What stands in the ledger of the customer's side, the first first."""
    its = select(Refund).filter_by(item_id=item.id, side=RefundSide.CUSTOMER)
    return db.session.scalars(its.order_by(Refund.turn)).all()


def next_turn(lines: Sequence[Refund], side: RefundSide) -> int:
    """The number of a new line beside these. Of two who open one at once, one has it."""
    return max((line.turn for line in lines if line.side == side), default=-1) + 1


def _of_4over(item: OrderItem, lines: Sequence[Refund]) -> list[Refund]:
    its = [line for line in lines if line.side == RefundSide.FOUROVER]
    if (its and not item.less_charge) or not item.print_jobs:
        return []
    if (account := item.order.account) is not None and account.owner_id is not None:
        return []  # the customer's own account was charged, and has the credit
    whole = item.status == ItemStatus.CANCELLED
    if whole and (request := item.cancellation) is not None and request.open:
        return []  # it accepted what was cancelled already: its support has to agree first
    due = _charged_for(item) if whole else item.less_charge
    due -= sum((line.expected for line in its), NOTHING)
    turn = next_turn(its, RefundSide.FOUROVER)
    return [Refund(item=item, side=RefundSide.FOUROVER, turn=turn, expected=due)] if due > 0 else []


def _of_customer(item: OrderItem, lines: Sequence[Refund]) -> list[Refund]:
    its = [line for line in lines if line.side == RefundSide.CUSTOMER]
    bill, turn = statement_of(item.order), next_turn(its, RefundSide.CUSTOMER)
    request, keep = item.cancellation, without_refund(item)
    due = min(in_no_line(item, its), bill.to_keep if keep else bill.to_refund - bill.in_lines)
    if due <= 0:
        return []
    line = Refund(item=item, side=RefundSide.CUSTOMER, turn=turn, expected=due)
    if request is not None and keep:
        line.status, line.note = RefundStatus.WAIVED, request.reason
        line.settled_at, line.settled_by = now(), request.asked_by
    return [line]


def open_missing(order: Order) -> None:
    """Open what is owed and has no line yet, of every cancelled item. The caller commits."""
    alone_with(order)
    open_cancelled(order)


def missing() -> list[int]:
    """Orders of which `open_missing` may have something to open, for the sweep. The database says
    of which, by the same sums: there are ever more that have nothing."""
    took = PushAttempt.phase.in_(TAKEN) & PushAttempt.charged.is_not(None)
    charged = OrderItem.attempts.any(took & (cast(PushAttempt.charged, Float) != 0))
    expected = OrderItem.cost.is_not(None) & ~OrderItem.attempts.any(took)
    sums = _of_fourover().with_only_columns(func.coalesce(func.sum(Refund.expected), NOTHING))
    spoken, less = sums.correlate(OrderItem).scalar_subquery(), OrderItem.less_charge
    shops_own = ~OrderItem.order.has(Order.account.has(PartnerAccount.owner_id.is_not(None)))
    partners = (
        OrderItem.print_jobs.any()
        & shops_own
        & (OrderItem.status == ItemStatus.CANCELLED)
        & (~_of_fourover().exists() | (less > NOTHING) & (spoken <= less))
        & ~OrderItem.cancellations.any(Cancellation.state.not_in(CANCELLATION_OVER))
        & (charged | expected)
    )
    of_sets = (OrderItem.status != ItemStatus.CANCELLED) & (spoken < less) & shops_own
    customers = is_in_no_line() & is_owed_back()
    those = select(Order.id).join(OrderItem).where(customers | partners | of_sets)
    return list(db.session.scalars(those.distinct().order_by(Order.id)))


def _of_fourover() -> Select[int]:
    return select(Refund.id).filter_by(item_id=OrderItem.id, side=RefundSide.FOUROVER)


def _charged_for(item: OrderItem) -> Decimal:
    """What 4Over said it took from the card, its taxes included; else what it was to take."""
    took = [attempt.charged for attempt in item.attempts if attempt.phase in TAKEN]
    if took and took[-1] is not None:  # nothing is sent again after that
        return round_to_cent(took[-1])
    expected = expected_charge(item)
    return expected.sum if expected else NOTHING
