"""What 4Over makes of an address (API 8)."""

from typing import Any, Self

from msgspec import Struct

from storefront.fourover.replies import reading


class Place(Struct, frozen=True):
    """An address as 4Over writes it."""

    address: str
    address2: str
    city: str
    state: str
    zipcode: str
    country: str

    @classmethod
    def from_candidate(cls, data: Any) -> Self:
        data = reading.record(data, "candidate")
        address, address2 = _lines(data.get("address"))
        return cls(
            address=address,
            address2=address2 or reading.text(data, "address2"),
            city=reading.text(data, "city"),
            state=reading.text(data, "state"),
            zipcode=reading.text(data, "zipcode", "zip"),
            country=reading.text(data, "country"),
        )

    @classmethod
    def from_key_format(cls, data: Any) -> Self:
        data = reading.record(data, "AddressKeyFormat")
        address, address2 = _lines(data.get("AddressLine"))
        return cls(
            address=address,
            address2=address2,
            city=reading.text(data, "PoliticalDivision2"),
            state=reading.text(data, "PoliticalDivision1"),
            zipcode=reading.text(data, "PostcodePrimaryLow"),
            country=reading.text(data, "CountryCode"),
        )


class AddressReply(Struct, frozen=True):
    """Anything that is not said to be valid is not."""

    valid: bool
    ambiguous: bool = False
    candidates: tuple[Place, ...] = ()
    normalized: Place | None = None
    words: str = ""  # 4Over's own, where it refused the address

    @classmethod
    def from_json(cls, data: Any) -> Self:
        data = reading.record(data or {}, "address validation")
        candidates = candidates_in(data)
        ambiguous = reading.flag(data, "ambiguosAddress", "ambiguous_address") or bool(candidates)
        normalized = data.get("AddressKeyFormat")
        return cls(
            valid=reading.flag(data, "isValidAddress") and not ambiguous,
            ambiguous=ambiguous,
            candidates=candidates or (),
            normalized=Place.from_key_format(normalized) if isinstance(normalized, dict) else None,
        )


def candidates_in(data: Any) -> tuple[Place, ...] | None:
    """The addresses that 4Over thinks were meant, wherever it put them; None if it put none."""
    if not isinstance(data, (dict, list)):
        return None
    if isinstance(data, dict) and isinstance(data.get("Candidates"), list):
        return tuple(Place.from_candidate(candidate) for candidate in data["Candidates"])
    for part in data.values() if isinstance(data, dict) else data:
        if (candidates := candidates_in(part)) is not None:
            return candidates
    return None


def _lines(address: Any) -> tuple[str, str]:
    """Street and the rest, from a text or a list of lines."""
    lines = address if isinstance(address, list) else [address]
    lines = [reading.text({"line": line}, "line") for line in lines]
    first, *rest = [line for line in lines if line] or [""]
    return first, ", ".join(rest)
