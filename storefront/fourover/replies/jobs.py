"""What becomes of a job after it was ordered, and what it is paid with (API 12 to 14)."""

import re
from calendar import monthrange
from datetime import date
from typing import Any, Self

from msgspec import Struct

from storefront.fourover.replies import reading

_MONTH = re.compile(r"(20\d\d)[ /-]?(0[1-9]|1[0-2])")


class StatusEntry(Struct, frozen=True):
    """One line of a job's history."""

    status: str
    date_text: str  # as 4Over wrote it, in a zone it does not name

    @classmethod
    def from_json(cls, data: Any) -> Self:
        data = reading.record(data, "status")
        return cls(
            status=reading.uuid(data, "status"),
            date_text=reading.text(data, "date_set"),
        )


class PaymentProfile(Struct, frozen=True):
    """A card or bank account kept at 4Over."""

    token: str
    last_four: str
    type: str
    valid_thru: str

    @classmethod
    def from_json(cls, data: Any) -> Self:
        data = reading.record(data, "payment profile")
        return cls(
            token=reading.uuid(data, "profile_token"),
            last_four=reading.text(data, "last_four", longest=8),
            type=reading.text(data, "type", longest=40),
            valid_thru=reading.text(data, "valid_thru", longest=20),
        )

    @property
    def called(self) -> str:
        """What it is called on a statement: Visa ending in 4242."""
        return f"{self.type} ending in {self.last_four}"

    @property
    def dummy(self) -> bool:
        """It takes no money; a real order must not name it."""
        return self.type.strip().lower() == "dummy"

    @property
    def last_day(self) -> date | None:
        """The last on which it is valid: of the month in "2030 04". None where 4Over names none, or
        not so that it can be read."""
        found = _MONTH.fullmatch(self.valid_thru.strip())
        if found is None:
            return None
        year, month = int(found[1]), int(found[2])
        return date(year, month, monthrange(year, month)[1])


def tracking_numbers(data: Any) -> tuple[str, ...]:
    """Every parcel's number, from a text, a list, or nothing at all."""
    if data is None or data == []:
        return ()
    numbers = reading.record(data, "tracking").get("tracking")
    texts = numbers if isinstance(numbers, list) else [numbers]
    parts = [reading.text({"number": one}, "number") for one in texts]
    return reading.distinct(number for part in parts for number in re.split(r"[,;\s]+", part))
