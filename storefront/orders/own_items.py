"""The shop's own products move when staff say so; 4Over's when 4Over does."""

from storefront.orders import arrival
from storefront.orders.models import ForbiddenMove, ItemStatus, OrderItem


def next_steps(item: OrderItem) -> list[ItemStatus]:
    """As what staff may mark it now. Cancelling is an act of its own."""
    if item.is_partners:
        return []
    return [step for step in ItemStatus if step in item.moves - {ItemStatus.CANCELLED}]


def advance(item: OrderItem, to: ItemStatus, note: str, *, by: str) -> None:
    """Mark it, and owe the customer the mail about that. The caller commits. Raises
    ForbiddenMove."""
    if item.is_partners:
        raise ForbiddenMove(f"{item.reference} is printed by 4Over: only 4Over moves it.")
    if to not in next_steps(item):
        raise ForbiddenMove(f"{item.reference} cannot go from {item.status} to {to}")
    item.move_to(to, note, who=by)
    if to in arrival.SENT_OFF:
        arrival.tell(item, ())
