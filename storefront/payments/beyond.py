"""What somebody agreed to give back beyond what was owed: the customer does not owe it anew."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from storefront.money import NOTHING


class LedgerLine(Protocol):
    """Of the customer's side of the refund ledger."""

    @property
    def open(self) -> bool: ...
    @property
    def goodwill(self) -> object: ...
    @property
    def expected(self) -> Decimal: ...
    @property
    def amount(self) -> Decimal | None: ...


def beyond_of(line: LedgerLine) -> Decimal:
    """Of one line: below zero if that is taken back."""
    if line.amount is None or abs(line.amount) <= abs(line.expected):
        return NOTHING
    return line.amount - line.expected


def granted_beyond(came_to: Decimal, lines: Sequence[LedgerLine]) -> Decimal:
    """Of what was given beyond what was granted for an item, what is more than all that the item
    came to."""
    granted = [line for line in lines if line.goodwill]
    closed = sum((line.expected for line in lines if not line.goodwill and not line.open), NOTHING)
    given = sum((line.amount or NOTHING for line in granted), NOTHING)
    most = sum(map(beyond_of, granted), NOTHING)
    return max(NOTHING, min(most, given + closed - came_to))
