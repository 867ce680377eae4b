"""Orders that left, of which this database has nothing."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storefront.database import Model
from storefront.fourover.charge import Charge
from storefront.orders.models.charge import Charged


class LostOrder(Model):
    """Known from the push journal alone, after an older database was restored. A person finds out
    what it was, and says so."""

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(60))  # our name for it at 4Over
    owner: Mapped[str] = mapped_column(String(80), unique=True)  # the run that sent it
    sent_at: Mapped[datetime]
    card: Mapped[str] = mapped_column(String(80), default="")
    expected: Mapped[Charge | None] = mapped_column(Charged)  # on the card
    jobs: Mapped[str] = mapped_column(Text, default="")  # 4Over's job ids, if its answer is known
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(String(255), default="")
    note: Mapped[str] = mapped_column(Text, default="")
