"""Mending a file at the press of a button: what is made is a new file, and the old one is kept."""

from storefront.artwork import words
from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.inspection.facts import FileKind
from storefront.artwork.inspection.inspecting import run_opener
from storefront.artwork.models import ArtworkFile, ArtworkSlot
from storefront.artwork.rules.findings import Mending
from storefront.artwork.rules.mendable import BACK_OF
from storefront.artwork.rules.wanted import Wanted
from storefront.artwork.upload import kept
from storefront.database import db, end_transaction
from storefront.storage.incoming import incoming
from storefront.storage.opening import store


def mend(slot: ArtworkSlot, wanted: Wanted, how: Mending, page: int = 1) -> list[ArtworkFile]:
    """Put into the slot what is made of its file; of a file split in two, page 2 goes into the slot
    of the back. Returns what was there before in other slots. The caller commits.

    Ends the present transaction first, as taking a file in does. Raises BadArtwork; then nothing
    is changed.
    """
    replaced = []
    for filled, file in made_of(slot, wanted, how, page):
        if filled.id != slot.id and filled.file:
            replaced.append(filled.file)
        filled.file = file
    return replaced


def made_of(
    slot: ArtworkSlot, wanted: Wanted, how: Mending, page: int = 1
) -> list[tuple[ArtworkSlot, ArtworkFile]]:
    """What is made of its file, with the slot that each belongs into: its own is the first.

    Ends the present transaction first. Raises BadArtwork.
    """
    file = slot.file
    if file is None or (how in (Mending.CHOOSE, Mending.SPLIT) and page > file.facts.count):
        raise BadArtwork(words.NOT_NOW, 409)
    slots = [slot]
    if how == Mending.SPLIT:
        back = _slot_of_back(slot)
        if back is None:
            raise BadArtwork(words.NOT_NOW, 409)
        slots.append(back)
    file_id, slot_ids = file.id, [one.id for one in slots]
    its = works(wanted, how, page)
    end_transaction()
    made = [_make(file_id, work) for work in its]
    present = [db.session.get(ArtworkSlot, slot_id) for slot_id in slot_ids]
    if present[0] is None or present[0].file_id != file_id or None in present:
        raise BadArtwork(words.NOT_NOW, 409)
    return [(one, file) for one, file in zip(present, made, strict=True) if one]


def as_sent(slot: ArtworkSlot) -> ArtworkFile:
    """The file that the present one was made of. Raises BadArtwork where it was not made."""
    made = slot.file
    sent = db.session.get(ArtworkFile, made.made_from_id) if made and made.made_from_id else None
    if sent is None:
        raise BadArtwork(words.NOT_NOW, 409)
    return sent


def put_back(slot: ArtworkSlot) -> ArtworkFile | None:
    """The file as the customer sent it. Returns the one that was made of it. The caller commits."""
    sent, made = as_sent(slot), slot.file
    slot.file = sent
    return made


def works(wanted: Wanted, how: Mending, page: int = 1) -> list[tuple[str, ...]]:
    """What the child is told to do, for each file that is made."""
    if how == Mending.SPLIT:
        return [("page", "1"), ("page", "2")]
    if how == Mending.CHOOSE:
        return [("page", str(page))]
    if how == Mending.TURN:
        return [("turn",)]
    if wanted.size is None:
        raise BadArtwork(words.NOT_NOW, 409)
    scaled, size = "1" if how == Mending.FIT else "0", wanted.size
    return [("fit", f"{size.width:.4f}", f"{size.height:.4f}", f"{wanted.bleed or 0:.4f}", scaled)]


def _make(file_id: int, work: tuple[str, ...]) -> ArtworkFile:
    file = db.session.get_one(ArtworkFile, file_id)
    key, kind, name = file.stored_name, FileKind(file.extension), file.original_name
    first = file.made_from_id or file.id
    if work[0] == "page":
        name = f"page {work[1]} of {name}"[:255]
    end_transaction()
    with store().local_copy(key) as path, incoming() as target:
        facts = run_opener(kind, path, target, *work)
        made = kept(target, facts, name)
    made.made_from_id = first
    return made


def _slot_of_back(slot: ArtworkSlot) -> ArtworkSlot | None:
    its = (
        ArtworkSlot.cart_item_id == slot.cart_item_id,
        ArtworkSlot.order_item_id == slot.order_item_id,
        ArtworkSlot.set_number == slot.set_number,
    )
    code = BACK_OF.get(slot.code)
    return db.session.query(ArtworkSlot).filter(*its, ArtworkSlot.code == code).first()
