"""Where a parcel goes, as one typed value that is stored whole with a checkout and an order."""

from typing import Any, Self

import msgspec


class PostalAddress(msgspec.Struct, frozen=True, kw_only=True):
    """A ship-to address as 4Over takes it: company or both names, and always a phone (API 10.1)."""

    company: str = ""
    firstname: str = ""
    lastname: str = ""
    phone: str = ""
    address: str
    address2: str = ""
    city: str
    state: str  # two letters
    zipcode: str
    country: str = "US"

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return msgspec.convert(data, cls)

    def to_json(self) -> dict[str, Any]:
        return msgspec.structs.asdict(self)

    @property
    def recipient(self) -> str:
        person = f"{self.firstname} {self.lastname}".strip()
        return ", ".join(part for part in (person, self.company) if part)

    @property
    def lines(self) -> list[str]:
        """As on a label."""
        place = f"{self.city}, {self.state} {self.zipcode}"
        return [line for line in (self.recipient, self.address, self.address2, place) if line]
