"""An order and its items, as they were agreed with the customer, and each item's life."""

import secrets
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from storefront.accounts.address import PostalAddress
from storefront.artwork.models import ArtworkSlot
from storefront.catalog.models import Product
from storefront.clock import now
from storefront.database import Identifier, Model, word_of
from storefront.fourover.payloads import Choice
from storefront.money import NOTHING, Money, round_to_cent
from storefront.orders.models.event import ItemEvent
from storefront.orders.models.statuses import (
    MOVES,
    ORDER_IS,
    OWN_MOVES,
    Cleared,
    ForbiddenMove,
    Hold,
    ItemStatus,
)
from storefront.partner.models import Environment, PartnerAccount
from storefront.quotes.choice import choice_columns
from storefront.times import local

if TYPE_CHECKING:
    from storefront.orders.models.cancelling import Cancellation
    from storefront.orders.models.pushing import PrintJob, PushAttempt
    from storefront.orders.models.stages import ItemStage


ON_ACCOUNT = "on_account"  # the way to pay that means: printed first, invoiced after


class Order(Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    # which opens it to a guest: unlike its number it is never given again
    secret: Mapped[str] = mapped_column(
        String(32), unique=True, default=lambda: secrets.token_hex(16)
    )
    cart_id: Mapped[int] = mapped_column(ForeignKey("cart.id"), unique=True)  # a cart orders once
    user_id: Mapped[int | None] = mapped_column(ForeignKey("shop_user.id"), index=True)
    email: Mapped[str] = mapped_column(String(255), index=True)
    environment: Mapped[Environment] = mapped_column(word_of(Environment))
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
    purchase_order: Mapped[str] = mapped_column(String(40), default="")  # the customer's number
    cleared_at: Mapped[datetime | None]  # since then it may be printed
    cleared_how: Mapped[Cleared | None] = mapped_column(word_of(Cleared))
    cleared_by: Mapped[str] = mapped_column(String(255), default="")  # who said so, or "the shop"
    cleared_reason: Mapped[str] = mapped_column(Text, default="")
    terms_days: Mapped[int | None]  # to pay on account within so many days
    placed_at: Mapped[datetime] = mapped_column(default=now, index=True)

    account: Mapped[PartnerAccount | None] = relationship()
    items: Mapped[list["OrderItem"]] = relationship(
        back_populates="order", order_by="OrderItem.position"
    )

    @property
    def address(self) -> PostalAddress:
        return PostalAddress.from_json(self.ship_to)

    @property
    def waits_for_approval(self) -> bool:
        """It is on account, and nobody has said yet that it may be printed before it is paid."""
        return self.payment_method == ON_ACCOUNT and self.cleared_at is None

    @property
    def due_on(self) -> date | None:
        """The day to pay it by, of the shop's calendar: with its terms from when it was cleared.
        None before that."""
        terms = timedelta(days=self.terms_days or 0)
        return local(self.cleared_at + terms).date() if self.cleared_at else None

    @property
    def cancelled(self) -> Decimal:
        """What the cancelled items were to cost, their shipping and tax included."""
        gone = (item for item in self.items if item.status == ItemStatus.CANCELLED)
        return sum((item.total for item in gone), NOTHING)

    @property
    def remaining(self) -> Decimal:
        """What the rest of it costs. `total` stays as it was placed."""
        return self.total - self.cancelled

    @property
    def status(self) -> ItemStatus:
        """Derived from the items by the table `ORDER_IS`, never stored."""
        statuses = {item.status for item in self.items}
        return next((status for status in ORDER_IS if status in statuses), ItemStatus.CANCELLED)


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
    product_uuid: Mapped[str] = mapped_column(Identifier, default="")
    product_code: Mapped[str] = mapped_column(String(120), default="")
    title: Mapped[str] = mapped_column(String(300))
    choices: Mapped[list[Any]] = mapped_column(default=list)  # [[question, answer], …]
    choice: Mapped[Choice] = composite("product_uuid", *choice_columns(default=""))
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
    stages: Mapped[list["ItemStage"]] = relationship(order_by="ItemStage.position")
    events: Mapped[list["ItemEvent"]] = relationship(order_by="ItemEvent.id")
    cancellations: Mapped[list["Cancellation"]] = relationship(
        back_populates="item", order_by="Cancellation.id"
    )

    @property
    def reference(self) -> str:
        """Our name for this item at 4Over, such as 1042-2."""
        return f"{self.order.number}-{self.position}"

    @property
    def total(self) -> Decimal:
        """Its part of the order's total, to the cent."""
        return self.price + self.shipping + self.tax

    @property
    def expected_cost(self) -> Decimal | None:
        """What 4Over is to take for the goods: what somebody agreed to, else what was ordered."""
        return self.cost if self.accepted_cost is None else self.accepted_cost

    def margin_at(self, cost: Decimal) -> Decimal:
        """What is left of its price if the goods cost that much; below zero it is a loss."""
        return self.price - round_to_cent(cost)

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
