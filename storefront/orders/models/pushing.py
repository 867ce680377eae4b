"""What was sent to 4Over, what it answered, and the print jobs that it made."""

import enum
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship, validates

from storefront.clock import now
from storefront.database import Model, word_of
from storefront.fourover.charge import Charge
from storefront.fourover.statuses import STOPS, JobPhase, waits_for_first_files
from storefront.orders.models.charge import Charged
from storefront.orders.models.item import OrderItem
from storefront.orders.models.meaning import phase_of
from storefront.orders.models.new_files import NewFiles, NewFilesState


class Phase(enum.StrEnum):
    """How far a push attempt came, and what is known of its end."""

    PREPARING = "preparing"  # nothing was sent
    SENDING = "sending"  # the point of no return is behind
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REFUSED = "refused"
    NOT_SENT = "not sent"  # proven: no byte left
    UNKNOWN = "unknown"


FILES_ARE_SEEN_WITHIN = timedelta(hours=2)  # by 4Over, after they were attached
TAKEN = (Phase.ACCEPTED, Phase.PARTLY)  # 4Over has it, or some of it


class PushAttempt(Model):
    """One try to place an item at 4Over. Committed before anything goes on the wire."""

    __table_args__ = (
        Index("uq_push_attempt_number", "item_id", "number", unique=True),
        Index("ix_push_attempt_sent_at", "sent_at", "reconciled_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("order_item.id"))
    number: Mapped[int]
    owner: Mapped[str] = mapped_column(String(80))
    phase: Mapped[Phase] = mapped_column(word_of(Phase), default=Phase.PREPARING)
    claimed_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    card: Mapped[str] = mapped_column(String(80), default="")  # as on the statement
    expected: Mapped[Charge | None] = mapped_column(Charged)  # before it was sent
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what was sent, less the token
    payload_hash: Mapped[str] = mapped_column(String(64), default="")
    http_status: Mapped[int | None]
    answer: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))  # as it came
    charged: Mapped[Decimal | None]  # what 4Over says it took
    breakdown: Mapped[Charge | None] = mapped_column(Charged)  # of that, if its answer has one
    note: Mapped[str] = mapped_column(Text, default="")
    reconciled_at: Mapped[datetime | None]  # somebody saw it on the card's statement
    reconciled_by: Mapped[str] = mapped_column(String(255), default="")

    item: Mapped[OrderItem] = relationship(back_populates="attempts")

    @property
    def sent_with_files(self) -> bool:
        """Its files went with the order; else they are attached to each job after it."""
        jobs = self.payload.get("jobs") or [{}]
        return not jobs[0].get("skip_files", True)

    @property
    def in_doubt(self) -> bool:
        """Nobody knows whether 4Over took it, and no person has said."""
        return self.phase == Phase.UNKNOWN and self.ended_at is None


class PrintJob(Model):
    """What 4Over made of an item: one job for each set."""

    job_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("order_item.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("push_attempt.id"))
    set_number: Mapped[int] = mapped_column(default=1)
    files_attached_at: Mapped[datetime | None]
    files_tried_at: Mapped[datetime | None]
    files_note: Mapped[str] = mapped_column(Text, default="")  # why they are not attached yet
    status: Mapped[str] = mapped_column(String(200), default="")  # 4Over's latest text
    stopped_at: Mapped[datetime | None]  # since then its status needs a person
    tracking: Mapped[str] = mapped_column(String(400), default="")  # numbers separated by spaces
    files_asked_at: Mapped[datetime | None]  # when staff last asked the customer for other files
    files_asked_words: Mapped[str] = mapped_column(Text, default="")  # what they wrote with that
    let_go: Mapped[bool] = mapped_column(default=False)  # 4Over agreed to cancel it
    polled_at: Mapped[datetime | None]
    # what 4Over took for its goods, their tax included; None where its answer did not say
    goods_charged: Mapped[Decimal | None]

    item: Mapped[OrderItem] = relationship(back_populates="print_jobs")
    history: Mapped[list["JobStatus"]] = relationship(order_by="JobStatus.id")
    new_files: Mapped[list[NewFiles]] = relationship(back_populates="job", order_by=NewFiles.id)

    @validates("status")
    def _note_stop(self, _: str, status: str) -> str:
        self.stopped_at = (self.stopped_at or now()) if self._stands_still_at(status) else None
        return status

    def _stands_still_at(self, status: str) -> bool:
        """Without files it begins so, and goes on by itself soon after they were attached."""
        if waits_for_first_files(status):
            attached = self.files_attached_at
            return attached is not None and attached < now() - FILES_ARE_SEEN_WITHIN
        return phase_of(status) in STOPS

    @property
    def phase(self) -> JobPhase:
        """Where it stands at 4Over."""
        return phase_of(self.status)

    @property
    def latest_files(self) -> NewFiles | None:
        """The last that were given to 4Over in place of the first, or are to be."""
        return self.new_files[-1] if self.new_files else None

    @property
    def files_came(self) -> bool:
        """Others were given for it since it was stopped, or since staff asked for them, and 4Over
        has not refused them: nobody is asked for files."""
        latest, asked = self.latest_files, self.files_asked_at
        if latest is None or self.stopped_at is None or latest.state == NewFilesState.REFUSED:
            return False
        return latest.asked_at >= max(self.stopped_at, asked or self.stopped_at)

    @property
    def customer_asked(self) -> bool:
        """Staff asked the customer for other files since it was stopped."""
        return bool(
            self.stopped_at and self.files_asked_at and self.files_asked_at >= self.stopped_at
        )

    @property
    def tracking_numbers(self) -> list[str]:
        return self.tracking.split()


class JobStatus(Model):
    """One line of a print job's history at 4Over, stored once however often it is seen."""

    __table_args__ = (Index("uq_job_status_line", "job_id", "status", "date_set", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("print_job.job_id"))
    status: Mapped[str] = mapped_column(String(200))
    date_set: Mapped[str] = mapped_column(String(40))  # as 4Over writes it: without a zone
    seen_at: Mapped[datetime] = mapped_column(default=now)
