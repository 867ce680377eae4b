"""Asking a customer to pay more, as the item became dearer."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.clock import now
from storefront.database import Model
from storefront.money import Money
from storefront.orders.models.item import OrderItem
from storefront.orders.models.statuses import Hold, ItemStatus


class PriceQuestion(Model):
    """Whether the customer pays that much more. It is answered once, and in time."""

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("order_item.id"), index=True)
    asked_by: Mapped[str] = mapped_column(String(255))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    open_until: Mapped[datetime]
    cost: Mapped[Decimal]  # 4Over's, for which it was held: exact
    extra: Mapped[Decimal] = mapped_column(Money)  # beside the price of the item
    tax: Mapped[Decimal] = mapped_column(Money)  # on that
    answered_at: Mapped[datetime | None]
    accepted: Mapped[bool | None]

    item: Mapped[OrderItem] = relationship(back_populates="questions")

    @property
    def more(self) -> Decimal:
        """What the customer would pay beside what the item came to until now."""
        return self.extra + self.tax

    @property
    def open(self) -> bool:
        """It can be answered: staff have not decided meanwhile, and it is not too late."""
        asked = self.item.status == ItemStatus.HELD and self.item.hold == Hold.ASKED
        return asked and self is self.item.question and not self.answered_at and not self.late

    @property
    def late(self) -> bool:
        return self.open_until <= now()
