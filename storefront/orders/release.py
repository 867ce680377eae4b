"""When an item may go to 4Over: cleared, its files complete, approved where its workflow asks."""

from sqlalchemy import select

from storefront.extensions import db
from storefront.orders.models import ItemStatus, Order, OrderItem


def release(order: Order) -> list[OrderItem]:
    """Make ready what may go, and return it. The caller commits and rings for each."""
    released = []
    for item in order.items:
        if item.status == ItemStatus.WAITING and item.is_partners and not why_not_yet(item):
            item.move_to(ItemStatus.READY)
            released.append(item)
    return released


def why_not_yet(item: OrderItem) -> list[str]:
    """What an item still waits for, in words for staff. Empty: nothing."""
    reasons = []
    if item.order.cleared_at is None:
        on_account = item.order.waits_for_approval
        reasons.append(
            "It is on account, and nobody has approved it yet."
            if on_account
            else "It is not paid yet."
        )
    if missing := [slot.label for slot in item.slots if slot.file_id is None]:
        reasons.append(f"Files are missing: {', '.join(missing)}.")
    if item.needs_approval and not item.approved_by:
        workflow = item.product.workflow if item.product else None
        label = f" ({workflow.internal_label})" if workflow else ""
        reasons.append(f"It waits for approval by staff{label}.")
    return reasons


def approve(item: OrderItem, *, by: str) -> list[OrderItem]:
    """Staff looked at it and let it go. Returns what became ready, as `release` does."""
    item.approved_by = by
    return release(item.order)


def overlooked() -> list[int]:
    """Orders with an item that waits although nothing is missing, for the sweep."""
    waiting = select(OrderItem.order_id).where(
        OrderItem.status == ItemStatus.WAITING, OrderItem.product_uuid != ""
    )
    orders = db.session.scalars(
        select(Order).where(Order.id.in_(waiting), Order.cleared_at.is_not(None))
    )
    return [
        order.id
        for order in orders
        if any(
            item.status == ItemStatus.WAITING and item.is_partners and not why_not_yet(item)
            for item in order.items
        )
    ]
