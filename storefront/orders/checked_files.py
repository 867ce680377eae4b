"""What the rules about files say of an ordered item's, and whether somebody said yes to it."""

from storefront.artwork.rules.standing import JudgedSlot, judged
from storefront.artwork.rules.wanting import ChosenOf
from storefront.orders.models import OrderItem


def judged_files(item: OrderItem) -> list[JudgedSlot]:
    """Slot by slot. Of files that are not kept any more nothing is said, nor of canceled sets."""
    if item.product is None:
        return []
    kept = (slot for slot in item.slots if slot.file is None or slot.file.removed_at is None)
    slots = [slot for slot in kept if slot.set_number not in item.sets_gone]
    chosen = ChosenOf(item.product, item.choice, item.choices)
    return judged(chosen, slots, ordered=True)


def stopping_files(item: OrderItem) -> list[JudgedSlot]:
    """Those that nobody said yes to, though it would be needed."""
    return [one for one in judged_files(item) if one.stopping]


def stopped_by_later_files(item: OrderItem) -> bool:
    """Whether one of those came after the order. The others were looked at when it was placed."""
    placed = item.order.placed_at
    later = any(slot.file and slot.file.uploaded_at > placed for slot in item.slots)
    return later and any(
        one.slot.file and one.slot.file.uploaded_at > placed for one in stopping_files(item)
    )
