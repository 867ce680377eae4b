"""A cart: quotes that a customer means to order, of one source and one environment."""

import enum
import secrets
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.artwork.models import ArtworkSlot
from storefront.artwork.required import SaidBy
from storefront.artwork.sets import HasSets
from storefront.catalog.models import OwnProduct
from storefront.clock import now
from storefront.database import Model, Texts, word_of
from storefront.partner.models import Environment
from storefront.quotes.models import Quote


class CartStatus(enum.StrEnum):
    OPEN = "open"
    SAVED = "saved"  # kept for later
    ORDERED = "ordered"


class Source(enum.StrEnum):
    """Who makes what is in a cart. The two never share one."""

    FOUROVER = "4over"
    OWN = "own"


class Cart(Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(
        String(64), unique=True, default=lambda: secrets.token_urlsafe(32)
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("shop_user.id"), index=True)
    environment: Mapped[Environment] = mapped_column(word_of(Environment))
    status: Mapped[CartStatus] = mapped_column(word_of(CartStatus), default=CartStatus.OPEN)
    # a visitor's saved carts are found by the token of the cart they were saved from
    visitor: Mapped[str] = mapped_column(String(64), default="", index=True)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    items: Mapped[list["CartItem"]] = relationship(
        back_populates="cart", order_by="CartItem.id", cascade="all, delete-orphan"
    )

    @property
    def source(self) -> Source | None:
        """None while it is empty."""
        return self.items[0].source if self.items else None


class CartItem(HasSets, Model):
    __table_args__ = (Index("ix_cart_item_cart_id", "cart_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cart_id: Mapped[int] = mapped_column(ForeignKey("cart.id"))
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quote.id"))
    # a newer quote whose price the customer has not said yes to
    new_quote_id: Mapped[int | None] = mapped_column(ForeignKey("quote.id"))
    own_product_id: Mapped[int | None] = mapped_column(ForeignKey("own_product.id"))
    quantity: Mapped[int] = mapped_column(default=1)  # of an own product
    slots_from: Mapped[SaidBy] = mapped_column(word_of(SaidBy, 20), default=SaidBy.NOBODY)

    # what it is ordered again from, such as 1042-2, and what had changed since, in sentences
    again_of: Mapped[str] = mapped_column(String(40), default="")
    changed: Mapped[tuple[str, ...]] = mapped_column(Texts, default=())

    # the proof that the customer said yes to (artwork/approval.py); empty: none yet
    approved_seal: Mapped[str] = mapped_column(String(40), default="")
    approved_by: Mapped[str] = mapped_column(String(255), default="")
    approved_at: Mapped[datetime | None]
    # with these options: [[question, answer], …] in words
    approved_choices: Mapped[list[Any]] = mapped_column(default=list)

    cart: Mapped[Cart] = relationship(back_populates="items")
    quote: Mapped[Quote | None] = relationship(foreign_keys=[quote_id])
    new_quote: Mapped[Quote | None] = relationship(foreign_keys=[new_quote_id])
    own_product: Mapped[OwnProduct | None] = relationship()
    all_slots: Mapped[list[ArtworkSlot]] = relationship(
        order_by=(ArtworkSlot.set_number, ArtworkSlot.position), cascade="all, delete-orphan"
    )

    @property
    def source(self) -> Source:
        return Source.FOUROVER if self.quote_id else Source.OWN

    @property
    def latest(self) -> Quote | None:
        """The newest quote, whether or not the customer has said yes to it."""
        return self.new_quote or self.quote

    @property
    def price(self) -> Decimal:
        """The customer said yes to it."""
        if self.quote:
            return self.quote.price
        assert self.own_product
        return self.own_product.price * self.quantity

    @property
    def sets(self) -> int:
        """Alike but for their files; as many as the price is for that the customer said yes to."""
        return self.quote.choice.sets if self.quote else 1

    @property
    def slots(self) -> list[ArtworkSlot]:
        """For the files that the chosen options need."""
        return [slot for slot in self.all_slots if slot.needed]

    @property
    def spare_slots(self) -> list[ArtworkSlot]:
        """With files that other options or more sets needed, kept until the order."""
        return [slot for slot in self.all_slots if not slot.needed]

    @property
    def missing(self) -> list[ArtworkSlot]:
        """Slots still without a file."""
        return [slot for slot in self.slots if slot.file_id is None]

    @property
    def missing_for(self) -> list[str]:
        """What is missing, in words: the slots of a single set, or the sets that lack a file."""
        if self.sets == 1:
            return [slot.label for slot in self.missing]
        return list(dict.fromkeys(self.called(slot.set_number) for slot in self.missing))


# At most one open cart a customer in each environment.
Index(
    "uq_cart_open",
    Cart.user_id,
    Cart.environment,
    unique=True,
    sqlite_where=text("status = 'open'"),
    postgresql_where=text("status = 'open'"),
)
