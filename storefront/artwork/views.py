"""The files of a cart item: what is needed, uploading, removing, looking at."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from storefront.artwork import words
from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.blueprint import bp
from storefront.artwork.models import ArtworkFile, ArtworkSlot
from storefront.artwork.parts import unfinished
from storefront.artwork.rules.asked_for import asked_for
from storefront.artwork.rules.standing import judged
from storefront.artwork.sending import send
from storefront.artwork.shown import ShownFile, shown
from storefront.artwork.tidying import discard_forgotten, forget
from storefront.artwork.told_at_once import told_at_once
from storefront.artwork.upload import OF_THE_FILE, note_refusal, take_in
from storefront.artwork.upload_forms import PostedFile
from storefront.cart.current import my_item_or_404
from storefront.cart.files import files_of
from storefront.cart.models import CartItem
from storefront.config import config
from storefront.database import db, end_transaction
from storefront.extensions import csrf, limiter
from storefront.not_here import NotHere
from storefront.settings import shop_settings

UPLOADS = "120 per hour"  # from one network address

bp.add_app_template_global(told_at_once)


@bp.get("/cart/items/<int:item_id>/artwork")
def show(item_id: int) -> ResponseReturnValue:
    return files_page(item_id)


@bp.post("/cart/items/<int:item_id>/artwork")
@limiter.limit(UPLOADS)
def upload(item_id: int) -> ResponseReturnValue:
    item_or_404(item_id)
    end_transaction()  # a slow upload must not hold the database
    posted = PostedFile(path_of(item_id))
    try:
        with posted as file:
            replaced = take_in(slot_or_404(item_id, posted.slot_id), file)
            # whoever orders it now gets the new file, too
            slot_or_404(item_id, posted.slot_id, lock=True)
            posted.taken()
            commit_without(replaced)
    except BadArtwork as reason:
        db.session.rollback()
        if posted.name and reason.status in OF_THE_FILE:
            note_refusal(slot_or_404(item_id, posted.slot_id), posted.name)
            db.session.commit()
        page = files_page(item_id, reason.message, posted.slot_id, posted.name)
        return page, reason.status
    return redirect(url_for("artwork.show", item_id=item_id), 303)


csrf.exempt(upload)  # only until the body may be read: `PostedFile` checks the token


@bp.post("/cart/items/<int:item_id>/artwork/<int:slot_id>/removal")
def remove(item_id: int, slot_id: int) -> ResponseReturnValue:
    slot = slot_or_404(item_id, slot_id, lock=True)
    removed, slot.file = slot.file, None
    commit_without(removed)
    return redirect(url_for("artwork.show", item_id=item_id), 303)


@bp.get("/cart/items/<int:item_id>/artwork/<int:slot_id>/file")
def file(item_id: int, slot_id: int) -> ResponseReturnValue:
    stored = slot_or_404(item_id, slot_id).file
    if stored is None:
        raise NotHere(
            "This file was removed",
            "You can upload another one until you place the order.",
            ("See the files of this item", url_for("artwork.show", item_id=item_id)),
        )
    return send(stored)


def commit_without(file: ArtworkFile | None) -> None:
    """The last act; then the file goes to the trash, unless an order or another slot has it."""
    forgotten = file.stored_name if file and forget(file) else ""
    db.session.commit()
    if forgotten:
        discard_forgotten(forgotten)


def files_page(item_id: int, error: str = "", slot_id: int | None = None, refused: str = "") -> str:
    item = item_or_404(item_id)
    assert item.quote
    its = judged(item.quote, item.slots)
    return render_template(
        "artwork/show.html",
        item=item,
        again=files_of(item).again,
        slots=[(slot, _shown(item_id, slot)) for slot in item.slots],
        explained=words.HELP,
        judged={one.slot.id: one for one in its},
        asked=asked_for(its[0].wanted) if its else None,
        act_url=lambda act, slot: url_for(f"artwork.{act}", item_id=item_id, slot_id=slot),
        error=error,
        refused=refused,
        wrong=slot_id or (item.slots[0].id if item.slots else None),
        settings=shop_settings(),
        unfinished=unfinished(path_of(item_id)),
        limit=config().artwork_max_mb,
    )


def _shown(item_id: int, slot: ArtworkSlot) -> ShownFile | None:
    stored = slot.file
    if stored is None:
        return None
    # what is in the slot can change, so the URL holds its hash
    url = url_for("artwork.file", item_id=item_id, slot_id=slot.id, sha256=stored.sha256[:16])
    return shown(stored, url)


def path_of(item_id: int) -> str:
    """Under which its files are."""
    return f"/cart/items/{item_id}"


def who_says_so() -> str:
    """For what is kept of a customer's yes."""
    return str(current_user.email) if current_user.is_authenticated else "the customer"


def item_or_404(item_id: int, *, lock: bool = False) -> CartItem:
    item = my_item_or_404(item_id, lock=lock)
    if item.quote is None:
        abort(404)
    return item


def slot_or_404(item_id: int, slot_id: int, *, lock: bool = False) -> ArtworkSlot:
    slots = {slot.id: slot for slot in item_or_404(item_id, lock=lock).slots}
    if slot_id in slots:
        return slots[slot_id]
    raise NotHere(
        "This item needs other files now",
        "Its options have changed since this page was opened. Nothing was changed now.",
        ("See the files it needs", url_for("artwork.show", item_id=item_id)),
    )
