"""Other files for a print job that 4Over stopped, and what became of giving them to it."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.clock import now
from storefront.database import Model, word_of

if TYPE_CHECKING:
    from storefront.orders.models.pushing import PrintJob


class NewFilesState(enum.StrEnum):
    WAITING = "waiting"  # for a worker
    SENDING = "sending"  # the one call is on its way
    TAKEN = "taken"
    REFUSED = "refused"
    UNKNOWN = "unknown"  # the call was sent, and its answer is not known
    DROPPED = "dropped"  # the item was canceled before they were sent


OPEN = (NewFilesState.WAITING, NewFilesState.SENDING, NewFilesState.UNKNOWN)


class NewFiles(Model):
    """The files of one set as somebody wanted them sent, all at once. Committed before the call."""

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("print_job.job_id"), index=True)
    # the job while it is not settled, else null: unique, so that no two are on their way at once
    open_for: Mapped[str | None] = mapped_column(String(80), unique=True)
    state: Mapped[NewFilesState] = mapped_column(
        word_of(NewFilesState), default=NewFilesState.WAITING
    )
    files: Mapped[list[Any]] = mapped_column(default=list)  # [[code, label, name, file id], …]
    seal: Mapped[str] = mapped_column(String(40))  # of these files, see `files_seal`
    asked_by: Mapped[str] = mapped_column(String(255))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    send_after: Mapped[datetime | None]  # not before then: 4Over could not be reached
    sent_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(String(255), default="")  # empty: by 4Over's answer
    answer: Mapped[str] = mapped_column(Text, default="")

    job: Mapped["PrintJob"] = relationship(back_populates="new_files")

    def settle(self, state: NewFilesState, answer: str, *, by: str = "") -> None:
        """It is known what became of them. Others may be sent from now on."""
        self.state, self.answer, self.settled_by = state, answer, by
        self.settled_at, self.open_for = now(), None
