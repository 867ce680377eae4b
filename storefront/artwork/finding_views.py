"""What a customer says of findings, and the buttons that mend a file."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from storefront.artwork import words
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


@bp.post("/cart/items/<int:item_id>/artwork/acknowledgement")
def say_yes(item_id: int) -> ResponseReturnValue:
    """To the warnings that were shown and checked, for the files that they were shown of."""
    item = item_or_404(item_id, lock=True)
    assert item.quote
    its = judged(item.quote, item.slots)
    checked = what_was_checked(its)
    if not checked and any(one.to_acknowledge for one in its):
        flash(words.NOTHING_CHECKED, "warn")
    for slot, _ in checked:
        if not is_as_shown(slot):
            return files_page(item_id, CHANGED, slot.slot.id), 409
    for slot, rules in checked:
        acknowledge(slot, rules, who_says_so())
    db.session.commit()
    return redirect(url_for("artwork.show", item_id=item_id), 303)


def what_was_checked(slots: list[JudgedSlot]) -> list[tuple[JudgedSlot, list[str]]]:
    """Which warnings, of those slots that have any."""
    checked = [(slot, request.form.getlist(f"yes-{slot.slot.id}")) for slot in slots]
    return [(slot, rules) for slot, rules in checked if rules]


def is_as_shown(slot: JudgedSlot) -> bool:
    """Its file is the one whose warnings the page had."""
    file = slot.slot.file
    return file is not None and request.form.get(f"file-{slot.slot.id}", "") == file.sha256[:16]


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
