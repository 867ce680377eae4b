"""Reading single fields of 4Over's JSON, in every way they are written (API 2)."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from storefront.fourover.text import LONGEST, clean, without_html, words

DEAREST = Decimal(1_000_000)  # dollars; a cost beyond this is a mistake, not a price
LARGEST_COUNT = 2_147_483_647

_PLAIN_AMOUNT = re.compile(r"(?:\d{1,12}(?:\.\d{0,20})?|\.\d{1,20})", re.ASCII)
_FINEST = -20  # digits after the point that a cost may have


class Unreadable(ValueError):
    """A field is missing or makes no sense. Its text says which one, and what was there."""


def record(value: Any, name: str = "answer") -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise Unreadable(f"{name} is not an object")


def records(value: Any, name: str) -> list[dict[str, Any]]:
    """A list of objects; none where 4Over left it out, or wrote null or ""."""
    if value is None or value == "":
        return []
    if not isinstance(value, list):
        raise Unreadable(f"{name} is not a list")
    return [record(part, f"an entry of {name}") for part in value]


def text(data: dict[str, Any], *names: str, longest: int = LONGEST) -> str:
    """The first of the names that has a text; "" if none has."""
    for name in names:
        value = data.get(name)
        if isinstance(value, str) and value:
            return clean(value.strip(), longest)
        if type(value) in (int, Decimal):
            return str(value)[:longest]
    return ""


def prose(data: dict[str, Any], *names: str) -> str:
    """The same for what people read, without the HTML that 4Over lets some of it have."""
    return without_html(text(data, *names))


def uuid(data: dict[str, Any], *names: str) -> str:
    """An identifier, never empty."""
    value = text(data, *names, longest=100)
    if not value:
        raise Unreadable(f"no {names[0]}")
    return value


def money(data: dict[str, Any], name: str, *, otherwise: Decimal | None = None) -> Decimal:
    """An amount of dollars, from "6.50" or 6.5, exact, zero or more.

    Without `otherwise`, it must be there.
    """
    value = data.get(name)
    if value is None or value == "":
        if otherwise is None:
            raise Unreadable(f"no {name}")
        return otherwise
    amount = None
    if isinstance(value, str) and _PLAIN_AMOUNT.fullmatch(value.strip()):
        amount = Decimal(value.strip())
    elif type(value) in (int, Decimal):
        amount = Decimal(value)
    if amount is None or not amount.is_finite() or not 0 <= amount < DEAREST or _too_fine(amount):
        raise Unreadable(f"{name} is {_shown(value)}")
    return abs(amount)  # there is a minus zero


def money_if_any(data: dict[str, Any], name: str) -> Decimal | None:
    """An amount of dollars, or None where it is missing or makes no sense."""
    try:
        return money(data, name)
    except Unreadable:
        return None


def count(data: dict[str, Any], name: str, *, otherwise: int | None = None) -> int:
    """A whole number, from "1000" or 1000, zero or more. Without `otherwise`, it must be there."""
    value = data.get(name)
    if value is None or value == "":
        if otherwise is None:
            raise Unreadable(f"no {name}")
        return otherwise
    number = None
    if type(value) is int:
        number = value
    elif isinstance(value, str) and re.fullmatch(r"\d{1,12}", value.strip(), re.ASCII):
        number = int(value)
    elif type(value) is Decimal and value.is_finite() and not _too_fine(value):
        number = int(value) if value == value.to_integral_value() else None
    if number is None or not 0 <= number <= LARGEST_COUNT:
        raise Unreadable(f"{name} is {_shown(value)}")
    return number


def flag(data: dict[str, Any], *names: str) -> bool:
    """True for true and "true", under any of the names; false for all else."""
    return any(str(data.get(name)).strip().lower() == "true" for name in names)


def day(data: dict[str, Any], name: str) -> date | None:
    """A day such as 08/28/2024 or 2024-08-28; None where it is missing or unreadable."""
    value = text(data, name)
    for style, length in (("%m/%d/%Y", None), ("%Y-%m-%d", 10)):
        try:
            return datetime.strptime(value[:length], style).date()  # noqa: DTZ007 - a day only
        except ValueError:
            continue
    return None


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Without repeats and empty ones, in the order they came."""
    return tuple(dict.fromkeys(filter(None, texts)))


def _too_fine(amount: Decimal) -> bool:
    exponent = amount.as_tuple().exponent
    return not isinstance(exponent, int) or not _FINEST <= exponent <= 9


def _shown(value: Any) -> str:
    return words(value) or clean(repr(value) if type(value) is not dict else "an object", 40)
