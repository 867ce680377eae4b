"""What a customer agrees to pay more: invoiced at once. The item goes on once it is paid, or at
once if it may be owed."""

from decimal import Decimal

from sqlalchemy import select

from storefront.database import db
from storefront.money import NOTHING
from storefront.orders.models import TO_BE_SENT, Cleared, Order, OrderItem
from storefront.orders.price_questions import accept
from storefront.orders.release import release
from storefront.payments.alone import alone_with
from storefront.payments.clearing import wait_for_no_extra
from storefront.payments.conditions import is_unpaid
from storefront.payments.invoices.correcting import correct_invoice
from storefront.payments.methods.on_account import hold_credit_for, over_limit_by
from storefront.payments.opening import open_cancelled
from storefront.payments.statement import unpaid


def accept_extra(item: OrderItem, question_id: str, *, by: str) -> list[OrderItem]:
    """The customer pays more. Returns what became ready by that, as it may be paid later: the order
    was released, or it is on account and the extra fits into what may be owed. The caller commits
    and enqueues it. Raises NotAsked."""
    order = item.order
    alone_with(order)
    hold_credit_for(order)  # before the next invoice's number, as whoever places an order
    open_cancelled(order)  # what is kept of it does not pay this
    accept(item, question_id, by=by)
    correct_invoice(order)
    return let_extras_go(order)


def due_now(order: Order) -> Decimal:
    """What of it a customer pays now: all that is not paid; on account, where the rest is paid
    later, what is to be paid before an extra is printed."""
    if order.cleared_how == Cleared.ON_ACCOUNT and order.waiting_for_extra:
        return over_limit_by(order)
    return unpaid(order)


def let_extras_go(order: Order) -> list[OrderItem]:
    """Those that need not be paid first, or not any more. Returns what became ready by that; the
    caller commits and enqueues it."""
    alone_with(order)
    if unpaid(order) and not _may_be_owed(order):
        return []
    return release(order) if wait_for_no_extra(order) else []


def _may_be_owed(order: Order) -> bool:
    if order.cleared_how == Cleared.ON_ACCOUNT:
        hold_credit_for(order)
        return over_limit_by(order) == NOTHING
    return order.cleared_how == Cleared.RELEASED


def overlooked() -> list[int]:
    """Orders of which it is paid or may be owed by now, and nobody noticed, for the sweep."""
    waiting = select(OrderItem.order_id).where(
        OrderItem.extra_due, OrderItem.status.in_(TO_BE_SENT)
    )
    paid = select(Order.id).where(Order.id.in_(waiting), ~is_unpaid())
    on_account = select(Order).where(
        Order.id.in_(waiting), Order.cleared_how == Cleared.ON_ACCOUNT, Order.user_id.is_not(None)
    )
    fit = [order.id for order in db.session.scalars(on_account) if not over_limit_by(order)]
    return sorted({*db.session.scalars(paid), *fit})
