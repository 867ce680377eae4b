"""What a customer has told us on the way from cart to order."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.address import PostalAddress
from storefront.cart.models import Cart, CartItem
from storefront.database import Identifier, Model
from storefront.money import Money
from storefront.quotes.models import Quote


class Checkout(Model):
    """One for each cart that got so far. Changing the address drops the deliveries."""

    cart_id: Mapped[int] = mapped_column(
        ForeignKey("cart.id", ondelete="CASCADE"), primary_key=True
    )
    email: Mapped[str] = mapped_column(String(255), default="")
    ship_to: Mapped[dict[str, Any] | None]
    address_bypass: Mapped[str] = mapped_column(String(200), default="")
    payment_method: Mapped[str] = mapped_column(String(40), default="")

    cart: Mapped[Cart] = relationship()
    deliveries: Mapped[list["Delivery"]] = relationship(
        cascade="all, delete-orphan", order_by="Delivery.cart_item_id"
    )

    @property
    def address(self) -> PostalAddress | None:
        return PostalAddress.from_json(self.ship_to) if self.ship_to else None


class Delivery(Model):
    """How one cart item can be sent, as 4Over quoted it, and which way was chosen."""

    id: Mapped[int] = mapped_column(primary_key=True)
    checkout_id: Mapped[int] = mapped_column(ForeignKey("checkout.cart_id", ondelete="CASCADE"))
    # the cart knows nothing of checkout: an item taken out of it takes this row along
    cart_item_id: Mapped[int] = mapped_column(
        ForeignKey("cart_item.id", ondelete="CASCADE"), unique=True
    )
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"))  # what was to be sent
    # [{"key", "code", "name", "facility", "cost", "price", "in_hand", "days"}, …]: just quoted
    services: Mapped[list[Any]] = mapped_column(default=list)
    quoted_at: Mapped[datetime]
    chosen: Mapped[str] = mapped_column(Identifier, default="")  # a key of `services`
    price: Mapped[Decimal | None] = mapped_column(Money)
    problem: Mapped[str] = mapped_column(String(500), default="")  # why there are no services

    item: Mapped[CartItem] = relationship()
    quote: Mapped[Quote] = relationship()

    @property
    def service(self) -> dict[str, Any] | None:
        return next((s for s in self.services if s["key"] == self.chosen), None)
