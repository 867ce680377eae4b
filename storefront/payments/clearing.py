"""The one way an order becomes clear to print: paid, on account, or released by a person."""

from sqlalchemy import update

from storefront.audit import record
from storefront.clock import now
from storefront.database import db, rows_changed
from storefront.orders.models import TO_BE_SENT, Cleared, ItemStatus, Order, OrderItem
from storefront.orders.release import release
from storefront.payments.invoices.giving import give_invoice
from storefront.text import clean


class AlreadyCleared(Exception):
    """The order may be printed already; it is cleared once."""

    def __init__(self, order: Order) -> None:
        super().__init__(f"Order {order.number} may be printed already: there is nothing to do.")


class NothingToRelease(Exception):
    """All of the order is made, on its way or canceled."""

    def __init__(self, order: Order) -> None:
        super().__init__(f"Nothing of order {order.number} waits to be printed.")


def clear(
    order: Order, how: Cleared, *, by: str, reason: str = "", tell: bool = True
) -> list[OrderItem]:
    """From now on the order may be printed, and it has its invoice. Returns what became ready by
    that; the caller commits and enqueues each. A customer who is waited for is told, unless `tell`
    is false.

    Raises AlreadyCleared, also to the second of two who clear it at once.
    """
    waits = update(Order).where(Order.id == order.id, Order.cleared_at.is_(None))
    cleared = waits.values(
        cleared_at=now(), cleared_how=how, cleared_by=by, cleared_reason=clean(reason, 1000)
    )
    if not rows_changed(cleared):
        raise AlreadyCleared(order)
    db.session.refresh(order, ["cleared_at", "cleared_how", "cleared_by", "cleared_reason"])
    give_invoice(order)
    wait_for_no_extra(order)
    return release(order, tell=tell)


def wait_for_no_extra(order: Order) -> bool:
    """What the customer agreed to pay more need not be paid first. Whether anything waited for it;
    the caller releases the order."""
    its = update(OrderItem).where(OrderItem.order_id == order.id, OrderItem.extra_due)
    if not rows_changed(its.values(extra_due=False, version=OrderItem.version + 1)):
        return False
    db.session.expire_all()
    return True


def may_be_released(order: Order) -> bool:
    """Some of it is still to be printed, and nobody has cleared it; or it waits until what the
    customer agreed to pay more is paid."""
    waits = any(item.status in TO_BE_SENT for item in order.items)
    return bool(order.waiting_for_extra) or (order.cleared_at is None and waits)


def release_unpaid(order: Order, *, by: str, reason: str) -> list[OrderItem]:
    """A person says that it may be printed although it, or what the customer agreed to pay more, is
    not paid. Returns what became ready; the caller commits and enqueues each. Raises AlreadyCleared
    or NothingToRelease."""
    if order.cleared_at is None and not may_be_released(order):
        raise NothingToRelease(order)
    if order.cleared_at and order.waiting_for_extra and wait_for_no_extra(order):
        released = release(order)
    else:
        released = clear(order, Cleared.RELEASED, by=by, reason=reason)
    record(by, "released unpaid", order.number, reason)
    return released


def withdraw(order: Order, *, by: str, reason: str) -> None:
    """It is not paid after all: what has not left for 4Over waits again. What was cleared for
    another reason stays so. The caller commits."""
    paid = update(Order).where(Order.id == order.id, Order.cleared_how == Cleared.PAID)
    if not rows_changed(paid.values(cleared_at=None, cleared_how=None, cleared_by="")):
        return
    db.session.refresh(order, ["cleared_at", "cleared_how", "cleared_by"])
    for item in order.items:
        if item.status == ItemStatus.READY:
            item.move_to(ItemStatus.WAITING, reason, who=by)
