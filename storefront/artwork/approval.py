"""The customer looked at the proof of an item: these files, with these options, by these rules."""

import hashlib
from collections.abc import Sequence

from storefront.artwork.rules.standing import JudgedSlot
from storefront.catalog.models import Product
from storefront.settings import shop_settings


def seal_of(judged: Sequence[JudgedSlot]) -> str:
    """Another one for another file, another option or another edition of the rules."""
    shown = [
        (one.slot.set_number, one.slot.code, one.slot.file and one.slot.file.sha256,
         one.options, one.edition)
        for one in judged
    ]  # fmt: skip
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:40]


def is_asked(product: Product, judged: Sequence[JudgedSlot]) -> bool:
    """Whether the shop wants it approved, or the product's group. Files that were taken in before
    they were measured have no proof."""
    shown = any(one.slot.file is None or one.slot.file.facts.version for one in judged)
    by_group = product.group is not None and product.group.customer_approves
    return shown and (by_group or shop_settings().proofs_approved)
