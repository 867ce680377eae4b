"""What staff do about stopped print jobs: ask the customer for other files, or say what became of
files whose answer was lost."""

from flask.typing import ResponseReturnValue

from storefront import jobs
from storefront.admin.blueprint import bp, for_staff
from storefront.admin.changes import me, note
from storefront.admin.forms import FileRequestForm, NewFilesForm
from storefront.admin.orders.order_acts import done, filled_in, item_or_404
from storefront.database import db
from storefront.orders import files_wanted
from storefront.orders.files_link import files_link
from storefront.orders.item_files import jobs_to_mend
from storefront.orders.models import (
    NewFiles,
    NewFilesState,
    Notice,
    NoticeKind,
    OrderItem,
    PrintJob,
)
from storefront.orders.replacing import NotToSend, ask_customer, settle_by_hand
from storefront.queue import enqueue
from storefront.times import moment

bp.add_app_template_filter(files_link, "files_link")
_NEW_FILES = {
    NewFilesState.WAITING: "New files wait to be sent to 4Over.",
    NewFilesState.SENDING: "New files are being sent to 4Over.",
    NewFilesState.TAKEN: "New files were sent, and 4Over has not gone on yet.",
    NewFilesState.REFUSED: "New files were not accepted.",
    NewFilesState.UNKNOWN: "New files were sent, and no clear answer came.",
    NewFilesState.DROPPED: "New files were not sent, as the item is being canceled.",
}


@bp.app_template_filter("jobs_for_staff")
def jobs_for_staff(item: OrderItem) -> list[PrintJob]:
    return jobs_to_mend(item, staff=True)


@bp.app_template_filter("files_in_doubt")
def files_in_doubt(item: OrderItem) -> list[NewFiles]:
    """Those of which a person has to say whether 4Over has them."""
    latest = (job.latest_files for job in item.print_jobs)
    return [new for new in latest if new and new.state == NewFilesState.UNKNOWN]


@bp.app_template_filter("what_was_done")
def what_was_done(job: PrintJob) -> str:
    """About a stopped job so far: what the customer was told, and what came of it."""
    said, latest = [], job.latest_files
    kind = NoticeKind.NEW_FILES
    mails = db.session.query(Notice).filter_by(
        order_id=job.item.order_id, kind=kind, position=job.item.position
    )
    sent = [mail.sent_at for mail in mails if mail.sent_at and not mail.kept_here]
    if not sent and any(mail.kept_here for mail in mails):
        said.append("The email to the customer is only kept on this machine.")
    elif sent:
        said.append(f"The customer was mailed {moment(max(sent))}.")
    elif mails.count():
        said.append("The email to the customer has not gone out yet.")
    else:
        said.append("The customer was not asked for anything.")
    if latest and job.stopped_at and latest.asked_at >= job.stopped_at:
        said.append(f"{_NEW_FILES[latest.state]} {latest.answer}".strip())
    elif any(slot.former for slot in job.item.slots if slot.set_number == job.set_number):
        said.append("Other files were uploaded.")
    else:
        said.append("No other file has come.")
    return " ".join(said)


@bp.post("/orders/<number>/items/<int:position>/file-request")
@for_staff
def ask_for_files(number: str, position: int) -> ResponseReturnValue:
    item, form = item_or_404(number, position), filled_in(FileRequestForm())
    ask_customer(item, form.job.data, form.reason.data)
    job = next(job for job in item.print_jobs if job.job_id == form.job.data)
    files_wanted.ask_again(item, job)
    note("other files asked for", item.reference, f"{job.job_id}: {form.reason.data}")
    db.session.flush()
    mails = db.session.query(Notice.id).filter_by(
        order_id=item.order_id, kind=NoticeKind.NEW_FILES, sent_at=None
    )
    due = [notice_id for (notice_id,) in mails]
    db.session.commit()
    for notice_id in due:
        enqueue(jobs.send_notice, notice_id)
    return done(number, "The customer is asked for other files.", position)


@bp.post("/orders/<number>/items/<int:position>/new-files")
@for_staff
def new_files_outcome(number: str, position: int) -> ResponseReturnValue:
    item, form = item_or_404(number, position), filled_in(NewFilesForm())
    new = next((one for one in files_in_doubt(item) if str(one.id) == form.new.data), None)
    if new is None:
        raise NotToSend("It is known already what became of these files.")
    settle_by_hand(new, taken=form.taken.data == "yes", by=me(), reason=form.reason.data)
    note("new files confirmed", item.reference, f"{form.taken.data}: {form.reason.data}")
    db.session.commit()
    return done(number, "Noted.", position)
