"""Having a stopped print job's new files sent to 4Over."""

from storefront.audit import record
from storefront.clock import now
from storefront.database import NotUnique, db, unique
from storefront.orders.checked_files import stopping_files
from storefront.orders.item_files import files_seal, jobs_to_mend, to_be_sent, why_closed
from storefront.orders.models import NewFiles, NewFilesState, OrderItem
from storefront.orders.stages import approve_new_files


class NotToSend(Exception):
    """There are no new files to send, or they cannot be sent now. The text says so, for the
    customer."""


def ask_to_send(item: OrderItem, *, by: str, staff: bool) -> list[NewFiles]:
    """Note that the new files of all its stopped jobs are to be given to 4Over. The caller commits,
    then enqueues each. Raises NotToSend, also to the second of two at the same moment."""
    jobs = jobs_to_mend(item, staff=staff)
    if not jobs:
        raise NotToSend(why_closed(item))
    due = [job for job in jobs if to_be_sent(item, job)]
    if not due:
        raise NotToSend("There are no new files to send. Please choose them first.")
    sets = {job.set_number for job in due}
    if any(one.slot.set_number in sets for one in stopping_files(item)):
        raise NotToSend("Please fix what is marked first, or say that it is meant so.")
    made = []
    for job in due:
        new = NewFiles(
            job_id=job.job_id,
            open_for=job.job_id,
            files=[
                [slot.code, slot.label, slot.file.original_name, slot.file_id]
                for slot in item.slots
                if slot.set_number == job.set_number and slot.file
            ],
            seal=files_seal(item, job.set_number),
            asked_by=by,
        )
        try:
            with unique(NewFiles.open_for), db.session.begin_nested():
                db.session.add(new)
        except NotUnique:
            raise NotToSend("These files are on their way already.") from None
        made.append(new)
    if not staff:
        approve_new_files(item, by=by)
    record(by, "new files sent", item.reference, ", ".join(new.job_id for new in made))
    return made


def settle_by_hand(new: NewFiles, *, taken: bool, by: str, reason: str) -> None:
    """A person knows whether 4Over has them. If not, they can be sent again. The caller commits.
    Raises NotToSend."""
    if new.state != NewFilesState.UNKNOWN:
        raise NotToSend("It is known already what became of these files.")
    state = NewFilesState.TAKEN if taken else NewFilesState.REFUSED
    new.settle(state, reason, by=by)


def ask_customer(item: OrderItem, job_id: str, words: str) -> None:
    """Let the customer send other files for a stopped job, with what staff say of it. The caller
    owes the mail, and commits. Raises NotToSend."""
    job = next((job for job in jobs_to_mend(item, staff=True) if job.job_id == job_id), None)
    if job is None:
        raise NotToSend(f"{job_id} is not stopped at 4Over, or not any more.")
    job.files_asked_at, job.files_asked_words = now(), words
