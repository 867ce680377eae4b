"""4Over's validation of an address: deliverable, ambiguous, or not known (API 8).

The customer decides between 4Over's suggestions and the typed address. The decision is posted as
`KEEP` or as a suggestion's key, and is compared with a new answer: no other address gets through.
"""

import re
from dataclasses import dataclass

import msgspec

from storefront.accounts.address import PostalAddress
from storefront.accounts.offline_check import zip_doubt
from storefront.checkout import words
from storefront.fourover.client import FourOver
from storefront.fourover.replies import Place
from storefront.orders.pushing.preparing import partner_address
from storefront.text import one_line

KEEP = "keep"  # the decision for the address as it was typed
BYPASSED = "4Over suggests no other address, and the customer confirmed this one."


class Undeliverable(Exception):
    """4Over does not know the address. The text is for the customer."""


@dataclass(frozen=True)
class Accepted:
    address: PostalAddress
    bypass: str = ""  # why 4Over's validation is to be bypassed; empty: it need not be


@dataclass(frozen=True)
class Suggested:
    """The customer chooses one of these, or the one he has where that is allowed."""

    of: PostalAddress  # as typed, or an earlier suggestion that he chose
    addresses: tuple[PostalAddress, ...]
    may_keep: bool


def check_address(
    client: FourOver, typed: PostalAddress, decision: str = ""
) -> Accepted | Suggested:
    """Ask 4Over, and go by what the customer decided, if anything was offered before.

    Raises Undeliverable, or a FourOverError. No transaction may be open.
    """
    reply = client.validate_address(partner_address(typed))
    if reply.valid:
        normal = _as_typed_by(reply.normalized, typed)
        if normal is None or same(normal, typed) or decision == KEEP:
            return Accepted(typed)
        if decision == key_of(normal):
            return Accepted(normal)
        return Suggested(typed, (normal,), may_keep=True)
    if not reply.ambiguous:
        raise Undeliverable(words.UNDELIVERABLE)
    candidates = [_as_typed_by(place, typed) for place in reply.candidates]
    others = tuple(address for address in candidates if address and not same(address, typed))
    if others:
        chosen = next((address for address in others if key_of(address) == decision), None)
        if chosen is not None:  # a suggestion of 4Over's own may itself need another look
            return check_address(client, chosen, KEEP)
        return Suggested(typed, others, may_keep=False)
    if decision == KEEP:  # API 8: a bypass is meant for no suggestion, or only the same again
        return Accepted(typed, BYPASSED)
    return Suggested(typed, (), may_keep=True)


def check_unasked(typed: PostalAddress, decision: str = "") -> Accepted | Suggested:
    """The same for what 4Over does not ship: only the customer can be asked."""
    if decision == KEEP or not zip_doubt(typed.zipcode, typed.state):
        return Accepted(typed)
    return Suggested(typed, (), may_keep=True)


def same(one: PostalAddress, other: PostalAddress) -> bool:
    """The same place, but for case, spaces and punctuation."""
    return key_of(one) == key_of(other)


def key_of(address: PostalAddress) -> str:
    street = re.sub(r"[^a-z0-9]", "", f"{address.address}{address.address2}".lower())
    city = re.sub(r"[^a-z0-9]", "", address.city.lower())
    return f"{street}.{city}.{address.state.lower()}.{address.zipcode[:5]}"


def _as_typed_by(place: Place | None, typed: PostalAddress) -> PostalAddress | None:
    """4Over's place with the customer's name and phone; None if it names no street."""
    if place is None or not place.address:
        return None
    return msgspec.structs.replace(
        typed,
        address=one_line(place.address, 100),
        address2=one_line(place.address2, 100) or typed.address2,
        city=one_line(place.city, 60) or typed.city,
        state=one_line(place.state, 2) or typed.state,
        zipcode=one_line(place.zipcode, 5) or typed.zipcode,
    )
