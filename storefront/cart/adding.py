"""Putting something into a cart, and changing it there."""

from sqlalchemy import insert

from storefront.artwork.models import ArtworkSlot
from storefront.artwork.required import SaidBy, Slots
from storefront.cart.models import Cart, CartItem, Source
from storefront.catalog.models import OwnProduct
from storefront.database import db
from storefront.quotes.models import Quote

MOST_PIECES = 999  # of an own product


class MixedCart(Exception):
    """What 4Over prints and what the shop sells itself never share a cart: one of the two would be
    priced or sent wrongly. Keep this cart for later, or order it first."""


class OtherProduct(Exception):
    """An item stays the product that it is; its options can change."""


class OtherEnvironment(Exception):
    """The quote was made on 4Over's other server, staging or production."""


def add(cart: Cart, quote: Quote, slots: Slots, said_by: SaidBy) -> CartItem:
    """A new item, with a slot for each file that each of its sets needs.

    Raises MixedCart or OtherEnvironment.
    """
    if cart.source == Source.OWN:
        raise MixedCart
    if cart.environment != quote.environment:
        raise OtherEnvironment
    item = CartItem(quote=quote, slots_from=said_by)
    cart.items.append(item)
    db.session.flush()
    wanted = [
        {"cart_item_id": item.id, "set_number": at, "code": code, "label": label, "position": place}
        for at in range(1, quote.choice.sets + 1)
        for place, (code, label) in enumerate(slots)
    ]
    if wanted:
        db.session.execute(insert(ArtworkSlot), wanted)  # all of them in one statement
    return item


def add_own(cart: Cart, product: OwnProduct, quantity: int) -> CartItem:
    """More of one of the shop's own products. Raises MixedCart."""
    if cart.source == Source.FOUROVER:
        raise MixedCart
    item = next((item for item in cart.items if item.own_product_id == product.id), None)
    if item is None:
        item = CartItem(own_product_id=product.id, quantity=0)
        cart.items.append(item)
    item.quantity = min(item.quantity + quantity, MOST_PIECES)
    return item


def change(item: CartItem, quote: Quote, slots: Slots, said_by: SaidBy) -> None:
    """Another selection of the same product. Slots keep their files, also while they are not
    needed: colors that go to one side and back again, or a set taken out, have lost nothing.

    Raises OtherProduct or OtherEnvironment.
    """
    if item.quote is None or item.quote.product_id != quote.product_id:
        raise OtherProduct
    if item.cart.environment != quote.environment:
        raise OtherEnvironment
    item.quote, item.new_quote, item.slots_from = quote, None, said_by
    item.changed = ()
    known = {(slot.set_number, slot.code): slot for slot in item.all_slots}
    needed = []
    for number in range(1, quote.choice.sets + 1):
        for position, (code, label) in enumerate(slots):
            slot = known.pop((number, code), None) or ArtworkSlot(set_number=number, code=code)
            slot.label, slot.position, slot.needed = label, position, True
            needed.append(slot)
    spare = [slot for slot in known.values() if slot.file_id]
    for slot in spare:
        slot.needed = False
    item.all_slots = needed + spare
