"""Money: 4Over's costs kept exactly, what people pay kept in whole cents."""

from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import Integer, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


def round_to_cent(amount: Decimal) -> Decimal:
    """Half a cent goes up, as on every till."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def part_of(amount: Decimal, number: int, parts: int) -> Decimal:
    """The part with that number, counted from 1, of as many equal ones: they add up to the amount,
    to the cent, as the running sums are rounded and not the parts."""
    return round_to_cent(amount * number / parts) - round_to_cent(amount * (number - 1) / parts)


def format_money(amount: Decimal) -> str:
    """$1,234.50, with a minus before the sign of the currency."""
    cents = round_to_cent(amount)
    return f"{'-' if cents < 0 else ''}${abs(cents):,.2f}"


class Cost(TypeDecorator[Decimal]):
    """A column for 4Over's own numbers, which have more digits than cents: kept exactly."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Money(TypeDecorator[Decimal]):
    """A column for what people pay. It refuses part-cents, so rounding is somebody's decision."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value != round_to_cent(value):
            raise ValueError(f"{value} is not a whole number of cents")
        return int(value * 100)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)
