"""Address validation (API 8), by rules that can be practiced with.

- A street with the word Ambiguous, or ZIP 00000, has candidates; the street of the first one is a
  list of lines, as 4Over sends them now and then.
- A street with the word Unlisted is ambiguous without any candidate; bypassing helps.
- A street with the word Nowhere, or a US ZIP that is not one, is not valid at all.
- A street with Apt or Home in it is residential. Everything else is valid and not.
"""

import re
from typing import Any

from storefront.sandbox.answers import text

US_ZIP = re.compile(r"\d{5}(-\d{4})?")
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
    american = text(address["country"]).upper() in ("US", "USA")
    return not american or bool(US_ZIP.fullmatch(text(address["zipcode"])))


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
