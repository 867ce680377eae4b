"""What is said of findings in an ordered item's files, and the buttons that mend one."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from storefront import jobs
from storefront.artwork import words
from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.finding_views import CHANGED, is_as_shown, offered, what_was_checked
from storefront.artwork.mending import as_sent, made_of
from storefront.artwork.models import ArtworkFile, ArtworkSlot
from storefront.artwork.rules.findings import Mending
from storefront.artwork.rules.standing import JudgedSlot, acknowledge
from storefront.artwork.views import UPLOADS
from storefront.database import db, end_transaction
from storefront.extensions import limiter
from storefront.orders.blueprint import bp
from storefront.orders.checked_files import judged_files
from storefront.orders.files_views import files_page
from storefront.orders.item_files import FilesClosed, locked, open_slots, put, why_closed
from storefront.orders.item_views import is_staff, item_or_404, me, slot_of
from storefront.orders.models import OrderItem
from storefront.orders.release import release
from storefront.queue import enqueue

_AT = "/orders/<number>/items/<int:position>/files/<int:slot_id>"


@bp.post("/orders/<number>/items/<int:position>/files/acknowledgement")
def say_yes(number: str, position: int) -> ResponseReturnValue:
    """To the warnings that were shown and checked, for the files that they were shown of."""
    item_id, by = item_or_404(number, position).id, me(number, position)
    end_transaction()
    item = locked(item_id)
    may_take = open_slots(item, staff=is_staff())
    found = judged_files(item)
    checked = what_was_checked(found)
    if not checked and any(one.to_acknowledge for one in found if one.slot in may_take):
        flash(words.NOTHING_CHECKED, "warn")
    for its, _ in checked:
        if its.slot not in may_take:
            return _closed(item)
        if not is_as_shown(its):
            return files_page(item, CHANGED, its.slot.id), 409
    for its, rules in checked:
        warnings = {one.rule for one in its.to_acknowledge}
        acknowledge(its, warnings & {*rules}, by, by_staff=is_staff())
    return on_its_way(item)


@bp.post(f"{_AT}/mending")
@limiter.limit(UPLOADS)
def mend(number: str, position: int, slot_id: int) -> ResponseReturnValue:
    its = _judged(item_or_404(number, position), slot_id)
    how, page = request.form.get("how", ""), request.form.get("page", 1, type=int)

    def made() -> list[tuple[ArtworkSlot, ArtworkFile]]:
        if how not in offered(its) or page < 1:
            raise BadArtwork(CHANGED, 409)
        return made_of(its.slot, its.wanted, Mending(how), page)

    return _filled(number, position, slot_id, made)


@bp.post(f"{_AT}/original")
def put_back(number: str, position: int, slot_id: int) -> ResponseReturnValue:
    slot = slot_of(item_or_404(number, position), slot_id)
    return _filled(number, position, slot_id, lambda: [(slot, as_sent(slot))])


def _filled(
    number: str,
    position: int,
    slot_id: int,
    make: Callable[[], list[tuple[ArtworkSlot, ArtworkFile]]],
) -> ResponseReturnValue:
    """What is made goes into its slots, as an upload does."""
    item_id, by = item_or_404(number, position).id, me(number, position)
    try:
        made = make()
        item = locked(item_id)
        for slot, file in made:
            put(item, slot, file, by=by, staff=is_staff())
    except BadArtwork as reason:
        db.session.rollback()
        return files_page(item_or_404(number, position), reason.message, slot_id), reason.status
    except FilesClosed:
        db.session.rollback()
        return _closed(item_or_404(number, position))
    return on_its_way(item, slot_id)


def _closed(item: OrderItem) -> ResponseReturnValue:
    flash(why_closed(item), "warn")
    return files_page(item), 409


def on_its_way(item: OrderItem, slot_id: int | None = None) -> ResponseReturnValue:
    """Commits, and sends what may go now."""
    number, position = item.order.number, item.position
    released = [one.id for one in release(item.order)]
    db.session.commit()
    for ready in released:
        enqueue(jobs.push_order_item, ready)
    place = f"slot-{slot_id}" if slot_id else None
    back = url_for("orders.files", number=number, position=position, _anchor=place)
    return redirect(back, 303)


def _judged(item: OrderItem, slot_id: int) -> JudgedSlot:
    slot = slot_of(item, slot_id)
    return next(one for one in judged_files(item) if one.slot is slot)
