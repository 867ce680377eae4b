"""What a customer agrees to pay more: invoiced at once; once it is paid, the item goes on."""

from sqlalchemy import select, update

from storefront.database import db, rows_changed
from storefront.orders.models import Order, OrderItem
from storefront.orders.price_questions import accept
from storefront.orders.release import release
from storefront.payments.alone import alone_with
from storefront.payments.conditions import is_unpaid
from storefront.payments.invoices.correcting import correct_invoice
from storefront.payments.opening import open_cancelled
from storefront.payments.statement import unpaid


def accept_extra(item: OrderItem, question_id: str, *, by: str) -> list[OrderItem]:
    """The customer pays more. Returns what became ready by that, if the order is paid later; the
    caller commits and enqueues it. Raises NotAsked."""
    alone_with(item.order)
    open_cancelled(item.order)  # what is kept of it does not pay this
    accept(item, question_id, by=by)
    correct_invoice(item.order)
    return release(item.order)


def let_paid_extras_go(order: Order) -> list[OrderItem]:
    """Returns what became ready by that; the caller commits and enqueues it."""
    alone_with(order)
    if unpaid(order):
        return []
    its = update(OrderItem).where(OrderItem.order_id == order.id, OrderItem.extra_due)
    if not rows_changed(its.values(extra_due=False, version=OrderItem.version + 1)):
        return []
    db.session.expire_all()
    return release(order)


def overlooked() -> list[int]:
    """Orders of which it was paid, and nobody noticed, for the sweep."""
    waiting = select(OrderItem.order_id).where(OrderItem.extra_due)
    paid = select(Order.id).where(Order.id.in_(waiting), ~is_unpaid())
    return list(db.session.scalars(paid.order_by(Order.id)))
