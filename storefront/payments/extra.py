"""What a customer agrees to pay more: invoiced at once; once it is paid, the item goes on."""

from sqlalchemy import select, update

from storefront.database import db, rows_changed
from storefront.orders.models import Order, OrderItem
from storefront.orders.price_questions import accept
from storefront.orders.release import release
from storefront.payments.invoices.correcting import correct_invoice
from storefront.payments.opening import open_cancelled
from storefront.payments.statement import unpaid


def accept_extra(item: OrderItem, question_id: str, *, by: str) -> list[OrderItem]:
    """The customer pays more. Returns what became ready by that, if the order is paid later; the
    caller commits and enqueues it. Raises NotAsked."""
    open_cancelled(item.order)  # what is kept of it does not pay this
    accept(item, question_id, by=by)
    correct_invoice(item.order)
    return release(item.order)


def let_paid_extras_go(order: Order) -> list[OrderItem]:
    """Returns what became ready by that; the caller commits and enqueues it."""
    if unpaid(order):
        return []
    its = update(OrderItem).where(OrderItem.order_id == order.id, OrderItem.extra_due)
    if not rows_changed(its.values(extra_due=False, version=OrderItem.version + 1)):
        return []
    db.session.flush()
    for item in order.items:
        db.session.expire(item)
    return release(order)


def overlooked() -> None:
    """For the sweep: what was paid, and nobody noticed. The caller commits, and finds what became
    ready with all else that is."""
    waiting = select(Order).where(Order.items.any(OrderItem.extra_due))
    for order in db.session.scalars(waiting).all():
        let_paid_extras_go(order)
