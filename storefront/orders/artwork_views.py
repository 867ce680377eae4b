"""The files of an order item, for its customer and for staff."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from storefront.artwork.models import ArtworkFile, ArtworkSlot
from storefront.artwork.sending import PICTURES, send, send_page
from storefront.database import db
from storefront.extensions import limiter
from storefront.not_here import NotHere
from storefront.orders.blueprint import bp
from storefront.orders.models import Order, OrderItem
from storefront.orders.views import my_order_or_404


@bp.get("/orders/<number>/items/<int:position>/artwork/<int:slot_id>")
def artwork(number: str, position: int, slot_id: int) -> ResponseReturnValue:
    """A file as it is printed."""
    return send(_file_or_404(number, position, slot_id))


@bp.get("/orders/<number>/items/<int:position>/artwork/<int:slot_id>/pages/<int:page>.png")
@limiter.limit(PICTURES)
def page_picture(number: str, position: int, slot_id: int, page: int) -> ResponseReturnValue:
    """A page of it, as it is seen."""
    file = _file_or_404(number, position, slot_id)
    return send_page(file, page, small=request.args.get("small") == "1")


def _file_or_404(number: str, position: int, slot_id: int) -> ArtworkFile:
    is_staff = current_user.is_authenticated and current_user.is_staff
    if not is_staff:
        my_order_or_404(number)
    slot = db.session.scalar(
        select(ArtworkSlot)
        .join(OrderItem, OrderItem.id == ArtworkSlot.order_item_id)
        .join(Order)
        .where(ArtworkSlot.id == slot_id)
        .where(Order.number == number, OrderItem.position == position)
    )
    if slot is None or slot.file is None or slot.file.removed_at:
        raise NotHere(
            "This file is not here any more",
            "Another file may have taken its place, or it is kept no longer.",
            ("See the order", url_for("orders.order", number=number)),
        )
    return slot.file
