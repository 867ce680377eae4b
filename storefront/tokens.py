"""Words that went through other hands and come back unchanged: signed, and good for a time."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer


class LinkExpired(Exception):
    """It was a good link once."""


@dataclass(frozen=True)
class Signed:
    words: str
    at: datetime  # UTC, to the second


def dumps(words: str, purpose: str) -> str:
    """A token that can stand in a URL. It opens nothing of another purpose."""
    return _signer(purpose).dumps(words)


def loads(token: str, purpose: str, *, good_for: int) -> str | None:
    """What was signed, or None for a token that is not ours. Seconds. Raises LinkExpired."""
    signed = loads_with_time(token, purpose, good_for=good_for)
    return signed.words if signed else None


def loads_with_time(token: str, purpose: str, *, good_for: int) -> Signed | None:
    """The same, and when it was signed."""
    try:
        words, at = _signer(purpose).loads(token, max_age=good_for, return_timestamp=True)
    except SignatureExpired:
        raise LinkExpired from None
    except BadSignature:
        return None
    return Signed(words, at)


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=purpose)
