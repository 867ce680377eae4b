"""The files of a cart item: what is needed, uploading, removing, looking at."""

from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from storefront.artwork import storage, words
from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.bleed import size_with_bleed
from storefront.artwork.blueprint import bp
from storefront.artwork.models import ArtworkFile, ArtworkSlot
from storefront.artwork.sending import send
from storefront.artwork.storage import MIB
from storefront.artwork.tidying import forget
from storefront.artwork.upload import disk_may_be_full, no_room, shown_name, take_in, too_large
from storefront.cart.current import my_item_or_404
from storefront.cart.models import CartItem
from storefront.config import config
from storefront.database import db, end_transaction
from storefront.extensions import csrf, limiter
from storefront.not_here import NotHere
from storefront.quotes.live import described_by
from storefront.web.guards import form_is_current, row_id

OLD_PAGE = "This page was out of date, so nothing was uploaded yet. Please choose the file again."
UPLOADS = "120 per hour"  # from one network address
PREVIEWED = ("png", "jpg")  # what browsers show
LARGEST_PREVIEW = 8 * MIB


@bp.record_once
def open_store(state: BlueprintSetupState) -> None:
    """A store that cannot be used stops the shop at its start, not at the first upload."""
    storage.init_app(state.app)  # type: ignore[arg-type]  # an App is a Flask here


@bp.get("/cart/items/<int:item_id>/artwork")
def show(item_id: int) -> ResponseReturnValue:
    return _page(item_id)


@bp.post("/cart/items/<int:item_id>/artwork")
@limiter.limit(UPLOADS)
def upload(item_id: int) -> ResponseReturnValue:
    _item_or_404(item_id)
    end_transaction()  # a slow upload must not hold the database
    slot_id = file = None
    try:
        slot_id, file = _posted()
        replaced = take_in(_slot_or_404(item_id, slot_id), file)
    except BadArtwork as reason:
        db.session.rollback()
        refused = shown_name(file) if file else ""
        return _page(item_id, reason.message, slot_id, refused), reason.status
    _slot_or_404(item_id, slot_id, lock=True)  # whoever orders it now gets the new file, too
    _commit_without(replaced)
    return redirect(url_for("artwork.show", item_id=item_id), 303)


csrf.exempt(upload)  # only until the body may be read: `_posted` checks the token


@bp.post("/cart/items/<int:item_id>/artwork/<int:slot_id>/removal")
def remove(item_id: int, slot_id: int) -> ResponseReturnValue:
    slot = _slot_or_404(item_id, slot_id, lock=True)
    removed, slot.file = slot.file, None
    _commit_without(removed)
    return redirect(url_for("artwork.show", item_id=item_id), 303)


@bp.get("/cart/items/<int:item_id>/artwork/<int:slot_id>/file")
def file(item_id: int, slot_id: int) -> ResponseReturnValue:
    stored = _slot_or_404(item_id, slot_id).file
    if stored is None:
        raise NotHere(
            "This file was removed",
            "You can upload another one until you place the order.",
            ("See the files of this item", url_for("artwork.show", item_id=item_id)),
        )
    return send(stored)


def _commit_without(file: ArtworkFile | None) -> None:
    """The last act; then the file goes to the trash, unless an order or another slot has it."""
    path = storage.path_of(file) if file and forget(file) else None
    db.session.commit()
    if path:
        storage.discard(path)


def _posted() -> tuple[int, FileStorage]:
    """The slot and the file of the form. Only here may a body be large: it is read from here on."""
    if not storage.has_room_for(request.content_length or 0):
        raise no_room()
    request.max_content_length = config().artwork_max_mb * MIB + MIB  # the form around the file
    try:
        with disk_may_be_full():
            if not form_is_current():
                raise BadArtwork(OLD_PAGE, 400)
            uploaded = request.files.get("file")
    except RequestEntityTooLarge:
        raise too_large() from None
    if uploaded is None:
        raise BadArtwork(words.NO_FILE)
    return request.form.get("slot", 0, type=row_id), uploaded


@dataclass(frozen=True)
class _File:
    """A file as the page shows it."""

    name: str
    size_text: str
    url: str
    previewed: bool


def _page(item_id: int, error: str = "", slot_id: int | None = None, refused: str = "") -> str:
    item = _item_or_404(item_id)
    return render_template(
        "artwork/show.html",
        item=item,
        slots=[(slot, _shown(item, slot)) for slot in item.slots],
        explained=words.HELP,
        sizes=size_with_bleed(item.quote.product.size, described_by(item.quote))
        if item.quote
        else None,
        error=error,
        refused=refused,
        wrong=slot_id or (item.slots[0].id if item.slots else None),
        limit=config().artwork_max_mb,
        max_bytes=config().artwork_max_mb * MIB,
    )


def _shown(item: CartItem, slot: ArtworkSlot) -> _File | None:
    stored = slot.file
    if stored is None:
        return None
    facts = [
        _size_in_words(stored.size),
        stored.dimensions,
        f"{stored.pages} pages" * (stored.pages > 1),
    ]
    return _File(
        name=stored.original_name,
        size_text=", ".join(filter(None, facts)),
        # what is in the slot can change, so the URL holds its hash
        url=url_for("artwork.file", item_id=item.id, slot_id=slot.id, sha256=stored.sha256[:16]),
        previewed=stored.extension in PREVIEWED and stored.size <= LARGEST_PREVIEW,
    )


def _size_in_words(size: int) -> str:
    return f"{size / MIB:.1f} MB" if size >= MIB else f"{max(1, size // 1024)} KB"


def _item_or_404(item_id: int, *, lock: bool = False) -> CartItem:
    item = my_item_or_404(item_id, lock=lock)
    if item.quote is None:
        abort(404)
    return item


def _slot_or_404(item_id: int, slot_id: int, *, lock: bool = False) -> ArtworkSlot:
    slots = {slot.id: slot for slot in _item_or_404(item_id, lock=lock).slots}
    if slot_id in slots:
        return slots[slot_id]
    raise NotHere(
        "This item needs other files now",
        "Its options have changed since this page was opened. Nothing was changed now.",
        ("See the files it needs", url_for("artwork.show", item_id=item_id)),
    )
