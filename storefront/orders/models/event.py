"""What happened to an item."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storefront.clock import now
from storefront.database import Model, word_of
from storefront.orders.models.statuses import Hold, ItemStatus


class ItemEvent(Model):
    """Who moved an item, when, and why."""

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("order_item.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    was: Mapped[ItemStatus | None] = mapped_column(word_of(ItemStatus))
    became: Mapped[ItemStatus] = mapped_column(word_of(ItemStatus))
    hold: Mapped[Hold | None] = mapped_column(word_of(Hold))
    who: Mapped[str] = mapped_column(String(255))
    note: Mapped[str] = mapped_column(Text, default="")
