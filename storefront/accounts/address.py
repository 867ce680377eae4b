"""Where a parcel goes, as one typed value that is stored whole with a checkout and an order."""

import re
from typing import Any, Self

import msgspec

EXTENSION = " ext. "  # between a phone number and its extension
_PO_BOX = re.compile(r"\bp(?:ost)?[\s.]*o(?:ffice)?[\s.]*(?:box|drawer)\b|\bpob\b", re.IGNORECASE)


class PostalAddress(msgspec.Struct, frozen=True, kw_only=True):
    """A ship-to address as the customer gave it: a company or a name, and always a phone."""

    company: str = ""
    firstname: str = ""
    lastname: str = ""
    phone: str = ""  # 212-555-0142, perhaps with "ext. 7"
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

    def as_4over_takes_it(self) -> Self:
        """With a company or both names, and a phone number without its extension (API 10.1).

        Somebody with one name goes on the label by it, in the company's place.
        """
        whole = self.company or (self.firstname and self.lastname)
        return msgspec.structs.replace(
            self,
            company=self.company if whole else self.firstname or self.lastname,
            firstname=self.firstname if whole else "",
            lastname=self.lastname if whole else "",
            phone=self._phone_parts[0],
        )

    @property
    def extension(self) -> str:
        """Of the phone: 7 of 212-555-0142 ext. 7."""
        return self._phone_parts[1]

    @property
    def _phone_parts(self) -> tuple[str, str]:
        number, _, extension = self.phone.partition(EXTENSION)
        return number, extension

    @property
    def is_po_box(self) -> bool:
        """Carriers do not deliver there."""
        return any(_PO_BOX.search(line) for line in (self.address, self.address2, self.company))

    @property
    def recipient(self) -> str:
        person = f"{self.firstname} {self.lastname}".strip()
        return ", ".join(part for part in (person, self.company) if part)

    @property
    def lines(self) -> list[str]:
        """As on a label."""
        place = f"{self.city}, {self.state} {self.zipcode}"
        return [line for line in (self.recipient, self.address, self.address2, place) if line]
