"""Who may see an ordered item and its files: whoever ordered it or has the link of its files, and
staff."""

from flask import abort, url_for
from flask_login import current_user
from sqlalchemy import select

from storefront.artwork.models import ArtworkSlot
from storefront.database import db
from storefront.not_here import NoLongerHere, NotHere
from storefront.orders import files_link
from storefront.orders.models import Order, OrderItem
from storefront.orders.views import my_order, not_found
from storefront.reaching import write_to_us
from storefront.tokens import LinkExpired


def item_or_404(number: str, position: int) -> OrderItem:
    """The item, for its customer, for who has its link, and for staff; else a page that says how to
    come to it."""
    query = select(OrderItem).join(Order).where(Order.number == number)
    item = db.session.scalar(query.where(OrderItem.position == position))
    order = my_order(number)
    try:
        if item is not None and (order or is_staff() or files_link.is_remembered(item)):
            return item
    except LinkExpired:
        raise _expired() from None
    if order is not None:
        abort(404)
    raise not_found(number)


def slot_of(item: OrderItem, slot_id: int) -> ArtworkSlot:
    slot = next((slot for slot in item.slots if slot.id == slot_id), None)
    if slot is None:
        raise NotHere(
            "This item needs no such file",
            "Nothing was changed. The page of its files says which it needs.",
            (
                "See its files",
                url_for("orders.files", number=item.order.number, position=item.position),
            ),
        )
    return slot


def open_with(key: str, number: str, position: int) -> None:
    """Remember in this browser that the key to these files was shown."""
    try:
        item = files_link.item_behind(key)
    except LinkExpired:
        raise _expired() from None
    if item is None or (item.order.number, item.position) != (number, position):
        raise NotHere(
            "This link doesn't open these files",
            "Part of it may be missing, or it is of another item. Open the link again, or copy "
            "all of it.",
            ("Your orders", url_for("orders.index")),
        )
    files_link.remember(key)


def path_of(number: str, position: int) -> str:
    """Under which its files are."""
    return f"/orders/{number}/items/{position}"


def is_staff() -> bool:
    return bool(current_user.is_authenticated and current_user.is_staff)


def me(number: str, position: int) -> str:
    """Who is at work, as the records call them."""
    if current_user.is_authenticated:
        return str(current_user.email)
    email = item_or_404(number, position).order.email
    return email if my_order(number) else f"{email} (by link)"


def _expired() -> NoLongerHere:
    return NoLongerHere(
        "This link has expired",
        "A link opens the files of an item for 60 days. Open the order itself"
        f"{write_to_us(', or write to {us}')}.",
        ("Your orders", url_for("orders.index")),
    )
