"""What staff asked to have back."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.clock import now
from storefront.database import Model, word_of
from storefront.orders.models.item import OrderItem


class CancellationState(enum.StrEnum):
    ASKED = "asked"  # in the shop; 4Over not yet
    ASKING = "asking"
    AGREED = "agreed"  # 4Over said yes; not seen yet
    SEEN = "seen"  # the job reads Canceled, or 4Over never had it
    REFUSED = "refused"
    UNCONFIRMED = "unconfirmed"  # a person must ask 4Over's support


CANCELLATION_OVER = (CancellationState.SEEN, CancellationState.REFUSED)


class Cancellation(Model):
    """Staff want an item back, or one of its sets: who, when, why, and what 4Over made of it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("order_item.id"), index=True)
    set_number: Mapped[int] = mapped_column(default=0)  # 0: all of the item
    asked_by: Mapped[str] = mapped_column(String(255))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = mapped_column(Text)
    without_refund: Mapped[bool] = mapped_column(default=False)  # the customer gets nothing back
    state: Mapped[CancellationState] = mapped_column(
        word_of(CancellationState), default=CancellationState.ASKED
    )
    tries: Mapped[int] = mapped_column(default=0)
    ask_after: Mapped[datetime | None]  # also the lease of whoever is asking
    answer: Mapped[str] = mapped_column(Text, default="")  # 4Over's sentence
    settled_at: Mapped[datetime | None]

    item: Mapped[OrderItem] = relationship(back_populates="cancellations")

    @property
    def seen(self) -> bool:
        """It is canceled."""
        return self.state == CancellationState.SEEN

    @property
    def open(self) -> bool:
        return self.state not in CANCELLATION_OVER
