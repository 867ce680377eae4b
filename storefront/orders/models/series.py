"""The numbers that are given one after the other: of the orders, and of the invoices of a year."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from storefront.database import Model


class NumberSeries(Model):
    """The last number of each series. Its row is locked from the number to the end of the
    transaction: so there are no gaps."""

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    last: Mapped[int]
    # of the orders' alone: when this database was last in use, so that a backup says how old it is
    in_use_at: Mapped[datetime | None]
