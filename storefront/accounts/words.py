"""What people read when an address, an email or a password will not do."""

from storefront.accounts.passwords import SHORTEST

EMAIL = "Enter an email address such as name@example.com."
EMAIL_TOO_LONG = "This email address is too long."
EMAIL_WITH_ACCENTS = (
    "Use an email address without accents or other special letters before the @. "
    "We can't send email to any other."
)
MILITARY = (
    "Our carriers do not deliver to military addresses (APO, FPO, DPO). "
    "Please use a street address."
)
PASSWORD = f"A password has at least {SHORTEST} characters."
PHONE = "Enter a phone number with its area code, such as 212-555-0142."
ZIP_CODE = "A ZIP code has five digits, such as 10118."


def unknown_zip(zipcode: str) -> str:
    return f"We don't know the ZIP code {zipcode}."


def zip_elsewhere(zipcode: str, city: str, state: str) -> str:
    return f"ZIP code {zipcode} is in {city}, {state}. Do you mean {state}?"


def unknown_zips(first: str, last: str) -> str:
    return f"{_zips(first, last)} not known to us."


def zips_elsewhere(first: str, last: str, where: str, state: str, *, too: bool) -> str:
    """`too`: some of them are in that state as well."""
    return f"{_zips(first, last)} in {where}, not in {state}{' alone' if too else ''}."


def _zips(first: str, last: str) -> str:
    return f"ZIP codes {first} to {last} are" if first != last else f"ZIP code {first} is"
