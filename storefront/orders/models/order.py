"""An order, as it was agreed with the customer."""

import secrets
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.address import PostalAddress
from storefront.clock import now
from storefront.database import Model, word_of
from storefront.money import NOTHING, Money
from storefront.orders.models.item import OrderItem
from storefront.orders.models.statuses import ORDER_IS, TO_BE_SENT, Cleared, ItemStatus
from storefront.partner.charged_to import ChargedTo
from storefront.partner.models import Environment, PartnerAccount, PartnerCard
from storefront.times import local

ON_ACCOUNT = "on_account"  # the way to pay that means: printed first, invoiced after


class Order(Model):
    __table_args__ = (
        # a card is never sent with the keys of another account
        ForeignKeyConstraint(
            ["account_id", "card_id"], ["partner_card.account_id", "partner_card.id"]
        ),
    )

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
    card_id: Mapped[int | None]
    charge_because: Mapped[str] = mapped_column(String(200), default="")  # that, and no other
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

    account: Mapped[PartnerAccount | None] = relationship(foreign_keys=account_id)
    card: Mapped[PartnerCard | None] = relationship(
        primaryjoin="Order.card_id == PartnerCard.id", foreign_keys="Order.card_id"
    )
    items: Mapped[list[OrderItem]] = relationship(
        back_populates="order", order_by="OrderItem.position"
    )

    @property
    def charge(self) -> ChargedTo | None:
        """What it is charged to at 4Over, and why. None for the shop's own products."""
        return ChargedTo(self.account, self.card, self.charge_because) if self.account else None

    def charge_to(self, charge: ChargedTo) -> None:
        """Freeze it."""
        self.account, self.card = charge.account, charge.card
        self.charge_because = charge.because

    @property
    def address(self) -> PostalAddress:
        return PostalAddress.from_json(self.ship_to)

    @property
    def waits_for_approval(self) -> bool:
        """It is on account, and nobody has said yet that it may be printed before it is paid."""
        return self.payment_method == ON_ACCOUNT and self.cleared_at is None

    @property
    def waiting_for_extra(self) -> list[OrderItem]:
        """The items that are not printed before what the customer agreed to pay more is paid."""
        return [item for item in self.items if item.extra_due and item.status in TO_BE_SENT]

    @property
    def due_on(self) -> date | None:
        """The day to pay it by, of the shop's calendar: with its terms from when it was cleared.
        None before that."""
        return self.due_after(self.cleared_at) if self.cleared_at else None

    def due_after(self, moment: datetime) -> date:
        """The same of what was owed since then."""
        return local(moment + timedelta(days=self.terms_days or 0)).date()

    @property
    def cancelled(self) -> Decimal:
        """What the cancelled items were to cost, their shipping and tax included, and what is off
        the others for sets that were canceled alone."""
        return sum((item.cancelled for item in self.items), NOTHING)

    @property
    def remaining(self) -> Decimal:
        """What the rest of it costs. `total` stays as it was placed."""
        return self.total + self.extra - self.cancelled

    @property
    def extra(self) -> Decimal:
        """What the customer agreed to pay more since it was placed, with its tax."""
        return sum((item.extra + item.extra_tax for item in self.items), NOTHING)

    @property
    def status(self) -> ItemStatus:
        """Derived from the items by the table `ORDER_IS`, never stored."""
        statuses = {item.status for item in self.items}
        return next((status for status in ORDER_IS if status in statuses), ItemStatus.CANCELLED)
