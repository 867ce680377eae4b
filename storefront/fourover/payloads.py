"""What we send: an order of one item, the address it goes to, and the questions before it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from msgspec import Struct


class Address(Struct, frozen=True):
    """Where a parcel goes to or seems to come from (API 5.6, 10.1)."""

    address: str
    city: str
    state: str  # two letters; "XX" outside US, CA and MX
    zipcode: str
    country: str = "US"
    address2: str = ""
    company: str = ""
    firstname: str = ""
    lastname: str = ""
    phone: str = ""
    email: str = ""

    def place(self) -> dict[str, str]:
        """Only the place, for questions about it."""
        return {
            "address": self.address,
            "city": self.city,
            "state": self.state,
            "country": self.country,
            "zipcode": self.zipcode,
        }

    def contact(self) -> dict[str, str]:
        """Place and person. Raises ValueError where 4Over would not know whom to deliver to."""
        if not self.company and not (self.firstname and self.lastname):
            raise ValueError("An address needs a company, or a first and a last name.")
        if not self.phone:
            raise ValueError("An address needs a phone number.")
        who = {
            "company": self.company,
            "firstname": self.firstname,
            "lastname": self.lastname,
            "email": self.email,
            "phone": self.phone,
        }
        return {**who, **self.place(), "address2": self.address2}


@dataclass(frozen=True)
class Choice:
    """A product as the customer wants it."""

    product_uuid: str
    runsize_uuid: str
    colorspec_uuid: str
    turnaround_uuid: str
    option_uuids: tuple[str, ...] = ()  # finishing, those that were filled in included
    # orientation and the like, for the order alone: a quote with one comes back as 0 (API 3.3)
    described_uuids: tuple[str, ...] = ()
    sets: int = 1  # several alike but for their artwork, in one parcel (API 5.5)

    @property
    def priced(self) -> Self:
        """All that its price and its parcel depend on: equal for two that cost the same."""
        return replace(self, option_uuids=tuple(sorted(self.option_uuids)), described_uuids=())


class OrderPayload(Struct, frozen=True, kw_only=True):
    """An order of one item, which becomes one job for each set (API 10.1)."""

    reference: str  # our name for it; every set's name begins with it
    test: bool  # never printed
    choice: Choice
    ship_to: Address
    shipping_name: str  # service name and code of the shipping quote
    shipping_code: str
    profile_token: str
    files: tuple[
        Mapping[str, str], ...
    ] = ()  # {"fr": uuid or URL} for each set; none: attached later
    ship_from: Address | None = None  # shown as the sender
    bypass_address_validation: bool = False
    skip_preview: bool = True  # or somebody must approve each preview by e-mail

    def to_json(self) -> dict[str, Any]:
        """Raises ValueError where 4Over could only misunderstand it."""
        sets = self.choice.sets
        if sets < 1:
            raise ValueError("An order has at least one set.")
        if self.files and len(self.files) != sets:
            raise ValueError(f"{len(self.files)} sets of files for {sets} sets.")
        return {
            "order_id": self.reference,
            "is_test_order": self.test,
            "skip_conformation": self.skip_preview,  # sic; other pages of 4Over spell it right
            "skip_confirmation": self.skip_preview,
            "display_breakdown_prices": "job",
            "jobs": [self._job()],
            "payment": {"profile_token": self.profile_token},
        }

    def _job(self) -> dict[str, Any]:
        job: dict[str, Any] = {
            "job_name": self.reference,
            "product_uuid": self.choice.product_uuid,
            "runsize_uuid": self.choice.runsize_uuid,
            "colorspec_uuid": self.choice.colorspec_uuid,
            "turnaroundtime_uuid": self.choice.turnaround_uuid,
            "option_uuids": [*self.choice.option_uuids, *self.choice.described_uuids],
            "dropship": self.ship_from is not None,
            "sets": self.choice.sets,
            "skip_files": not self.files,
            "ship_to": self.ship_to.contact(),
            "shipper": {
                "shipping_method": self.shipping_name,
                "shipping_code": self.shipping_code,
            },
            "ship_from_facility": "",  # the nearest that can
            "bypass_address_validation": self.bypass_address_validation,
        }
        if self.ship_from is not None:
            job["ship_from"] = self.ship_from.contact()
        if len(self.files) == 1:
            job["files"] = dict(self.files[0])
        elif self.files:
            job["files"] = {
                f"set_{number:03}": {
                    "job_name": set_name(self.reference, number),
                    "files": dict(files),
                }
                for number, files in enumerate(self.files, start=1)
            }
        return job


def set_name(reference: str, number: int) -> str:
    """Our name for one set of several, counted from 1, such as 1042-2-001."""
    return f"{reference}-{number:03}"


def shipping_question(
    choice: Choice, address: Address, *, bypass_address_validation: bool
) -> dict[str, Any]:
    """API 7, where the turnaround has another name than in an order."""
    return {
        "product_info": {
            "product_uuid": choice.product_uuid,
            "runsize_uuid": choice.runsize_uuid,
            "turnaround_uuid": choice.turnaround_uuid,
            "colorspec_uuid": choice.colorspec_uuid,
            "option_uuids": list(choice.option_uuids),
            "sets": choice.sets,
        },
        "shipping_address": {**address.place(), "address2": address.address2},
        "bypass_address_validation": bypass_address_validation,
    }


def requirements_question(product_uuid: str, option_uuids: Sequence[str]) -> dict[str, Any]:
    """API 9.3: it judges by what is sent, so send every chosen option, coating included."""
    return {"products": [{"product_uuid": product_uuid, "option_uuids": list(option_uuids)}]}


def encoded(payload: Mapping[str, Any]) -> bytes:
    """The bytes that go out: the same payload is always the same bytes, so they can be hashed."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
