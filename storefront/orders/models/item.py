"""One line of an order: what is printed, what it costs, and its life."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from storefront.artwork.models import ArtworkSlot
from storefront.artwork.sets import HasSets
from storefront.catalog.models import Product
from storefront.clock import now
from storefront.database import Identifier, Model, word_of
from storefront.fourover.payloads import Choice
from storefront.money import NOTHING, Money, part_of, round_to_cent
from storefront.orders.models.event import ItemEvent
from storefront.orders.models.statuses import MOVES, OWN_MOVES, ForbiddenMove, Hold, ItemStatus
from storefront.quotes.choice import choice_columns

if TYPE_CHECKING:
    from storefront.orders.models.asking import PriceQuestion
    from storefront.orders.models.cancelling import Cancellation
    from storefront.orders.models.order import Order
    from storefront.orders.models.pushing import PrintJob, PushAttempt
    from storefront.orders.models.stages import ItemStage


class OrderItem(HasSets, Model):
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
    product_uuid: Mapped[str] = mapped_column(Identifier, default="")
    product_code: Mapped[str] = mapped_column(String(120), default="")
    title: Mapped[str] = mapped_column(String(300))
    choices: Mapped[list[Any]] = mapped_column(default=list)  # [[question, answer], …]
    choice: Mapped[Choice] = composite("product_uuid", *choice_columns(default=""), "sets")
    runsize: Mapped[int] = mapped_column(default=0)
    sets: Mapped[int] = mapped_column(default=1)
    quantity: Mapped[int] = mapped_column(default=1)  # of an own product
    # money
    cost: Mapped[Decimal | None]  # 4Over's quote when it was ordered, exact
    price: Mapped[Decimal] = mapped_column(Money)
    rule: Mapped[str] = mapped_column(String(200), default="")
    shipping_cost: Mapped[Decimal | None]
    partner_tax: Mapped[Decimal | None]  # 4Over's own on the goods, as quoted with the shipping
    shipping: Mapped[Decimal] = mapped_column(Money, default=Decimal("0.00"))
    tax: Mapped[Decimal] = mapped_column(Money, default=Decimal("0.00"))  # its part of the order's
    shipping_tax: Mapped[Decimal] = mapped_column(Money, default=Decimal("0.00"))  # of that, on it
    service_code: Mapped[str] = mapped_column(Identifier, default="")
    service_name: Mapped[str] = mapped_column(String(120), default="")
    in_hand: Mapped[str] = mapped_column(String(40), default="")  # the day, as promised
    # its life
    status: Mapped[ItemStatus] = mapped_column(word_of(ItemStatus), default=ItemStatus.WAITING)
    hold: Mapped[Hold | None] = mapped_column(word_of(Hold))
    note: Mapped[str] = mapped_column(Text, default="")
    moved_at: Mapped[datetime] = mapped_column(default=now)
    asked_cost: Mapped[Decimal | None]  # 4Over's dearer one, just before it was held for that
    accepted_cost: Mapped[Decimal | None]  # a dearer cost that somebody agreed to
    # what the customer agreed to pay more for it since, and the tax on that: its price stays
    extra: Mapped[Decimal] = mapped_column(Money, default=Decimal("0.00"))
    extra_tax: Mapped[Decimal] = mapped_column(Money, default=Decimal("0.00"))
    extra_due: Mapped[bool] = mapped_column(
        default=False
    )  # it waits until that is paid, or may be owed
    # for sets that were canceled alone: what is off its price, off the tax on it, and what 4Over
    # took for them
    less: Mapped[Decimal] = mapped_column(Money, default=Decimal("0.00"))
    less_tax: Mapped[Decimal] = mapped_column(Money, default=Decimal("0.00"))
    less_charge: Mapped[Decimal] = mapped_column(Money, default=Decimal("0.00"))
    loss_agreed: Mapped[bool] = mapped_column(default=False)  # the goods, even under cost
    shipping_loss_agreed: Mapped[bool] = mapped_column(default=False)  # and their shipping
    push_after: Mapped[datetime | None]  # not before then: 4Over asked for patience
    ready_since: Mapped[datetime | None]
    # the worker that has it, and until when it may be believed
    push_owner: Mapped[str] = mapped_column(String(80), default="")
    push_until: Mapped[datetime | None]
    tracked_at: Mapped[datetime | None]
    track_after: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()  # so that no two can change an item at once
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - as SQLAlchemy has it

    order: Mapped["Order"] = relationship(back_populates="items")
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
    stages: Mapped[list["ItemStage"]] = relationship(order_by="ItemStage.position")
    events: Mapped[list["ItemEvent"]] = relationship(order_by="ItemEvent.id")
    questions: Mapped[list["PriceQuestion"]] = relationship(
        back_populates="item", order_by="PriceQuestion.id"
    )
    cancellations: Mapped[list["Cancellation"]] = relationship(
        back_populates="item",
        order_by="Cancellation.id",
        primaryjoin="(Cancellation.item_id == OrderItem.id) & (Cancellation.set_number == 0)",
    )
    set_cancellations: Mapped[list["Cancellation"]] = relationship(
        order_by="Cancellation.id",
        primaryjoin="(Cancellation.item_id == OrderItem.id) & (Cancellation.set_number != 0)",
        overlaps="cancellations,item",
    )

    @property
    def reference(self) -> str:
        """Our name for this item at 4Over, such as 1042-2."""
        return f"{self.order.number}-{self.position}"

    @property
    def total(self) -> Decimal:
        """What the customer pays for it, to the cent: its part of the order's total, and what was
        agreed to since."""
        return self.price + self.shipping + self.tax + self.extra + self.extra_tax

    @property
    def cancelled(self) -> Decimal:
        """Of that, what is canceled: all of it, or the sets that were canceled alone."""
        return self.total if self.status == ItemStatus.CANCELLED else self.less + self.less_tax

    def part_of_set(self, number: int) -> tuple[Decimal, Decimal]:
        """Of its price and what was agreed to since, and of the tax on that, the part of a set that
        is not canceled: an equal one of the price, and of the rest an equal one of those that are
        left. All add up to the whole, to the cent. Shipping is of them all: no part of any."""
        goods, tax = self.price, self.tax - self.shipping_tax
        return (
            part_of(goods, number, self.sets) + self._more_for_each(goods, self.extra, self.less),
            part_of(tax, number, self.sets)
            + self._more_for_each(tax, self.extra_tax, self.less_tax),
        )

    def _more_for_each(self, ordered: Decimal, agreed: Decimal, less: Decimal) -> Decimal:
        """Of what was agreed to after the order, what no canceled set took off yet."""
        gone = sum((part_of(ordered, number, self.sets) for number in self.sets_gone), NOTHING)
        return part_of(agreed - (less - gone), 1, self.sets_left)

    @property
    def sets_gone(self) -> set[int]:
        """The sets that are canceled while others are not."""
        if self.sets == 1:
            return set()
        return {one.set_number for one in self.set_cancellations if one.seen}

    @property
    def sets_left(self) -> int:
        return self.sets - len(self.sets_gone)

    @property
    def sets_sent(self) -> list[int]:
        """The numbers of the sets that 4Over gets, or has got: not of those that were taken out
        before it had any."""
        gone = {number for number in self.sets_gone if not self.jobs_of(number)}
        return [number for number in range(1, self.sets + 1) if number not in gone]

    def jobs_of(self, number: int) -> list["PrintJob"]:
        """The print job of a set; none where 4Over does not have it."""
        return [job for job in self.print_jobs if job.set_number == number]

    @property
    def jobs_left(self) -> list["PrintJob"]:
        """Those of the sets that were not canceled alone."""
        return [job for job in self.print_jobs if job.set_number not in self.sets_gone]

    @property
    def expected_cost(self) -> Decimal | None:
        """What 4Over is to take for the goods of the sets that it gets: what somebody agreed to,
        else what was ordered."""
        return self.cost_sent if self.accepted_cost is None else self.accepted_cost

    @property
    def cost_sent(self) -> Decimal | None:
        """Of the cost when it was ordered, that of the sets that 4Over gets."""
        sent = len(self.sets_sent)
        return self.cost if self.cost is None or sent == self.sets else self.cost * sent / self.sets

    def margin_at(self, cost: Decimal) -> Decimal:
        """What is left of its price if the goods cost that much; below zero it is a loss."""
        return self.price + self.extra - self.less - round_to_cent(cost)

    @hybrid_property
    def is_partners(self) -> bool:
        return bool(self.product_uuid)

    @is_partners.inplace.expression
    @classmethod
    def _is_partners(cls) -> ColumnElement[bool]:
        return cls.product_uuid != ""

    @property
    def moves(self) -> set[ItemStatus]:
        """Where it may go from here."""
        return (MOVES if self.is_partners else OWN_MOVES).get(self.status, set())

    @property
    def stopped_jobs(self) -> list["PrintJob"]:
        """Those that stand still at 4Over until a person acts, while it is not over."""
        if self.status not in (ItemStatus.IN_PRODUCTION, ItemStatus.HELD):
            return []
        return [job for job in self.print_jobs if job.stopped_at]

    @property
    def cancellation(self) -> "Cancellation | None":
        """The one under way, or the last."""
        return self.cancellations[-1] if self.cancellations else None

    @property
    def question(self) -> "PriceQuestion | None":
        """The last that the customer was asked about its price."""
        return self.questions[-1] if self.questions else None

    @property
    def unresolved(self) -> "PushAttempt | None":
        """The attempt of which nobody knows whether 4Over took it."""
        doubtful = (attempt for attempt in self.attempts if attempt.in_doubt)
        return next(doubtful, None)

    def hold_for(self, hold: Hold, note: str, *, who: str = "shop") -> None:
        """Hold it for a person; or, if it is held already, say what for now."""
        if self.status != ItemStatus.HELD:
            self.move_to(ItemStatus.HELD, note, who=who, hold=hold)
            return
        held = ItemStatus.HELD
        self.events.append(ItemEvent(was=held, became=held, who=who, note=note, hold=hold))
        self.hold, self.note = hold, note

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
