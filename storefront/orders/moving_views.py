"""A file of an ordered item that is in the wrong slot goes to another."""

from flask import flash, request
from flask.typing import ResponseReturnValue

from storefront.database import db, end_transaction
from storefront.orders.blueprint import bp
from storefront.orders.files_views import files_page
from storefront.orders.finding_views import on_its_way
from storefront.orders.item_files import FilesClosed, exchange, locked
from storefront.orders.item_views import is_staff, item_or_404, me, slot_of
from storefront.web.guards import row_id


@bp.post("/orders/<number>/items/<int:position>/files/<int:slot_id>/place")
def move_file(number: str, position: int, slot_id: int) -> ResponseReturnValue:
    item_id, by = item_or_404(number, position).id, me(number, position)
    end_transaction()
    item = locked(item_id)
    slot, to = slot_of(item, slot_id), slot_of(item, request.form.get("to", 0, type=row_id))
    try:
        exchange(item, slot, to, by=by, staff=is_staff())
    except FilesClosed as reason:
        db.session.rollback()
        flash(str(reason), "warn")
        return files_page(item_or_404(number, position)), 409
    return on_its_way(item, to.id)
