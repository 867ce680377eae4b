"""What can be said of an address without asking anybody: its state, ZIP code and phone."""

import phonenumbers
import us
import zipcodes

STATES: dict[str, str] = {
    state.abbr: state.name
    for state in sorted(
        {*us.states.STATES_AND_TERRITORIES, us.states.DC}, key=lambda state: str(state.name)
    )
}


class Unlikely(ValueError):
    """It cannot be right; the text says what would fit."""


def five_digits(text: str) -> str:
    """The ZIP code of "10118" or "10118-0110". Raises Unlikely."""
    first, hyphen, rest = text.strip().partition("-")
    whole = len(first) == 5 and first.isascii() and first.isdecimal()
    if not whole or (hyphen and not (len(rest) == 4 and rest.isdecimal())):
        raise Unlikely("A ZIP code has five digits, such as 10118.")
    return first


def check_zip(zipcode: str, state: str) -> None:
    """Raises Unlikely where there is no such ZIP code, or not in this state."""
    places = zipcodes.matching(zipcode)  # type: ignore[no-untyped-call]
    if not places:
        raise Unlikely(f"There is no ZIP code {zipcode}.")
    found = {place["state"] for place in places}
    if state in found:
        return
    place = places[0]
    if place["zip_code_type"] == "MILITARY":
        raise Unlikely(
            "We cannot ship to military (APO/FPO) addresses. Please use a street address."
        )
    raise Unlikely(
        f"ZIP code {zipcode} is in {place['city']}, {place['state']}, not in {state}. "
        "Correct the ZIP code or the state."
    )


def phone_number(text: str) -> str:
    """A number in the United States, as 212-555-0142. Raises Unlikely."""
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or number.country_code != 1 or len(str(number.national_number)) != 10:
        raise Unlikely("Enter a phone number with its area code, such as 212-555-0142.")
    digits = str(number.national_number)
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
