"""What a customer has told us on the way from cart to order."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import JSON, Dialect, ForeignKey, String, TypeDecorator
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.address import PostalAddress
from storefront.cart.models import Cart, CartItem
from storefront.database import Identifier, Model
from storefront.money import Money
from storefront.quotes.models import Quote
from storefront.quotes.shipping import Service


class Checkout(Model):
    """One for each cart that got so far. Changing the address drops the deliveries."""

    cart_id: Mapped[int] = mapped_column(
        ForeignKey("cart.id", ondelete="CASCADE"), primary_key=True
    )
    email: Mapped[str] = mapped_column(String(255), default="")
    ship_to: Mapped[dict[str, Any] | None]
    address_bypass: Mapped[str] = mapped_column(String(200), default="")
    payment_method: Mapped[str] = mapped_column(String(40), default="")
    purchase_order: Mapped[str] = mapped_column(String(40), default="")

    cart: Mapped[Cart] = relationship()
    deliveries: Mapped[list["Delivery"]] = relationship(
        cascade="all, delete-orphan", order_by="Delivery.cart_item_id"
    )

    @property
    def address(self) -> PostalAddress | None:
        return PostalAddress.from_json(self.ship_to) if self.ship_to else None


class Services(TypeDecorator[tuple[Service, ...]]):
    """A column of services, the least costly first: JSON in the database alone."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[Service, ...] | None, _: Dialect) -> Any:
        return msgspec.to_builtins(value or ())

    def process_result_value(self, value: Any, _: Dialect) -> tuple[Service, ...]:
        return msgspec.convert(value, tuple[Service, ...])


class Delivery(Model):
    """How one cart item can be sent, as 4Over quoted it, and which way was chosen."""

    id: Mapped[int] = mapped_column(primary_key=True)
    checkout_id: Mapped[int] = mapped_column(ForeignKey("checkout.cart_id", ondelete="CASCADE"))
    # the cart knows nothing of checkout: an item taken out of it takes this row along
    cart_item_id: Mapped[int] = mapped_column(
        ForeignKey("cart_item.id", ondelete="CASCADE"), unique=True
    )
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"))  # what was to be sent
    services: Mapped[tuple[Service, ...]] = mapped_column(Services, default=())  # just quoted
    quoted_at: Mapped[datetime]
    chosen: Mapped[str] = mapped_column(Identifier, default="")  # a key of `services`
    price: Mapped[Decimal | None] = mapped_column(Money)
    problem: Mapped[str] = mapped_column(String(500), default="")  # why there are no services

    item: Mapped[CartItem] = relationship()
    quote: Mapped[Quote] = relationship()

    @property
    def service(self) -> Service | None:
        """The chosen one, if it is still offered."""
        return next((one for one in self.services if one.key == self.chosen), None)
