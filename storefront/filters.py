"""How templates show values: money, numbers, times, titles."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from storefront.money import format_money


def _number(value: Any) -> str | None:
    """9,500. What is not known yet stays so."""
    return f"{value:,}" if isinstance(value, int) else None


def _unbroken(title: str) -> str:
    """A size, such as 4" x 6", is never parted at the end of a line."""
    return title.replace('" x ', '"\xa0x\xa0')


def _moment(value: datetime) -> str:
    return value.strftime("%b %-d, %Y, %H:%M UTC")


def _day(value: datetime) -> str:
    return value.strftime("%b %-d, %Y")


FILTERS: dict[str, Callable[..., Any]] = {
    "money": format_money,
    "number": _number,
    "unbroken": _unbroken,
    "moment": _moment,
    "day": _day,
}
