"""A file that is in the wrong slot goes to another, and what is there comes here."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from storefront.artwork.blueprint import bp
from storefront.artwork.views import slot_or_404
from storefront.database import db
from storefront.web.guards import row_id


@bp.post("/cart/items/<int:item_id>/artwork/<int:slot_id>/place")
def move(item_id: int, slot_id: int) -> ResponseReturnValue:
    slot = slot_or_404(item_id, slot_id, lock=True)
    to = slot_or_404(item_id, request.form.get("to", 0, type=row_id))
    slot.file, to.file = to.file, slot.file
    slot.refused = to.refused = ""
    db.session.commit()
    return redirect(url_for("artwork.show", item_id=item_id, _anchor=f"slot-{to.id}"), 303)
