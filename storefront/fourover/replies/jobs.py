"""What becomes of a job after it was ordered, and what it is paid with (API 12 to 14)."""

import re
from typing import Any, Self

from msgspec import Struct

from storefront.fourover.replies import reading


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
    def dummy(self) -> bool:
        """It takes no money; a real order must not name it."""
        return self.type.strip().lower() == "dummy"


def tracking_numbers(data: Any) -> tuple[str, ...]:
    """Every parcel's number, from a text, a list, or nothing at all."""
    if data is None or data == []:
        return ()
    numbers = reading.record(data, "tracking").get("tracking")
    texts = numbers if isinstance(numbers, list) else [numbers]
    parts = [reading.text({"number": one}, "number") for one in texts]
    return reading.distinct(number for part in parts for number in re.split(r"[,;\s]+", part))
