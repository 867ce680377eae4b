"""Address validation (API 8), by rules that can be practiced with.

- A street with the word Ambiguous, or ZIP 00000, has candidates; the street of the first one is a
  list of lines, as 4Over sends them now and then.
- A street with the word Unlisted is ambiguous without any candidate; bypassing helps.
- A street with the word Nowhere, a US ZIP that is not one or lies in another state, or another
  country than US, CA and MX without the state XX, is not valid at all.
- A street with Apt or Home in it is residential. Everything else is valid and not.
"""

import re
from typing import Any

import zipcodes

from storefront.sandbox.answers import text

US_ZIP = re.compile(r"\d{5}(-\d{4})?")
AMERICAN, NEIGHBORS = ("US", "USA"), ("CA", "MX")
CROSSING = {"42223": "TN", "84536": "AZ", "86515": "NM", "38852": "AL"}
PRACTICE_ZIPS = {"00000"}
NEEDED = ("address", "city", "state", "country", "zipcode")


def missing(address: dict[str, Any]) -> list[str]:
    return [name for name in NEEDED if not text(address.get(name))]


def candidates(address: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Other addresses it may mean, perhaps none; None if it is not ambiguous."""
    street, zipcode = text(address["address"]), text(address["zipcode"])
    if "unlisted" in street.lower():
        return []
    if "ambiguous" not in street.lower() and zipcode != "00000":
        return None
    clean = re.sub("ambiguous", "", street, flags=re.IGNORECASE).strip() or "100 MAIN ST"
    rest = {
        "city": text(address["city"]).upper(),
        "state": text(address["state"]).upper(),
        "zipcode": "90039" if zipcode == "00000" else zipcode,
        "country": "US",
    }
    line = re.sub(r"\s+", " ", clean).upper()
    return [{"address": [line, "STE 100"], **rest}, {"address": line, **rest}]


def exists(address: dict[str, Any]) -> bool:
    if "nowhere" in text(address["address"]).lower():
        return False
    country, state = text(address["country"]).upper(), text(address["state"]).upper()
    if country not in AMERICAN:
        return country in NEIGHBORS or (len(country) == 2 and state == "XX")
    zipcode = text(address["zipcode"])
    return bool(US_ZIP.fullmatch(zipcode)) and _lies_in(zipcode[:5], state)


def _lies_in(zipcode: str, state: str) -> bool:
    """As the post office says; a few ZIP codes reach over a state line."""
    if zipcode in PRACTICE_ZIPS or CROSSING.get(zipcode) == state:
        return True
    places = zipcodes.matching(zipcode)  # type: ignore[no-untyped-call]
    return any(place["state"] == state for place in places)


def is_residential(address: dict[str, Any]) -> bool:
    return bool(re.search(r"\b(apt|home)\b", text(address["address"]).lower()))


def validation(address: dict[str, Any]) -> dict[str, Any]:
    """4Over's answer, with its own spelling."""
    found = candidates(address)
    if found is not None:
        return {"ambiguous_address": "true", "Candidates": found}
    if not exists(address):
        return {"isValidAddress": False, "ambiguosAddress": False, "exactMatch": False}
    low, _, extended = text(address["zipcode"]).partition("-")
    city, state = text(address["city"]).upper(), text(address["state"]).upper()
    extended = extended or "2765"
    return {
        "isValidAddress": True,
        "ambiguosAddress": False,
        "isResidential": is_residential(address),
        "exactMatch": True,
        "AddressKeyFormat": {
            "AddressLine": text(address["address"]).upper(),
            "PoliticalDivision2": city,
            "PoliticalDivision1": state,
            "PostcodePrimaryLow": low,
            "PostcodeExtendedLow": extended,
            "Region": f"{city} {state} {low}-{extended}",
            "CountryCode": text(address["country"]).upper()[:2],
        },
    }
