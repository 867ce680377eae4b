"""What customers read on the page of an ordered item's files."""

from storefront.fourover.statuses import JobPhase
from storefront.orders.models import NewFilesState, PrintJob
from storefront.orders.models.meaning import meaning_of
from storefront.reaching import write_to_us

SEND, SEND_OTHERS = "Send files", "See the files, and send others"
SEND_CHOSEN = "Look at your new files, and send them"
SENT = "Thank you. Your new files are on their way to our print facility."
GET_STARTED = "Send the files that are still missing. We print this item once we have all of them."
LOOK_AGAIN = (
    "Your files have changed since you opened this page, so nothing was sent. Please look at them "
    "again."
)
COMPLETE = "We have all files of this item. You can replace one until we start to print it."
_NEEDED = {
    JobPhase.FILES: "Our print facility can't print the files it has, and waits for other ones.",
    JobPhase.PREVIEW: "Our print facility waits for a yes to its preview of your files.",
    JobPhase.ANSWER: "Our print facility has a question about your files.",
}
_ELSE = "Our print facility has stopped this item."
_ON_THE_WAY = "We received your new files. They are on their way to our print facility."
_THEN = "It goes on once it has looked at them. You don't need to do anything."
_OF_NEW = {
    NewFilesState.WAITING: f"{_ON_THE_WAY} {_THEN}",
    NewFilesState.SENDING: f"{_ON_THE_WAY} {_THEN}",
    NewFilesState.UNKNOWN: "We sent your new files, and are confirming that they arrived. You "
    "don't need to do anything.",
    NewFilesState.TAKEN: f"Our print facility has your new files. {_THEN}",
    NewFilesState.REFUSED: "Our print facility didn't take the new files. It may be too late for "
    "other files, or one of them couldn't be used. Our staff are told. You can send others.",
    NewFilesState.DROPPED: "The new files were not sent, as this item was to be canceled.",
}


def reason_of(job: PrintJob) -> str:
    """Why it is stopped, and what staff wrote of it."""
    means = meaning_of(job.status)
    own = job.files_asked_words if job.customer_asked else ""
    return own or means.words or _NEEDED.get(means.phase, _ELSE)


def of_new_files(job: PrintJob) -> str:
    """What became of the last files that were sent in place of the first; "" if there are none
    since the job was stopped: what was said of an earlier stop is over."""
    latest = job.latest_files
    if latest is None or (job.stopped_at and latest.asked_at < job.stopped_at):
        return ""
    cancel = write_to_us(" Or write to {us}, to cancel this item and order it anew.")
    return _OF_NEW[latest.state] + (cancel if latest.state == NewFilesState.REFUSED else "")
