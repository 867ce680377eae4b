"""Asking 4Over now how far items are, because somebody of staff wants to know."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storefront.clock import now
from storefront.database import Model


class StatusCheck(Model):
    """One check of all open items, or of those of one order, and how far it has come."""

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"), index=True)
    # what it asks about while it runs, else null: unique, so that no two run at once
    running: Mapped[str | None] = mapped_column(String(40), unique=True)
    started_by: Mapped[str] = mapped_column(String(255))
    started_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)  # moves while somebody works on it
    ended_at: Mapped[datetime | None]
    total: Mapped[int]
    left: Mapped[list[Any]] = mapped_column(default=list)  # ids of the items still to ask about
    unanswered: Mapped[int] = mapped_column(default=0)  # items of which 4Over did not say

    @property
    def done(self) -> int:
        return self.total - len(self.left)
