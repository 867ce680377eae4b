"""How the files of an item in the cart stand: what is left to do before it can be ordered."""

from collections.abc import Sequence
from dataclasses import dataclass

from storefront.artwork.approval import is_asked, seal_of
from storefront.artwork.rules.standing import JudgedSlot, judged
from storefront.cart.models import CartItem
from storefront.clock import now


@dataclass(frozen=True)
class CartFiles:
    stopping: tuple[JudgedSlot, ...] = ()  # those with something to be fixed or said yes to
    to_approve: bool = False  # all are there, and the proof is still to be approved
    approved: bool = False


NO_FILES = CartFiles()


def files_of(item: CartItem) -> CartFiles:
    measured = any(slot.file and slot.file.facts.version for slot in item.slots)
    if item.quote is None or not measured:
        return NO_FILES
    its = judged(item.quote, item.slots)
    stopping = tuple(one for one in its if one.stopping)
    approved = is_approved(item, its)
    to_approve = is_asked(item.quote.product, its) and not approved and not item.missing
    return CartFiles(stopping, to_approve, approved)


def approve(item: CartItem, judged: Sequence[JudgedSlot], who: str) -> None:
    """Note the yes to what was shown. The caller has compared it, and commits."""
    item.approved_seal, item.approved_by, item.approved_at = seal_of(judged), who, now()


def is_approved(item: CartItem, judged: Sequence[JudgedSlot]) -> bool:
    return bool(item.approved_seal) and item.approved_seal == seal_of(judged)
