"""What the providers' APIs have in common: sums in cents, and answers that cannot be read."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from storefront.payments.methods.contract import ProviderDown

log = logging.getLogger(__name__)

TOLERANCE = 300  # seconds that a webhook may be old
MOST = 10**11  # cents that one payment may have
LONGEST = 200  # characters of a name


def cents(amount: Decimal) -> int:
    return int(amount * 100)


def dollars(whole: Any) -> Decimal:
    """Raises ValueError for what is no sum of money."""
    if type(whole) is not int or not 0 <= whole <= MOST:
        raise ValueError("no whole cents")
    return Decimal(whole).scaleb(-2)


def name(told: Any) -> str:
    """A key or an id. Raises ValueError for what is none."""
    if type(told) is not str or not 0 < len(told) <= LONGEST:
        raise ValueError("no name")
    return told


@contextmanager
def read() -> Iterator[None]:
    """Around the reading of an answer: one that cannot be read is none. Raises ProviderDown."""
    try:
        yield
    except (LookupError, TypeError, ValueError) as trouble:
        log.warning("An answer of a provider's cannot be read: %r", type(trouble))
        raise ProviderDown("an answer that cannot be read") from None
