"""What an option costs, as the price rows that 4Over publishes (API 4.2)."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Row = dict[str, Any]
Fee = Callable[[tuple[int, ...]], list[Row]]

ALL = {"startqty": 1, "endqty": 100000}


def cents(amount: Decimal | float) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _row(price: str, **more: Any) -> Row:
    rest = {"price_per_qty": "0", "is_flat_fee": True, "qty": 0, "is_percentage": False}
    return {**ALL, "price": price, **rest, **more}


def flat(price: str, times: int = 1) -> Fee:
    """The same fee for every runsize; some products list the same row twice."""
    return lambda _: [_row(price) for _ in range(times)]


def tiers(at_1000: float, growth: float = 0.55) -> Fee:
    """A fee of its own for each runsize, each row with equal bounds."""

    def rows(runsizes: tuple[int, ...]) -> list[Row]:
        prices = [(n, str(cents(at_1000 * (n / 1000) ** growth))) for n in runsizes]
        return [_row(price, startqty=n, endqty=n) for n, price in prices]

    return rows


def each(price: str, apiece: str, per: int = 1) -> Fee:
    """A set-up fee and so much for every `per` copies."""
    return lambda _: [_row(price, price_per_qty=apiece, qty=per, is_flat_fee=False)]


def share(of_base: str) -> Fee:
    """A share of the base price, such as 0.07."""
    return lambda _: [_row(of_base, is_flat_fee=False, is_percentage=True)]


def sparse(_: tuple[int, ...]) -> list[Row]:
    """A row without price and without is_percentage, as some are: it costs nothing."""
    return [{**ALL, "startqty": 0, "price_per_qty": "0", "is_flat_fee": True, "qty": 0}]


def nothing(_: tuple[int, ...]) -> list[Row]:
    """No rows at all: free."""
    return []


zero = flat("0")
