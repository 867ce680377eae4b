"""Ordering an item again: the same options and quantity at today's price, with the same files.

The new item in the cart has the stored files themselves, no copies of them; `artwork/tidying.py`
keeps a file as long as one slot has it. What was approved then counts again if the files, the
options and the rules are the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import update

from storefront.artwork.models import ArtworkFile, ArtworkSlot
from storefront.cart.adding import add
from storefront.cart.asking import QuoteAnswer
from storefront.cart.files import files_of
from storefront.cart.models import Cart, CartItem
from storefront.catalog.spec import ProductSpec
from storefront.clock import now
from storefront.database import db
from storefront.fourover.payloads import Choice
from storefront.orders import reorder_words as words
from storefront.orders.models import ItemStatus, OrderItem
from storefront.orders.stages import approval_of
from storefront.quotes.live import picks_of_choice
from storefront.quotes.nearest import Nearest, choose_nearest
from storefront.quotes.selection import Selection


class NotTheSame(Exception):
    """It is not printed like that any more."""

    def __init__(self, nearest: Nearest, changed: list[str]) -> None:
        self.nearest, self.changed = nearest, changed  # what is, and how it differs, in sentences


def selection_again(item: OrderItem, spec: ProductSpec) -> Selection:
    """What was ordered, by today's spec, without the sets that were canceled alone. Raises
    NotTheSame, or NotOffered where nothing is printed that is anything like it."""
    wanted = _wanted(item)
    nearest = choose_nearest(spec, replace(picks_of_choice(spec, wanted), of_url=True))
    if nearest.selection.choice != wanted:
        selection = nearest.selection
        raise NotTheSame(nearest, _options_changed(item, selection.choice, selection.choices))
    return nearest.selection


def is_in(cart: Cart | None, item: OrderItem) -> bool:
    """Whether it is ordered again there already."""
    return any(one.again_of == item.reference for one in (cart.items if cart else ()))


def put_again(cart: Cart, answer: QuoteAnswer, item: OrderItem) -> CartItem:
    """Put it into the cart as 4Over answered, with its files and a note of what has changed.

    The caller commits. Raises MixedCart or OtherEnvironment.
    """
    again = add(cart, answer.quote, answer.slots, answer.slots_from)
    again.again_of = item.reference
    for at, number in enumerate(_sets(item), start=1):
        if name := item.name_of(number):
            again.name_set(at, name)
    db.session.expire(again, ["all_slots"])
    theirs = _slots_by_place(item)
    kept = _use(theirs)
    for slot in again.all_slots:
        before = theirs.get((slot.set_number, slot.code))
        if before and before.file_id in kept:
            slot.file = before.file
    _carry_approval(again, item)
    again.changed = tuple(_changed(again, item, theirs, kept))
    return again


def _sets(item: OrderItem) -> list[int]:
    """Those that are ordered again."""
    return [n for n in range(1, item.sets + 1) if n not in _left_out(item)]


def _left_out(item: OrderItem) -> set[int]:
    """The sets that were canceled while others were not; none of an item that is canceled whole:
    all of it is ordered again."""
    return set() if item.status == ItemStatus.CANCELLED else item.sets_gone


def _slots_by_place(item: OrderItem) -> dict[tuple[int, str], ArtworkSlot]:
    """By set, counted anew, and code."""
    numbers = {number: at for at, number in enumerate(_sets(item), start=1)}
    return {
        (numbers[slot.set_number], slot.code): slot
        for slot in item.slots
        if slot.set_number in numbers
    }


def _use(slots: Mapping[tuple[int, str], ArtworkSlot]) -> set[int]:
    """Those of the files that are still there, and stay from here on: whoever tidies at the same
    moment sees that they were used just now (`checkout/old_files.py`)."""
    ids = {slot.file_id for slot in slots.values() if slot.file_id}
    still_there = update(ArtworkFile).where(
        ArtworkFile.id.in_(ids), ArtworkFile.removed_at.is_(None)
    )
    return set(db.session.scalars(still_there.values(used_at=now()).returning(ArtworkFile.id)))


def _carry_approval(again: CartItem, item: OrderItem) -> None:
    """The yes of then. It counts no more once anything differs: `approval.py` compares it."""
    then = approval_of(item)
    if then and then.proof:
        again.approved_seal, again.approved_by = then.proof, then.passed_by
        again.approved_at = then.passed_at


def _changed(
    again: CartItem,
    item: OrderItem,
    theirs: Mapping[tuple[int, str], ArtworkSlot],
    kept: set[int],
) -> Iterator[str]:
    quote = again.quote
    assert quote
    left_out = sorted(_left_out(item))
    was = item.price + item.extra - (item.less if left_out else 0)
    if quote.price != was:
        yield words.price(was, quote.price)
    other = [*_options_changed(item, quote.choice, quote.choices)]
    other += [words.left_out(item.called(number)) for number in left_out]
    other += _files_changed(again, item, theirs, kept)
    yield from other
    if again.approved_seal and not other and files_of(again).to_approve:
        yield words.RULES


def _wanted(item: OrderItem) -> Choice:
    return replace(item.choice, sets=len(_sets(item)))


def _options_changed(item: OrderItem, choice: Choice, choices: list[list[str]]) -> list[str]:
    """Nothing where only the words for it are others."""
    wanted = _wanted(item)
    if choice == wanted:
        return []
    same = (choice.runsize_uuid, choice.sets) == (wanted.runsize_uuid, wanted.sets)
    left = ["Quantity"] if same else []
    return words.options(
        [one for one in item.choices if one[0] not in left],
        [one for one in choices if one[0] not in left],
    )


def _files_changed(
    again: CartItem,
    item: OrderItem,
    theirs: Mapping[tuple[int, str], ArtworkSlot],
    kept: set[int],
) -> Iterator[str]:
    codes, sets = {code for _, code in theirs}, len(_sets(item))
    places = {(slot.set_number, slot.code): slot for slot in again.slots}
    for place, slot in places.items():
        label, before = again.label_of(slot, again.sets), theirs.get(place)
        if before is None:
            if slot.code not in codes or slot.set_number > sets:  # else it had not come yet
                yield words.file_needed(label)
        elif before.file and before.file_id not in kept:
            yield words.file_gone(label, before.file.original_name)
    for place, before in theirs.items():
        if place not in places and before.file_id:
            yield words.file_not_needed(before.label)
