"""Why an item is not sent to 4Over now: it is held for a person, or tried later."""

from decimal import Decimal

from storefront.orders.models import Hold


class Parked(Exception):
    """The item cannot go as it is; a person has to look. Nothing was sent."""

    def __init__(self, hold: Hold, note: str) -> None:
        super().__init__(note)
        self.hold = hold


class Dearer(Parked):
    """The goods cost more now than was ordered or agreed to: dollars, exact."""

    def __init__(self, note: str, cost: Decimal) -> None:
        super().__init__(Hold.DEARER, note)
        self.cost = cost


class TryLater(Exception):
    """4Over could not be asked. Nothing was sent; try again later."""

    def __init__(self, note: str, retry_after: float | None = None, detail: str = "") -> None:
        super().__init__(note)
        self.retry_after = retry_after
        self.detail = detail
