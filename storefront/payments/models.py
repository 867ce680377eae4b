"""What customers paid, and what is owed back after a cancellation."""

import enum
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.clock import now
from storefront.database import Model, word_of
from storefront.money import Money
from storefront.orders.models import Order, OrderItem


class PaymentStatus(enum.StrEnum):
    BEGUN = "begun"  # at a provider; nothing has come yet
    PAID = "paid"  # the money moved
    FAILED = "failed"  # declined, or not paid in time


class Payment(Model):
    """Money that moved between a customer and the shop, or a try at it. A row that says PAID is
    never edited: what came is above zero; what went back, or a row that takes back a wrong one, is
    below. What an order has been paid is the sum of them."""

    __table_args__ = (
        Index(
            "uq_payment_begun",
            "order_id",
            unique=True,
            sqlite_where=text("status = 'begun'"),
            postgresql_where=text("status = 'begun'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    method: Mapped[str] = mapped_column(String(40))
    # ours: a provider is asked with it, a form is taken once with it
    key: Mapped[str | None] = mapped_column(String(64), unique=True)
    session: Mapped[str | None] = mapped_column(String(200), unique=True)  # what was begun there
    reference: Mapped[str | None] = mapped_column(String(200), unique=True)  # the money itself
    amount: Mapped[Decimal] = mapped_column(Money)
    status: Mapped[PaymentStatus] = mapped_column(word_of(PaymentStatus))
    made_at: Mapped[datetime] = mapped_column(default=now)
    asked_at: Mapped[datetime | None]  # when the provider was last asked what became of it
    heard_at: Mapped[datetime | None]  # ... and when it last answered
    awaited: Mapped[bool] = mapped_column(default=False)  # it was paid there; will the money come?
    paid_at: Mapped[datetime | None]
    recorded_by: Mapped[str] = mapped_column(String(255), default="")
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), unique=True)
    note: Mapped[str] = mapped_column(Text, default="")
    trouble: Mapped[str] = mapped_column(Text, default="")  # what a person must look at

    order: Mapped[Order] = relationship()


class Repayment(Model):
    """A provider is asked to give money back. Committed before anybody is asked, so that a second
    try after a crash is the same refund."""

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), index=True)
    # the line of the ledger that it settles, once; none for what was paid too much
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refund.id"), unique=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    amount: Mapped[Decimal] = mapped_column(Money)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    asked_by: Mapped[str] = mapped_column(String(255))
    reference: Mapped[str | None] = mapped_column(String(200), unique=True)  # once it is given back

    payment: Mapped[Payment] = relationship()
    refund: Mapped["Refund | None"] = relationship()


class RefundSide(enum.StrEnum):
    FOUROVER = "4over"  # credit that 4Over owes the shop
    CUSTOMER = "customer"  # money that the shop owes the customer


class RefundStatus(enum.StrEnum):
    OPEN = "open"
    SETTLED = "settled"
    WAIVED = "waived"  # nothing is owed after all, and somebody said why
    CORRECTION = "correction"  # takes back a line that was closed by mistake


class Refund(Model):
    """One line of what is owed back: by 4Over to the shop, or by the shop to a customer.

    A closed line is never edited. What is left of a line of which a part was given back is open in
    a line of its own; a correcting line of the opposite sums takes a closed one back, and what it
    spoke of is open again. So the sums of a side's lines are what it came to, and what was given.
    """

    __table_args__ = (Index("uq_refund_line", "item_id", "side", "turn", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("order_item.id"))
    side: Mapped[RefundSide] = mapped_column(word_of(RefundSide))
    turn: Mapped[int] = mapped_column(default=0)  # of the item's lines on this side
    goodwill: Mapped[str] = mapped_column(Text, default="")  # why, if nothing was canceled
    expected: Mapped[Decimal] = mapped_column(Money)
    status: Mapped[RefundStatus] = mapped_column(word_of(RefundStatus), default=RefundStatus.OPEN)
    opened_at: Mapped[datetime] = mapped_column(default=now)
    disputed_at: Mapped[datetime | None]  # the other side does not agree, since then
    dispute: Mapped[str] = mapped_column(Text, default="")  # who says what, a line for each
    # what was really given back; less than zero in a correction
    amount: Mapped[Decimal | None] = mapped_column(Money)
    method: Mapped[str] = mapped_column(String(120), default="")
    reference: Mapped[str | None] = mapped_column(String(200), unique=True)  # the provider's
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(String(255), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    reconciled_at: Mapped[datetime | None]  # somebody saw it on the card's statement
    reconciled_by: Mapped[str] = mapped_column(String(255), default="")
    # the line that a correction takes back: once
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("refund.id"), unique=True)

    item: Mapped[OrderItem] = relationship()

    @property
    def open(self) -> bool:
        """Nobody has closed it. Whoever closes it says why."""
        return self.status == RefundStatus.OPEN

    @property
    def disputed(self) -> bool:
        """It is open, and the other side does not agree."""
        return self.open and self.disputed_at is not None
