"""What can be said of an address without asking anybody: its state, ZIP code and phone.

What is only unlikely is asked, never refused: ZIP codes cross state lines and new ones are made, so
4Over's own check decides.
"""

import re

import phonenumbers
import us
import zipcodes

from storefront.accounts import words
from storefront.accounts.address import EXTENSION

STATES: dict[str, str] = {
    state.abbr: state.name
    for state in sorted(
        {*us.states.STATES_AND_TERRITORIES, us.states.DC}, key=lambda state: str(state.name)
    )
}
MILITARY = {
    "AA": "Armed Forces Americas",
    "AE": "Armed Forces Europe",
    "AP": "Armed Forces Pacific",
}
MOST_NEIGHBORS = 3  # states that share the ZIP codes of one region
_ZIP = re.compile(r"([0-9]{5})(?:[\s\u2010-\u2015-]*[0-9]{4})?")


class Unlikely(ValueError):
    """It cannot be right; the text says what would fit."""


def five_digits(text: str) -> str:
    """The ZIP code of "10118", "10118-0110" or "101180110". Raises Unlikely."""
    match = _ZIP.fullmatch(text.strip())
    if not match:
        raise Unlikely(words.ZIP_CODE)
    return match[1]


def refuse_military(zipcode: str, state: str) -> None:
    """Raises Unlikely for a post office of the armed forces."""
    kinds = {place["zip_code_type"] for place in _places(zipcode)}
    if state in MILITARY or kinds == {"MILITARY"}:
        raise Unlikely(words.MILITARY)


def zip_doubt(zipcode: str, state: str) -> str:
    """What seems odd about this ZIP code in this state; empty if nothing does."""
    places = _places(zipcode)
    if not places:
        return words.unknown_zip(zipcode)
    if state in {place["state"] for place in places}:
        return ""
    return words.zip_elsewhere(zipcode, places[0]["city"], places[0]["state"])


def zips_doubt(first: str, last: str, state: str) -> str:
    """The same of all ZIP codes from one to another, of which few need to exist."""
    everywhere: list[dict[str, str]] = zipcodes.list_all()  # type: ignore[no-untyped-call]
    states = {place["state"] for place in everywhere if first <= place["zip_code"] <= last}
    if not states:
        return words.unknown_zips(first, last)
    if state not in states or len(states) > MOST_NEIGHBORS:
        where = ", ".join(sorted(states)) if len(states) <= MOST_NEIGHBORS else "many states"
        return words.zips_elsewhere(first, last, where, state, too=state in states)
    return ""


def _places(zipcode: str) -> list[dict[str, str]]:
    places: list[dict[str, str]] = zipcodes.matching(zipcode)  # type: ignore[no-untyped-call]
    return places


def phone_number(text: str) -> str:
    """A number in the United States, as 212-555-0142 or 212-555-0142 ext. 7. Raises Unlikely."""
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or number.country_code != 1 or len(str(number.national_number)) != 10:
        raise Unlikely(words.PHONE)
    digits = str(number.national_number)
    extension = f"{EXTENSION}{number.extension}" if number.extension else ""
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}{extension}"
