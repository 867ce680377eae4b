"""Who changed what, when and why: one line for each change that people may be asked about."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storefront.clock import now
from storefront.database import Model, db
from storefront.text import clean, one_line


class AuditEntry(Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    who: Mapped[str] = mapped_column(String(255))
    action: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(200), default="")
    detail: Mapped[str] = mapped_column(Text, default="")


def record(who: str, action: str, subject: str = "", detail: str = "") -> None:
    """Note it in the present transaction. Never put a secret into `detail`."""
    entry = AuditEntry(
        who=who, action=action, subject=one_line(subject, 200), detail=clean(detail, 4000)
    )
    db.session.add(entry)
