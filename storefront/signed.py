"""Words that went through other hands and come back unchanged: signed, and good for a time."""

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer


class LinkExpired(Exception):
    """It was a good link once."""


def dumps(words: str, purpose: str) -> str:
    """A token that can stand in an address. It opens nothing of another purpose."""
    return _signer(purpose).dumps(words)


def loads(token: str, purpose: str, *, good_for: int) -> str | None:
    """What was signed, or None for a token that is not ours. Seconds. Raises LinkExpired."""
    try:
        words: str = _signer(purpose).loads(token, max_age=good_for)
    except SignatureExpired:
        raise LinkExpired from None
    except BadSignature:
        return None
    return words


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=purpose)
