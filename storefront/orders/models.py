"""Orders, their items, and everything that is known of each at 4Over."""

import enum
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from storefront.accounts.address import PostalAddress
from storefront.artwork.models import ArtworkSlot
from storefront.catalog.models import Product
from storefront.clock import now
from storefront.extensions import Model, choice
from storefront.money import Money
from storefront.partner.models import Environment, PartnerAccount


class ItemStatus(enum.StrEnum):
    WAITING = "waiting"  # for payment, artwork or approval
    READY = "ready"  # to be pushed; waiting for a worker
    PUSHING = "pushing"  # a worker is sending it to 4Over
    HELD = "held"  # waiting for a person; item.hold says why
    IN_PRODUCTION = "in production"  # 4Over has it, as item.print_jobs
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLING = "cancelling"  # 4Over said yes; not seen on its side yet
    CANCELLED = "cancelled"


# Of what 4Over prints. The shop's own products never meet READY and PUSHING, see OWN_MOVES.
MOVES: dict[ItemStatus, set[ItemStatus]] = {
    ItemStatus.WAITING: {ItemStatus.READY, ItemStatus.CANCELLED},
    ItemStatus.READY: {ItemStatus.WAITING, ItemStatus.PUSHING, ItemStatus.HELD,
                       ItemStatus.CANCELLED},
    ItemStatus.PUSHING: {ItemStatus.READY, ItemStatus.HELD, ItemStatus.IN_PRODUCTION},
    ItemStatus.HELD: {ItemStatus.READY, ItemStatus.IN_PRODUCTION, ItemStatus.CANCELLING,
                      ItemStatus.CANCELLED},
    ItemStatus.IN_PRODUCTION: {ItemStatus.SHIPPED, ItemStatus.DELIVERED, ItemStatus.HELD,
                               ItemStatus.CANCELLING, ItemStatus.CANCELLED},
    ItemStatus.SHIPPED: {ItemStatus.DELIVERED, ItemStatus.IN_PRODUCTION},
    ItemStatus.DELIVERED: {ItemStatus.IN_PRODUCTION},  # a reprint
    ItemStatus.CANCELLING: {ItemStatus.CANCELLED, ItemStatus.IN_PRODUCTION, ItemStatus.SHIPPED},
    ItemStatus.CANCELLED: set(),
}  # fmt: skip

OWN_MOVES: dict[ItemStatus, set[ItemStatus]] = {
    ItemStatus.WAITING: {ItemStatus.IN_PRODUCTION, ItemStatus.CANCELLED},
    ItemStatus.IN_PRODUCTION: {ItemStatus.SHIPPED, ItemStatus.CANCELLED},
    ItemStatus.SHIPPED: {ItemStatus.DELIVERED},
}


class Hold(enum.StrEnum):
    """Why an item waits for a person."""

    REFUSED = "refused"  # 4Over said no
    UNKNOWN = "unknown"  # 4Over may have it
    UNMAPPED = "unmapped"  # 4Over has it, but not as one job for each set
    PARTLY = "partly"  # 4Over took some sets only
    DEARER = "dearer"  # the cost rose beyond the tolerance
    CARD = "card"  # no usable card
    CREDENTIALS = "credentials"  # 4Over does not accept our keys
    ARTWORK = "artwork"  # a file is missing, or not the one that was ordered
    ENVIRONMENT = "environment"  # ordered in the other environment
    MIXED = "mixed"  # its order has items that are not 4Over's
    UNREACHABLE = "unreachable"  # tried for a day


class ForbiddenMove(Exception):
    """The table of moves does not allow it: somebody else changed the item, or nobody may."""


