"""Mails that customers are owed."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.clock import now
from storefront.extensions import Model, choice
from storefront.orders.models.order import Order


class NoticeKind(enum.StrEnum):
    PLACED = "placed"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


class Notice(Model):
    """A mail that a customer is owed. Once for each subject; the sweep sends what is left."""

    __table_args__ = (Index("uq_notice_subject", "order_id", "kind", "position", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    kind: Mapped[NoticeKind] = mapped_column(choice(NoticeKind))
    position: Mapped[int] = mapped_column(default=0)  # of the item; 0: the whole order
    made_at: Mapped[datetime] = mapped_column(default=now)
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)

    order: Mapped[Order] = relationship()
