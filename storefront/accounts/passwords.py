"""Passwords: argon2id, at the strength of the day, and hashed anew when that rises."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 10, 200

# 19 MiB and two passes: slow for who guesses, bearable for a small server with many sign-ins
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


def hash_password(password: str) -> str:
    return _hasher.hash(_bytes(password))


def check_password(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """True if it was hashed at another strength than is used now."""
    return _hasher.check_needs_rehash(stored)


def _bytes(password: str) -> bytes:
    """A lone surrogate, which no keyboard makes, must not be an error of ours."""
    return password.encode(errors="replace")


# Checked when there is no such user, so that the answer takes as long as for one there is.
NOBODYS = hash_password("a password that belongs to nobody")
