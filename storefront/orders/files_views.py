"""The page of an ordered item's files: sent later, or in place of those that can't be printed. For
whoever ordered, for whoever has its link, and for staff."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront import jobs
from storefront.artwork import words as artwork_words
from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.made_into import made_into
from storefront.artwork.models import ArtworkSlot
from storefront.artwork.parts import unfinished
from storefront.artwork.proof import sides_of
from storefront.artwork.rules.asked_for import asked_for
from storefront.artwork.sending import send
from storefront.artwork.shown import ShownFile, shown
from storefront.artwork.upload import receive
from storefront.artwork.upload_forms import PostedFile
from storefront.artwork.views import UPLOADS
from storefront.config import config
from storefront.database import db, end_transaction
from storefront.extensions import csrf, limiter
from storefront.orders import files_words
from storefront.orders.blueprint import bp
from storefront.orders.checked_files import files_to_look_at, judged_files
from storefront.orders.item_files import (
    FilesClosed,
    jobs_to_mend,
    locked,
    not_printed_yet,
    open_slots,
    put,
    same_as_before,
    to_be_sent,
    waits_for_files,
    were_refused,
    why_closed,
)
from storefront.orders.item_views import is_staff, item_or_404, me, open_with, path_of, slot_of
from storefront.orders.models import OrderItem, PrintJob
from storefront.orders.release import release
from storefront.orders.replacing import NotToSend, ask_to_send
from storefront.orders.stages import awaited_approval, seal_of
from storefront.orders.views import my_order
from storefront.queue import enqueue

bp.add_app_template_filter(files_words.reason_of, "stop_reason")
bp.add_app_template_filter(files_words.of_new_files, "new_files_words")
bp.add_app_template_filter(waits_for_files, "waits_for_files")


@bp.app_template_filter("jobs_to_mend")
def jobs_the_customer_mends(item: OrderItem) -> list[PrintJob]:
    """The stopped jobs for which the customer may send other files."""
    return jobs_to_mend(item, staff=False)


@bp.app_template_filter("asks_for_files")
def asks_for_files(item: OrderItem) -> bool:
    """The customer is waited for: missing files, or others in place of those that were sent or that
    something was found in."""
    if waits_for_files(item) or any(not job.files_came for job in jobs_the_customer_mends(item)):
        return True
    return not_printed_yet(item) and bool(files_to_look_at(item))


@bp.app_template_filter("ways_to_files")
def ways_to_files(item: OrderItem) -> str:
    """What the button says that leads from the order to the files that are asked for."""
    if waits_for_files(item):
        return files_words.SEND
    for job in jobs_the_customer_mends(item):
        if to_be_sent(item, job) and not were_refused(item, job):
            return files_words.SEND_CHOSEN
    return files_words.SEND_OTHERS


@bp.get("/orders/<number>/items/<int:position>/files")
def files(number: str, position: int) -> ResponseReturnValue:
    if key := request.args.get("key", ""):
        open_with(key, number, position)
        return redirect(url_for("orders.files", number=number, position=position))
    return files_page(item_or_404(number, position))


@bp.post("/orders/<number>/items/<int:position>/files")
@limiter.limit(UPLOADS)
def upload_file(number: str, position: int) -> ResponseReturnValue:
    item_id, by = item_or_404(number, position).id, me(number, position)
    end_transaction()  # a slow upload must not hold the database
    posted = PostedFile(path_of(number, position))
    try:
        with posted as file:
            slot_of(item_or_404(number, position), posted.slot_id)
            end_transaction()
            received = receive(file)
            item = locked(item_id)
            put(item, slot_of(item, posted.slot_id), received, by=by, staff=is_staff())
            posted.taken()
            released = [one.id for one in release(item.order)]
            db.session.commit()
    except BadArtwork as reason:
        db.session.rollback()
        item = item_or_404(number, position)
        return files_page(item, reason.message, posted.slot_id, posted.name), reason.status
    except FilesClosed as reason:
        db.session.rollback()
        flash(str(reason), "warn")
        return files_page(item_or_404(number, position)), 409
    for ready in released:
        enqueue(jobs.push_order_item, ready)
    return redirect(url_for("orders.files", number=number, position=position), 303)


csrf.exempt(upload_file)  # only until the body may be read: `PostedFile` checks the token


@bp.post("/orders/<number>/items/<int:position>/files/sending")
def send_files(number: str, position: int) -> ResponseReturnValue:
    """The new files of a stopped item go to print. Sent twice, they go once."""
    item_id, by = item_or_404(number, position).id, me(number, position)
    end_transaction()
    item = locked(item_id)
    if request.form.get("files", "") != seal_of(item):
        return files_page(item, files_words.LOOK_AGAIN), 409
    try:
        made = [new.id for new in ask_to_send(item, by=by, staff=is_staff())]
    except NotToSend as reason:
        db.session.rollback()
        flash(str(reason), "warn")
        return files_page(item_or_404(number, position)), 409
    db.session.commit()
    for new_id in made:
        enqueue(jobs.send_new_files, new_id)
    flash(files_words.SENT)
    return redirect(url_for("orders.files", number=number, position=position), 303)


@bp.get("/orders/<number>/items/<int:position>/former-files/<int:former_id>")
def former_file(number: str, position: int, former_id: int) -> ResponseReturnValue:
    """A file in whose place there is another now."""
    item = item_or_404(number, position)
    former = next((one for slot in item.slots for one in slot.former if one.id == former_id), None)
    return send((former or abort(404)).file)


@bp.get("/orders/<number>/items/<int:position>/files/<int:slot_id>")
def present_file(number: str, position: int, slot_id: int) -> ResponseReturnValue:
    """The file of a slot, for whoever may see the page."""
    stored = slot_of(item_or_404(number, position), slot_id).file
    return send(stored or abort(404))


def files_page(
    item: OrderItem, error: str = "", slot_id: int | None = None, refused: str = ""
) -> str:
    staff = is_staff()
    mending = [] if not_printed_yet(item) else jobs_to_mend(item, staff=staff)
    may_take = open_slots(item, staff=staff)
    at: dict[str, Any] = {"number": item.order.number, "position": item.position}
    its = judged_files(item)
    return render_template(
        "orders/files.html",
        item=item,
        order=item.order,
        whole_order=my_order(item.order.number) is not None,
        staff=staff,
        slots=[(slot, _shown(item, slot), slot in may_take) for slot in item.slots],
        former=[(slot, one) for slot in item.slots for one in slot.former],
        mending=mending,
        same=[job for job in mending if same_as_before(item, job)],
        ready_to_send=[
            job
            for job in mending
            if to_be_sent(item, job) and (staff or not were_refused(item, job))
        ],
        why_closed="" if may_take else why_closed(item),
        judged={one.slot.id: one for one in its},
        stopping=[one for one in its if one.stopping] if may_take else [],
        asking=any(one.to_acknowledge for one in its if one.slot in may_take),
        to_approve=None if staff else awaited_approval(item),
        asked=asked_for(its[0].wanted) if its and may_take else None,
        act_url=lambda act, slot: url_for(f"orders.{act}", slot_id=slot, **at),
        made_into=made_into(item.choices),
        sides=sides_of(its, item.sets, item.label_of),
        picture_url=lambda slot, page: url_for(
            "orders.page_picture", slot_id=slot.id, page=page, sha256=slot.file.sha256[:16], **at
        ),
        words=files_words,
        explained=artwork_words.HELP,
        error=error,
        refused=refused,
        wrong=slot_id or (item.slots[0].id if item.slots else None),
        unfinished=unfinished(path_of(item.order.number, item.position)),
        limit=config().artwork_max_mb,
    )


def _shown(item: OrderItem, slot: ArtworkSlot) -> ShownFile | None:
    if slot.file is None:
        return None
    url = url_for(
        "orders.present_file",
        number=item.order.number,
        position=item.position,
        slot_id=slot.id,
        sha256=slot.file.sha256[:16],  # what is in the slot can change
    )
    return shown(slot.file, url)
