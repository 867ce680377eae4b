"""Mails that customers are owed, and the shop itself."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.clock import now
from storefront.database import Model, word_of
from storefront.orders.models.order import Order

MOST_TRIES = 20  # then it is given up, and staff are told


class NoticeKind(enum.StrEnum):
    PLACED = "placed"
    APPROVAL = "approval"  # the customer is asked for it
    FILES = "files"  # the customer is to send them, having ordered without
    NEW_FILES = "new_files"  # the customer is to send others: 4Over stopped the job
    FILES_REFUSED = "files_refused"  # these came too late, or 4Over did not take them
    PRICE = "price"  # the customer is asked to pay more
    SHIPPED = "shipped"
    DELIVERED = "delivered"  # of what had no tracking number to follow
    CANCELLED = "cancelled"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    REMINDER = "reminder"  # of what is not paid
    # to the shop itself
    STOPPED = "stopped"  # 4Over stopped a print job
    UNHEARD_OF = "unheard_of"  # 4Over shows a status that nobody knows
    FILES_STUCK = "files_stuck"  # new files that 4Over did not take, or may have taken
    LOOK = "look"  # what a bank says of a payment does not fit
    NO_CARD = "no_card"  # an account has none that orders could be charged to
    DAILY_LIMIT = "daily_limit"  # the daily limit of what is sent to 4Over is near, or reached


FOR_THE_SHOP = (
    NoticeKind.STOPPED,
    NoticeKind.UNHEARD_OF,
    NoticeKind.FILES_STUCK,
    NoticeKind.LOOK,
    NoticeKind.NO_CARD,
    NoticeKind.DAILY_LIMIT,
)


class Notice(Model):
    """News that somebody is owed. Once for each subject; what is due at once is one mail."""

    __table_args__ = (
        Index("uq_notice_subject", "order_id", "kind", "position", "which", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    kind: Mapped[NoticeKind] = mapped_column(word_of(NoticeKind))
    position: Mapped[int] = mapped_column(default=0)  # of the item; 0: the whole order
    which: Mapped[str] = mapped_column(String(40), default="")  # one, if there are several
    made_at: Mapped[datetime] = mapped_column(default=now)
    not_before: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    kept_here: Mapped[bool] = mapped_column(default=False)  # there was no mail server to send it
    asked_at: Mapped[datetime | None]  # when somebody last wanted it again
    tries: Mapped[int] = mapped_column(default=0)  # that failed since it was sent last
    trouble: Mapped[str] = mapped_column(String(200), default="")  # why it is not sent yet

    order: Mapped[Order] = relationship()

    @property
    def for_the_shop(self) -> bool:
        return self.kind in FOR_THE_SHOP

    @property
    def given_up(self) -> bool:
        return self.sent_at is None and self.tries >= MOST_TRIES
