"""How the files of an item in the cart stand: what is left to do before it can be ordered."""

from collections.abc import Sequence
from dataclasses import dataclass

from storefront.artwork.approval import is_asked, seal_of
from storefront.artwork.rules.standing import JudgedSlot, judged
from storefront.cart import words
from storefront.cart.models import CartItem
from storefront.clock import now


@dataclass(frozen=True)
class CartFiles:
    stopping: tuple[JudgedSlot, ...] = ()  # those with something to be fixed or said yes to
    to_approve: bool = False  # all are there, and the proof is still to be approved
    approved: bool = False
    again: tuple[str, ...] = ()  # it was approved before: what was changed since, in sentences


NO_FILES = CartFiles()


def files_of(item: CartItem) -> CartFiles:
    measured = any(slot.file and slot.file.facts.version for slot in item.slots)
    if item.quote is None or not measured:
        return NO_FILES
    its = judged(item.quote, item.slots)
    stopping = tuple(one for one in its if one.stopping)
    approved = is_approved(item, its)
    to_approve = is_asked(item.quote.product, its) and not approved and not item.missing
    return CartFiles(stopping, to_approve, approved, why_again(item) if to_approve else ())


def approve(item: CartItem, judged: Sequence[JudgedSlot], who: str) -> None:
    """Note the yes to what was shown. The caller has compared it, and commits."""
    assert item.quote
    item.approved_seal, item.approved_by, item.approved_at = seal_of(judged), who, now()
    item.approved_choices = item.quote.choices


def why_again(item: CartItem) -> tuple[str, ...]:
    """Of an item that is not approved now, what was changed since it was; nothing if it never
    was."""
    if not item.approved_seal or item.quote is None:
        return ()
    was = item.approved_choices  # none of what was approved before they were kept
    return (was and words.changes(was, item.quote.choices)) or (words.FILES_CHANGED,)


def is_approved(item: CartItem, judged: Sequence[JudgedSlot]) -> bool:
    return bool(item.approved_seal) and item.approved_seal == seal_of(judged)
