"""4Over's status texts, sorted into the few phases that a person needs (API 13).

Several ids share one text and new texts turn up, so the text is what counts, by its beginning.
"""

from enum import StrEnum


class JobPhase(StrEnum):
    RECEIVED = "received"
    # stopped: somebody has to do something, or nothing moves
    FILES = "files"  # it waits for files, the first or others
    PREVIEW = "preview"  # its preview is to be approved there
    ANSWER = "answer"  # there is a question
    ON_HOLD = "on hold"  # for another reason, which the text says
    REJECTED = "rejected"  # the parcel was not accepted
    REPRINT = "reprint"  # it is printed once more
    TROUBLE = "trouble"  # something went wrong, and somebody should look
    PREPARING = "preparing"
    PRINTING = "printing"
    PACKING = "packing"
    ON_THE_WAY = "on the way"
    DONE = "done"
    CANCELLED = "cancelled"
    DISCARDED = "discarded"
    IN_PROGRESS = "in progress"  # a text nobody has told us about


_BEGINNINGS = {
    JobPhase.RECEIVED: (
        "New",
        "Order Pending",
        "Pre-Flighting",
        "Received New Files",
        "Received Samples",
    ),
    JobPhase.FILES: (
        "Awaiting Artwork",
        "Awaiting New Files",
        "On Hold: Awaiting Revised Upload",
        "On Hold: Awaiting Group Artwork",
        "On Hold: Awaiting Mailing List",
    ),
    JobPhase.PREVIEW: ("Awaiting Preview Approval", "On Hold: Awaiting Proof Approval"),
    JobPhase.ANSWER: (
        "Awaiting Customer Response",
        "Awaiting Samples",
        "Message Left With Customer",
        "On Hold: Per Customer",
    ),
    JobPhase.ON_HOLD: ("On Hold",),
    JobPhase.PREPARING: ("Batch Prep", "Batch Staging", "Batch Imposition", "Pre-Press", "Plated"),
    JobPhase.PRINTING: (
        "On Press",
        "Post-Press",
        "UV Coating",
        "Silk Coating",
        "Foiling",
        "Cutting",
        "Finishing",
        "Bindery",
        "Department Transfer",
        "Status Adjustment",
    ),
    JobPhase.PACKING: (
        "Packaging",
        "Delivery Pending",
        "On Pallet for Delivery",
        "Pickup Staging",
        "Mailing",
        "Out for Mail Drop",
    ),
    JobPhase.ON_THE_WAY: ("Out for Local Delivery", "OK to Pickup", "Complete: Shipped"),
    JobPhase.DONE: (
        "Complete: Shipment Delivery Confirmed",
        "Complete: Delivered",
        "Complete: Picked Up",
        "Complete: Mailed",
    ),
    JobPhase.CANCELLED: ("Canceled", "Cancelled"),
    JobPhase.DISCARDED: ("Complete: Discarded", "Discarded"),
    JobPhase.REJECTED: ("Delivery Rejected",),
    JobPhase.REPRINT: ("Sent to Reprint",),
    JobPhase.TROUBLE: (
        "Assigned to Troubleshooter",
        "In Troubleshooting",
        "Support / Trouble",
        # What else is "complete" with a colon is a complaint that was closed, not a parcel.
        "Complete:",
    ),
}
STOPS = (
    JobPhase.FILES,
    JobPhase.PREVIEW,
    JobPhase.ANSWER,
    JobPhase.ON_HOLD,
    JobPhase.REJECTED,
    JobPhase.REPRINT,
    JobPhase.TROUBLE,
)
_PHASES = {text.lower(): phase for phase, texts in _BEGINNINGS.items() for text in texts}
_LONGEST_FIRST = sorted(_PHASES, key=len, reverse=True)

_CANCELLABLE = ("batch prep", "batch staging", "batch imposition")
_WAITING = {
    JobPhase.RECEIVED,
    JobPhase.FILES,
    JobPhase.PREVIEW,
    JobPhase.ANSWER,
    JobPhase.ON_HOLD,
}
_FAR = {
    JobPhase.PREPARING,
    JobPhase.PRINTING,
    JobPhase.PACKING,
    JobPhase.ON_THE_WAY,
    JobPhase.DONE,
}


def phase_of(status: str) -> JobPhase:
    """Where a job stands that shows this text. Unknown texts are in progress."""
    text = plain(status)
    if text in ("complete", "complete oh", "complete wa"):  # with the plant it was made in
        return JobPhase.DONE
    for beginning in _LONGEST_FIRST:
        if text.startswith(beginning):
            return _PHASES[beginning]
    return JobPhase.IN_PROGRESS


def shipped(status: str) -> bool:
    """Whether it has left 4Over, on its way or arrived."""
    waits_to_be_fetched = plain(status).startswith("ok to pickup")
    return phase_of(status) in (JobPhase.ON_THE_WAY, JobPhase.DONE) and not waits_to_be_fetched


def delivered(status: str) -> bool:
    """Whether 4Over says that it arrived; "Complete" by itself does not say that."""
    return phase_of(status) is JobPhase.DONE and plain(status).startswith("complete:")


def cancellable(status: str) -> bool:
    """Whether 4Over can be expected to agree to a cancellation: until Batch Imposition is past.

    A job on hold may have been on press before; look at its whole history.
    """
    return phase_of(status) in _WAITING or plain(status).startswith(_CANCELLABLE)


def too_far_to_cancel(status: str) -> bool:
    """Whether it is known to be past the point until which 4Over cancels. Of an unknown text, and
    of a job that was stopped somewhere, that is not known."""
    return phase_of(status) in _FAR and not cancellable(status)


def needs_a_person(status: str) -> bool:
    """Whether it stands still until somebody acts, or went wrong and somebody should look."""
    return phase_of(status) in STOPS


def waits_for_first_files(status: str) -> bool:
    """Whether that is how a job begins that was placed without files (API 11)."""
    return plain(status).startswith("awaiting artwork")


def plain(status: str) -> str:
    """The same text however it is spelled."""
    return " ".join(status.split()).lower()
