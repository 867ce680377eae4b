"""E-mail addresses, brought to the one spelling in which they are stored and compared."""

from email_validator import EmailNotValidError, validate_email

from storefront.text import clean

LONGEST = 254


class BadEmail(ValueError):
    """It cannot be an e-mail address; the text says why."""


def normal_email(text: str) -> str:
    """Lower case, without what surrounds it. Raises BadEmail.

    ".test" is let through, for practice and for people of a demo; mail to it goes nowhere.
    """
    try:
        found = validate_email(clean(text), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise BadEmail(str(error)) from None
    normal: str = found.normalized.lower()
    if len(normal) > LONGEST:
        raise BadEmail("The address is too long.")
    return normal
