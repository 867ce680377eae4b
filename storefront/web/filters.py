"""How templates show values: money, numbers, times, titles."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from storefront import times
from storefront.money import format_money
from storefront.numbers import percent

PACIFIC = ZoneInfo("America/Los_Angeles")


def _number(value: Any) -> str | None:
    """9,500. What is not known yet stays so."""
    return f"{value:,}" if isinstance(value, int) else None


def _unbroken(title: str) -> str:
    """A size, such as 4" x 6" or 14 pt, is never parted at the end of a line."""
    title = title.replace('" x ', '"\xa0x\xa0')
    return title.replace(" pt", "\xa0pt").replace(" lb", "\xa0lb")


def _fourovers(text: str) -> str:
    """A time as 4Over writes it: without a zone, likely Pacific (API 2)."""
    try:
        read = datetime.fromisoformat(text)
        return times.moment(read if read.tzinfo else read.replace(tzinfo=PACIFIC))
    except (ValueError, OverflowError):
        return text


FILTERS: dict[str, Callable[..., Any]] = {
    "percent": percent,
    "money": format_money,
    "number": _number,
    "unbroken": _unbroken,
    "moment": times.moment,
    "for_machines": times.for_machines,
    "day": times.day,
    "days_ago": times.days_ago,
    "ago": times.ago,
    "calendar_day": times.calendar_day,
    "in_hand": times.weekday,
    "fourovers": _fourovers,
}
