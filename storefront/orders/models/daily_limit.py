"""A person let more be sent to 4Over on a day than the daily limit allows."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storefront.database import Model
from storefront.money import Money


class DailyLimitRaise(Model):
    """Both limits, of an account and of all, are higher by that much on that day."""

    __table_args__ = (Index("uq_daily_limit_raise_key", "key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)  # of the shop
    amount: Mapped[Decimal] = mapped_column(Money)
    raised_by: Mapped[str] = mapped_column(String(255))
    reason: Mapped[str] = mapped_column(Text)
    key: Mapped[str | None] = mapped_column(String(64))  # of the form: sent twice, it raises once
