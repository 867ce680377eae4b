"""The files of an order item, for its customer, for whoever has their link, and for staff."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from storefront.artwork.models import ArtworkFile
from storefront.artwork.sending import PICTURES, send, send_page
from storefront.extensions import limiter
from storefront.not_here import NotHere
from storefront.orders.blueprint import bp
from storefront.orders.item_views import item_or_404


@bp.get("/orders/<number>/items/<int:position>/artwork/<int:slot_id>")
def artwork(number: str, position: int, slot_id: int) -> ResponseReturnValue:
    """A file as it is printed."""
    return send(_file_or_404(number, position, slot_id))


@bp.get("/orders/<number>/items/<int:position>/artwork/<int:slot_id>/pages/<int:page>.jpg")
@limiter.limit(PICTURES)
def page_picture(number: str, position: int, slot_id: int, page: int) -> ResponseReturnValue:
    """A page of it, as it is seen."""
    file = _file_or_404(number, position, slot_id)
    return send_page(file, page, small=request.args.get("small") == "1")


def _file_or_404(number: str, position: int, slot_id: int) -> ArtworkFile:
    item = item_or_404(number, position)
    slot = next((slot for slot in item.slots if slot.id == slot_id), None)
    if slot is None or slot.file is None or slot.file.removed_at:
        raise NotHere(
            "This file is not here any more",
            "Another file may have taken its place, or it is kept no longer.",
            ("See the order", url_for("orders.order", number=number)),
        )
    return slot.file
