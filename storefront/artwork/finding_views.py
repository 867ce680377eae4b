"""What a customer says of findings, and the buttons that mend a file."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.blueprint import bp
from storefront.artwork.mending import mend as make_of_it
from storefront.artwork.mending import put_back as put_original_back
from storefront.artwork.rules.findings import Mending
from storefront.artwork.rules.standing import JudgedSlot, acknowledge, judged
from storefront.artwork.views import (
    UPLOADS,
    commit_without,
    files_page,
    item_or_404,
    slot_or_404,
    who_says_so,
)
from storefront.database import db
from storefront.extensions import limiter

CHANGED = "This file or what is asked of it has changed meanwhile. Please look at it again."


@bp.post("/cart/items/<int:item_id>/artwork/<int:slot_id>/acknowledgement")
def say_yes(item_id: int, slot_id: int) -> ResponseReturnValue:
    """To the warnings that were shown and checked, for the file that they were shown of."""
    slot_or_404(item_id, slot_id, lock=True)
    slot = _judged(item_id, slot_id)
    shown = request.form.get("file", "")
    if slot.slot.file is None or shown != slot.slot.file.sha256[:16]:
        return files_page(item_id, CHANGED, slot_id), 409
    acknowledge(slot, request.form.getlist("rule"), who_says_so())
    db.session.commit()
    return redirect(url_for("artwork.show", item_id=item_id, _anchor=f"slot-{slot_id}"), 303)


@bp.post("/cart/items/<int:item_id>/artwork/<int:slot_id>/mending")
@limiter.limit(UPLOADS)
def mend(item_id: int, slot_id: int) -> ResponseReturnValue:
    slot_or_404(item_id, slot_id)
    slot = _judged(item_id, slot_id)
    how, page = request.form.get("how", ""), request.form.get("page", 1, type=int)
    try:
        if how not in offered(slot) or page < 1:
            raise BadArtwork(CHANGED, 409)
        replaced = make_of_it(slot.slot, slot.wanted, Mending(how), page)
    except BadArtwork as reason:
        db.session.rollback()
        return files_page(item_id, reason.message, slot_id), reason.status
    slot_or_404(item_id, slot_id, lock=True)
    commit_without(replaced[0] if replaced else None)
    return redirect(url_for("artwork.show", item_id=item_id, _anchor=f"slot-{slot_id}"), 303)


@bp.post("/cart/items/<int:item_id>/artwork/<int:slot_id>/original")
def put_back(item_id: int, slot_id: int) -> ResponseReturnValue:
    slot = slot_or_404(item_id, slot_id, lock=True)
    try:
        made = put_original_back(slot)
    except BadArtwork as reason:
        db.session.rollback()
        return files_page(item_id, reason.message, slot_id), reason.status
    commit_without(made)
    return redirect(url_for("artwork.show", item_id=item_id, _anchor=f"slot-{slot_id}"), 303)


def _judged(item_id: int, slot_id: int) -> JudgedSlot:
    item = item_or_404(item_id)
    assert item.quote
    return next(one for one in judged(item.quote, item.slots) if one.slot.id == slot_id)


def offered(slot: JudgedSlot) -> set[str]:
    """The buttons that are shown."""
    return {mending.value for one in slot.findings for mending in one.finding.mendings}
