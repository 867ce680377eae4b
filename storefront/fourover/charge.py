"""What 4Over takes from a card for an order (API 6, 7, 10.2)."""

from decimal import Decimal

from msgspec import Struct

_NOTHING = Decimal("0.00")


class Charge(Struct, frozen=True):
    """By its parts, in dollars: as it is expected, or as an order's answer breaks it down."""

    goods: Decimal
    shipping: Decimal
    tax: Decimal | None = None  # 4Over's own; None where it did not say
    shipping_tax: Decimal | None = None  # of that, on the shipping; None where it did not say

    @property
    def sum(self) -> Decimal:
        return self.goods + self.shipping + (self.tax or _NOTHING)
