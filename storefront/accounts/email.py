"""Email addresses, brought to the one spelling in which they are stored and compared."""

from email_validator import EmailNotValidError, validate_email

from storefront.accounts import words
from storefront.text import one_line

LONGEST = 254


class BadEmail(ValueError):
    """It cannot be an email address; the text says why."""


def normal_email(text: str) -> str:
    """Lower case, without what surrounds it. Raises BadEmail.

    Before the @ only what every mail server takes: to others no mail of ours would go.

    ".test" is let through, for practice and for people of a demo; mail to it goes nowhere.
    """
    text = one_line(text)
    if not text.rpartition("@")[0].isascii():
        raise BadEmail(words.EMAIL_WITH_ACCENTS)
    try:
        valid = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise BadEmail(words.EMAIL) from None
    normal: str = valid.normalized.lower()
    if len(normal) > LONGEST:
        raise BadEmail(words.EMAIL_TOO_LONG)
    return normal
