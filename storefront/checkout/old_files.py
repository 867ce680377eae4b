"""Letting go of files that were kept long enough: of carts that nobody comes back to, and of orders
that are over. The settings say how long. `artwork/tidying.py` moves their bytes to the trash.

A file stays while one slot needs it: a younger cart, an order that is not over, one about which
money is in dispute, or another order that was placed with the same file. What is ordered again is
used anew: whoever does so at the same moment keeps it.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import aliased

from storefront.artwork import tidying
from storefront.artwork.models import ArtworkFile, ArtworkSlot, FormerFile
from storefront.cart.models import Cart, CartItem, CartStatus
from storefront.clock import now
from storefront.database import rows_changed
from storefront.orders.models import ItemStatus, Order, OrderItem
from storefront.payments.models import Payment, Refund, RefundStatus
from storefront.settings import shop_settings

OVER = (ItemStatus.DELIVERED, ItemStatus.CANCELLED)
FOREVER = timedelta(days=365_000)  # 0 days


def tidy() -> None:
    """Every day: what nothing needs goes to the trash, and what was kept long enough is let go of,
    for the next day. The caller commits."""
    tidying.tidy()
    let_go()


def let_go() -> int:
    """How many files of orders went. Does nothing in a store that is not this database's. The
    caller commits."""
    if not tidying.is_ours():
        return 0
    settings = shop_settings()
    _empty_old_carts(timedelta(days=settings.cart_files_days))
    days = settings.order_files_days
    return _let_go_of_orders(timedelta(days=days) if days else FOREVER)


def _empty_old_carts(kept: timedelta) -> None:
    """Their slots are empty again; a file that has no other slot is forgotten."""
    until = now() - kept
    items = (
        select(CartItem.id)
        .join(Cart)
        .where(Cart.status != CartStatus.ORDERED, Cart.updated_at < until)
    )
    old = select(ArtworkFile.id).where(ArtworkFile.used_at < until)
    rows_changed(
        update(ArtworkSlot)
        .where(ArtworkSlot.cart_item_id.in_(items), ArtworkSlot.file_id.in_(old))
        .values(file_id=None)
    )


def _let_go_of_orders(kept: timedelta) -> int:
    """Of the file the order keeps what is known of it: name, hash, and when it was let go of."""
    until = now() - kept
    its = _of_slot()
    of_carts = (
        exists()
        .where(its, ArtworkSlot.cart_item_id == CartItem.id, CartItem.cart_id == Cart.id)
        .where(Cart.status != CartStatus.ORDERED)
    )
    of_orders = exists().where(its, ArtworkSlot.order_item_id == OrderItem.id)
    needed = of_orders.where(OrderItem.order_id == Order.id, _needs_its_files(until))
    return rows_changed(
        update(ArtworkFile)
        .where(ArtworkFile.removed_at.is_(None), ArtworkFile.used_at < until)
        .where(of_orders, ~needed, ~of_carts)
        .values(removed_at=now())
    )


def _of_slot() -> ColumnElement[bool]:
    """Whether a file is, or was, that of a slot, or another was made of it that is."""
    made = aliased(ArtworkFile)
    return (
        (ArtworkSlot.file_id == ArtworkFile.id)
        | exists().where(FormerFile.slot_id == ArtworkSlot.id, FormerFile.file_id == ArtworkFile.id)
        | exists().where(made.id == ArtworkSlot.file_id, made.made_from_id == ArtworkFile.id)
    )


def _needs_its_files(until: datetime) -> ColumnElement[bool]:
    """Whether an order is not over that long, or somebody may still ask what was printed."""
    other = OrderItem.__table__.alias()
    not_over = exists().where(
        other.c.order_id == Order.id,
        other.c.status.not_in(OVER) | (other.c.moved_at >= until),
    )
    of_it = other.c.order_id == Order.id
    owed = exists().where(of_it, Refund.item_id == other.c.id, Refund.status == RefundStatus.OPEN)
    disputed = exists().where(Payment.order_id == Order.id, Payment.trouble != "")
    return not_over | owed | disputed
