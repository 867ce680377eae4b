"""What the rules about files say of an ordered item's, and whether somebody said yes to it."""

from storefront.artwork.models import ArtworkSlot
from storefront.artwork.rules.standing import JudgedSlot, judged
from storefront.artwork.rules.wanting import ChosenOf
from storefront.orders.models import Hold, ItemStatus, OrderItem


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
    later = {slot.id for slot in item.slots if _came_later(item, slot)}
    return bool(later) and any(one.slot.id in later for one in stopping_files(item))


def files_to_look_at(item: OrderItem) -> list[JudgedSlot]:
    """Those that it waits for, or is held or stopped for. Of the many items that wait for nothing
    of the kind nothing is asked."""
    held = item.status == ItemStatus.HELD and item.hold == Hold.ARTWORK
    if held or item.stopped_jobs:
        return stopping_files(item)
    waits = item.status == ItemStatus.WAITING and stopped_by_later_files(item)
    return stopping_files(item) if waits else []


def _came_later(item: OrderItem, slot: ArtworkSlot) -> bool:
    return slot.file is not None and slot.file.uploaded_at > item.order.placed_at
