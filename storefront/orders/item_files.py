"""The files of an ordered item: which may be sent, or replaced, and until when."""

import hashlib

from sqlalchemy import select

from storefront.artwork.models import ArtworkFile, ArtworkSlot, FormerFile
from storefront.database import db
from storefront.fourover.statuses import JobPhase
from storefront.orders.cancellation import absent
from storefront.orders.models import Hold, ItemStatus, NewFilesState, OrderItem, PrintJob
from storefront.orders.models.new_files import OPEN
from storefront.reaching import write_to_us

IS_OVER = (ItemStatus.CANCELLING, ItemStatus.CANCELLED)


class FilesClosed(Exception):
    """No file is taken for it now. The text says why, for the customer."""


def not_printed_yet(item: OrderItem) -> bool:
    """It waits in the shop, where its files may still be sent or replaced."""
    for_a_file = item.status == ItemStatus.HELD and item.hold == Hold.ARTWORK and absent(item)
    return item.is_partners and (item.status == ItemStatus.WAITING or for_a_file)


def waits_for_files(item: OrderItem) -> bool:
    """It was ordered without all of its files, and they have not come."""
    return not_printed_yet(item) and any(slot.file_id is None for slot in item.slots)


def jobs_to_mend(item: OrderItem, *, staff: bool) -> list[PrintJob]:
    """The stopped jobs that other files may let go on. Customers are asked for them where 4Over
    waits for files, or where staff asked; staff may try it with any."""
    if _is_being_cancelled(item):
        return []
    return [
        job
        for job in item.stopped_jobs
        if not job.let_go and (staff or job.phase == JobPhase.FILES or job.customer_asked)
    ]


def open_slots(item: OrderItem, *, staff: bool) -> list[ArtworkSlot]:
    """Those that take a file now. While files of a set are on their way to 4Over, or it is not
    known whether they came, no others can overtake them."""
    if not_printed_yet(item):
        return [slot for slot in item.slots if slot.set_number not in item.sets_gone]
    sets = {job.set_number for job in jobs_to_mend(item, staff=staff) if not _under_way(job)}
    return [slot for slot in item.slots if slot.set_number in sets]


def why_closed(item: OrderItem) -> str:
    """For the customer, where no slot is open."""
    wrong = write_to_us(" If one of them is wrong, write to {us} at once.")
    if item.status in IS_OVER or _is_being_cancelled(item):
        return "This item is canceled, so it needs no files any more."
    if any(_under_way(job) for job in item.stopped_jobs):
        return "Your new files are on their way to our print facility."
    if item.stopped_jobs:
        return "Our staff are clearing this up with our print facility, which asks for no files."
    if item.status in (ItemStatus.SHIPPED, ItemStatus.DELIVERED):
        return "This item is printed already. To have it printed again, please order it anew."
    if item.status in (ItemStatus.READY, ItemStatus.PUSHING):
        return f"We have all files of this item, and it is on its way to print.{wrong}"
    return (
        f"These files are with our print facility already, so they can't be replaced here.{wrong}"
    )


def locked(item_id: int) -> OrderItem:
    """The item as it is now. Whoever else changes its files waits until the caller commits."""
    query = select(OrderItem).where(OrderItem.id == item_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def put(item: OrderItem, slot: ArtworkSlot, file: ArtworkFile, *, by: str, staff: bool) -> None:
    """Put a file into its slot. What 4Over had is kept, with who replaced it. The item is locked;
    the caller releases the order, then commits. Raises FilesClosed."""
    if slot not in open_slots(item, staff=staff):
        raise FilesClosed(why_closed(item))
    if slot.file is not None and item.print_jobs:
        slot.former.append(FormerFile(file=slot.file, replaced_by=by))
    slot.file, slot.refused = file, ""


def exchange(item: OrderItem, slot: ArtworkSlot, to: ArtworkSlot, *, by: str, staff: bool) -> None:
    """The file of one slot goes to the other, and what was there comes here; as for `put`."""
    file, other = slot.file, to.file
    if not {slot, to} <= set(open_slots(item, staff=staff)):
        raise FilesClosed(why_closed(item))
    if slot is to or file is None:
        return
    put(item, to, file, by=by, staff=staff)
    if other is not None:
        put(item, slot, other, by=by, staff=staff)
    else:
        slot.file = None


def files_seal(item: OrderItem, set_number: int) -> str:
    """Another one for other files of the set."""
    return _seal([(slot.code, slot.file) for slot in _of_set(item, set_number)])


def to_be_sent(item: OrderItem, job: PrintJob) -> bool:
    """Whether the set has other files now than 4Over got, or was given since."""
    if any(slot.file is None for slot in _of_set(item, job.set_number)):
        return False
    given = (*OPEN, NewFilesState.TAKEN)
    seals = [new.seal for new in job.new_files if new.state in given]
    at_4over = seals[-1] if seals else _first_seal(item, job.set_number)
    return at_4over != files_seal(item, job.set_number)


def were_refused(item: OrderItem, job: PrintJob) -> bool:
    """4Over did not take the files that are chosen now."""
    refused = [new.seal for new in job.new_files if new.state == NewFilesState.REFUSED]
    return files_seal(item, job.set_number) in refused


def same_as_before(item: OrderItem, job: PrintJob) -> bool:
    """Files were chosen anew, and they are those that 4Over could not print."""
    chosen = any(slot.former for slot in _of_set(item, job.set_number))
    sent = job.latest_files is not None and job.latest_files.state != NewFilesState.REFUSED
    return chosen and not sent and not to_be_sent(item, job)


def _first_seal(item: OrderItem, set_number: int) -> str:
    """Of the files that it was ordered with."""
    first = [
        (slot.code, slot.former[0].file if slot.former else slot.file)
        for slot in _of_set(item, set_number)
    ]
    return _seal(first)


def _seal(files: list[tuple[str, ArtworkFile | None]]) -> str:
    hashes = [(code, file.sha256 if file else "") for code, file in files]
    return hashlib.sha256(repr(hashes).encode()).hexdigest()[:40]


def _of_set(item: OrderItem, set_number: int) -> list[ArtworkSlot]:
    return [slot for slot in item.slots if slot.set_number == set_number]


def _under_way(job: PrintJob) -> bool:
    return job.latest_files is not None and job.latest_files.state in OPEN


def _is_being_cancelled(item: OrderItem) -> bool:
    return item.cancellation is not None and item.cancellation.open