class Order(Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    cart_id: Mapped[int] = mapped_column(ForeignKey("cart.id"), unique=True)  # a cart orders once
    user_id: Mapped[int | None] = mapped_column(ForeignKey("shop_user.id"), index=True)
    email: Mapped[str] = mapped_column(String(255), index=True)
    environment: Mapped[Environment] = mapped_column(choice(Environment))
    # frozen: who is pushed, polled and cancelled as, and what is charged
    account_id: Mapped[int | None] = mapped_column(ForeignKey("partner_account.id"))
    ship_to: Mapped[dict[str, Any]]
    address_bypass: Mapped[str] = mapped_column(String(200), default="")  # why, if it was bypassed
    goods: Mapped[Decimal] = mapped_column(Money)
    shipping: Mapped[Decimal] = mapped_column(Money)
    tax: Mapped[Decimal] = mapped_column(Money)
    tax_name: Mapped[str] = mapped_column(String(120), default="")
    total: Mapped[Decimal] = mapped_column(Money)
    payment_method: Mapped[str] = mapped_column(String(40))
    cleared_at: Mapped[datetime | None]  # paid, or agreed to be paid later
    placed_at: Mapped[datetime] = mapped_column(default=now, index=True)

    account: Mapped[PartnerAccount | None] = relationship()
    items: Mapped[list["OrderItem"]] = relationship(
        back_populates="order", order_by="OrderItem.position"
    )

    @property
    def address(self) -> PostalAddress:
        return PostalAddress.from_json(self.ship_to)

    @property
    def status(self) -> str:
        """Derived from the items, never stored: how far the last of them is."""
        found = {item.status for item in self.items if item.status != ItemStatus.CANCELLED}
        if not found:
            return ItemStatus.CANCELLED
        if ItemStatus.HELD in found:
            return ItemStatus.HELD
        return next(status for status in ItemStatus if status in found)


class OrderItem(Model):
    """One line of an order, and one order at 4Over. Its price and choices are frozen."""

    __table_args__ = (
        Index("uq_order_item_position", "order_id", "position", unique=True),
        Index("ix_order_item_status", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    position: Mapped[int]
    # what is printed; empty for an own product
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    product_uuid: Mapped[str] = mapped_column(String(40), default="")
    product_code: Mapped[str] = mapped_column(String(120), default="")
    title: Mapped[str] = mapped_column(String(300))
    choices: Mapped[list[Any]] = mapped_column(default=list)  # [[question, answer], …]
    runsize_uuid: Mapped[str] = mapped_column(String(40), default="")
    colorspec_uuid: Mapped[str] = mapped_column(String(40), default="")
    turnaround_uuid: Mapped[str] = mapped_column(String(40), default="")
    option_uuids: Mapped[list[Any]] = mapped_column(default=list)
    runsize: Mapped[int] = mapped_column(default=0)
    sets: Mapped[int] = mapped_column(default=1)
    quantity: Mapped[int] = mapped_column(default=1)  # of an own product
    # money
    cost: Mapped[Decimal | None]  # 4Over's quote when it was ordered, exact
    price: Mapped[Decimal] = mapped_column(Money)
    rule: Mapped[str] = mapped_column(String(200), default="")
    shipping_cost: Mapped[Decimal | None]
    shipping: Mapped[Decimal] = mapped_column(Money, default=Decimal("0.00"))
    service_code: Mapped[str] = mapped_column(String(40), default="")
    service_name: Mapped[str] = mapped_column(String(120), default="")
    in_hand: Mapped[str] = mapped_column(String(40), default="")  # the day, as promised
    # its life
    status: Mapped[ItemStatus] = mapped_column(choice(ItemStatus), default=ItemStatus.WAITING)
    hold: Mapped[Hold | None] = mapped_column(choice(Hold))
    note: Mapped[str] = mapped_column(Text, default="")
    moved_at: Mapped[datetime] = mapped_column(default=now)
    accepted_cost: Mapped[Decimal | None]  # a dearer cost that somebody agreed to
    needs_approval: Mapped[bool] = mapped_column(default=False)
    approved_by: Mapped[str] = mapped_column(String(255), default="")
    push_after: Mapped[datetime | None]  # not before then: 4Over asked for patience
    ready_since: Mapped[datetime | None]
    # the worker that has it, and until when it may be believed
    push_owner: Mapped[str] = mapped_column(String(80), default="")
    push_until: Mapped[datetime | None]
    tracked_at: Mapped[datetime | None]
    track_after: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()  # so that no two can change an item at once
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - as SQLAlchemy has it

    order: Mapped[Order] = relationship(back_populates="items")
    product: Mapped[Product | None] = relationship()
    slots: Mapped[list[ArtworkSlot]] = relationship(
        order_by=(ArtworkSlot.set_number, ArtworkSlot.position)
    )
    print_jobs: Mapped[list["PrintJob"]] = relationship(
        back_populates="item", order_by="PrintJob.set_number"
    )
    attempts: Mapped[list["PushAttempt"]] = relationship(
        back_populates="item", order_by="PushAttempt.id"
    )
    events: Mapped[list["ItemEvent"]] = relationship(order_by="ItemEvent.id")
    cancellations: Mapped[list["Cancellation"]] = relationship(
        back_populates="item", order_by="Cancellation.id"
    )

    @property
    def reference(self) -> str:
        """Our name for this item at 4Over, such as 1042-2."""
        return f"{self.order.number}-{self.position}"

    @property
    def is_partners(self) -> bool:
        return bool(self.product_uuid)

    @property
    def moves(self) -> set[ItemStatus]:
        """Where it may go from here."""
        return (MOVES if self.is_partners else OWN_MOVES).get(self.status, set())

    @property
    def cancellation(self) -> "Cancellation | None":
        """The one under way, or the last."""
        return self.cancellations[-1] if self.cancellations else None

    @property
    def unresolved(self) -> "PushAttempt | None":
        """The attempt of which nobody knows whether 4Over took it."""
        found = (a for a in self.attempts if a.phase == Phase.UNKNOWN and a.ended_at is None)
        return next(found, None)

    def move_to(
        self, status: ItemStatus, note: str = "", *, who: str = "shop", hold: Hold | None = None
    ) -> None:
        """Move along the table, and keep a record of it. Raises ForbiddenMove."""
        if status not in self.moves:
            raise ForbiddenMove(f"{self.reference} cannot go from {self.status} to {status}")
        self.events.append(ItemEvent(was=self.status, became=status, who=who, note=note, hold=hold))
        self.status, self.note, self.hold, self.moved_at = status, note, hold, now()
        if status == ItemStatus.READY:
            self.ready_since = self.ready_since or now()


class ItemEvent(Model):
    """Who moved an item, when, and why."""

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("order_item.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    was: Mapped[ItemStatus | None] = mapped_column(choice(ItemStatus))
    became: Mapped[ItemStatus] = mapped_column(choice(ItemStatus))
    hold: Mapped[Hold | None] = mapped_column(choice(Hold))
    who: Mapped[str] = mapped_column(String(255))
    note: Mapped[str] = mapped_column(Text, default="")


class Phase(enum.StrEnum):
    """How far a push attempt came, and what is known of its end."""

    PREPARING = "preparing"  # nothing was sent
    SENDING = "sending"  # the point of no return is behind
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REFUSED = "refused"
    NOT_SENT = "not sent"  # proven: no byte left
    UNKNOWN = "unknown"


class PushAttempt(Model):
    """One try to place an item at 4Over. Committed before anything goes on the wire."""

    __table_args__ = (Index("uq_push_attempt_number", "item_id", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("order_item.id"))
    number: Mapped[int]
    owner: Mapped[str] = mapped_column(String(80))
    phase: Mapped[Phase] = mapped_column(choice(Phase), default=Phase.PREPARING)
    claimed_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    card: Mapped[str] = mapped_column(String(80), default="")  # as on the statement
    amount: Mapped[Decimal | None]  # the cost that was expected to be charged
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what was sent, less the token
    payload_hash: Mapped[str] = mapped_column(String(64), default="")
    http_status: Mapped[int | None]
    answer: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))  # as it came
    charged: Mapped[Decimal | None]  # what 4Over says it took
    note: Mapped[str] = mapped_column(Text, default="")

    item: Mapped[OrderItem] = relationship(back_populates="attempts")


class PrintJob(Model):
    """What 4Over made of an item: one job for each set."""

    job_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("order_item.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("push_attempt.id"))
    set_number: Mapped[int] = mapped_column(default=1)
    files_attached_at: Mapped[datetime | None]
    files_tried_at: Mapped[datetime | None]
    files_note: Mapped[str] = mapped_column(Text, default="")  # why they are not attached yet
    status: Mapped[str] = mapped_column(String(200), default="")  # 4Over's latest text
    tracking: Mapped[str] = mapped_column(String(400), default="")  # numbers separated by spaces
    let_go: Mapped[bool] = mapped_column(default=False)  # 4Over agreed to cancel it
    polled_at: Mapped[datetime | None]

    item: Mapped[OrderItem] = relationship(back_populates="print_jobs")
    history: Mapped[list["JobStatus"]] = relationship(order_by="JobStatus.id")

    @property
    def tracking_numbers(self) -> list[str]:
        return self.tracking.split()


class JobStatus(Model):
    """One line of a print job's history at 4Over, stored once however often it is seen."""

    __table_args__ = (Index("uq_job_status_line", "job_id", "status", "date_set", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("print_job.job_id"))
    status: Mapped[str] = mapped_column(String(200))
    date_set: Mapped[str] = mapped_column(String(40))  # as 4Over writes it: without a zone
    seen_at: Mapped[datetime] = mapped_column(default=now)


class CancellationState(enum.StrEnum):
    ASKED = "asked"  # in the shop; 4Over not yet
    ASKING = "asking"
    AGREED = "agreed"  # 4Over said yes; not seen yet
    SEEN = "seen"  # the job reads Canceled, or 4Over never had it
    REFUSED = "refused"
    UNCONFIRMED = "unconfirmed"  # a person must ask 4Over's support


class Cancellation(Model):
    """Staff want an item back: who, when, why, and what 4Over made of it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("order_item.id"), index=True)
    asked_by: Mapped[str] = mapped_column(String(255))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[CancellationState] = mapped_column(
        choice(CancellationState), default=CancellationState.ASKED
    )
    tries: Mapped[int] = mapped_column(default=0)
    ask_after: Mapped[datetime | None]  # also the lease of whoever is asking
    answer: Mapped[str] = mapped_column(Text, default="")  # 4Over's sentence
    settled_at: Mapped[datetime | None]

    item: Mapped[OrderItem] = relationship(back_populates="cancellations")

    @property
    def open(self) -> bool:
        return self.state not in (CancellationState.SEEN, CancellationState.REFUSED)


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
