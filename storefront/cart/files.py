"""How the files of an item in the cart stand: what has to be put right before it can be ordered."""

from storefront.artwork.rules.findings import Finding
from storefront.artwork.rules.standing import judged
from storefront.cart.models import CartItem


def stopping(item: CartItem) -> list[tuple[str, Finding]]:
    """What keeps it from being ordered, the gravest of each file first, with the file's label."""
    measured = any(slot.file and slot.file.facts.version for slot in item.slots)
    if item.quote is None or not measured:
        return []
    return [
        (item.label_of(one.slot, item.sets), finding)
        for one in judged(item.quote, item.slots)
        for finding in one.stopping
    ]
