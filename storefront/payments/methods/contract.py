"""What a way to pay must be able to do. A new one is a file beside this, and its name in a list of
`payments/methods/__init__.py`.

A `Method` that takes no money itself, such as on account, needs no more than that. One that does is
a `Provider`: it talks to somebody outside, always with no transaction open, and may be told the
same thing twice, late, and in any order.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from storefront.accounts.models import User
from storefront.orders.models import Order
from storefront.payments.models import PaymentStatus

CURRENCY = "usd"  # the shop's only one


@dataclass(frozen=True)
class Payer:
    """Who is to pay how much. A guest has no user."""

    user: User | None
    total: Decimal


class MethodNotOffered(Exception):
    """This payer cannot pay so, or not any more. The text says it to the customer."""


class Method(Protocol):
    """A way to pay, as customers choose it."""

    key: str  # in forms and in the database; never change it
    label: str

    def offered_to(self, payer: Payer) -> bool:
        """Whether this payer may choose it now. Asks nobody outside."""

    def explanation(self, payer: Payer) -> str:
        """What will happen, in a sentence for the customer who chooses."""

    def begin(self, order: Order) -> None:
        """The order is being placed, in the present transaction. Clear it (`payments/clearing.py`)
        if printing need wait neither for money nor for a person. Talks to nobody.

        Raises MethodNotOffered if it is offered no more: then nothing is ordered.
        """


@dataclass(frozen=True)
class Due:
    """What a provider is asked to take, once. Holds no row, so it outlives a transaction."""

    key: str  # ours; asked twice with the same, a provider makes one payment of it
    amount: Decimal
    order_number: str
    email: str
    back_url: str  # where the customer's browser returns to, whatever came of it


@dataclass(frozen=True)
class Opened:
    session: str  # what the provider calls it
    url: str  # where the customer pays


@dataclass(frozen=True)
class Report:
    """What a provider says of a payment."""

    key: str  # that we asked with; empty if the payment is none of ours
    status: PaymentStatus
    reference: str = ""  # of the money that came; refunds name it. Another is other money
    amount: Decimal = Decimal("0.00")
    currency: str = CURRENCY
    why: str = ""  # it failed, in words for staff


@dataclass(frozen=True)
class Told:
    """What was told of a payment by now: nothing yet, or a report for each time that money came."""

    reports: list[Report]
    url: str = ""  # where it can still be paid; nowhere if it is paid, closed or being checked


@dataclass(frozen=True)
class Found:
    """Money that came, as the provider lists it."""

    report: Report
    order_number: str  # that we asked with


@dataclass(frozen=True)
class Repaid:
    """The provider gave money back."""

    key: str  # that we asked with; empty if somebody did it at the provider's own page
    payment: str  # the reference of the money that came
    reference: str  # the provider's of the refund
    amount: Decimal


@dataclass(frozen=True)
class Attention:
    """A person must look: a refund failed."""

    payment: str  # the reference of the money that came
    words: str  # for staff: what the provider says, and what to do


class DisputeState(enum.StrEnum):
    OPEN = "open"
    KEPT = "kept"  # it was won, or not pursued; or the money came back after all
    LOST = "lost"  # the money is gone


@dataclass(frozen=True)
class Dispute:
    """The customer asks the money back from their bank, or how that ended."""

    payment: str  # the reference of the money that came
    reference: str  # the provider's of the dispute
    state: DisputeState
    amount: Decimal
    words: str  # for staff: what the provider says, and what to do
    answer_by: datetime | None = None  # at the provider, as long as it is open


News = Report | Repaid | Attention | Dispute


class ProviderDown(Exception):
    """The provider did not answer, or not so that it could be read: ask again later, with the same
    key."""


class ProviderFailed(ProviderDown):
    """It answered that it could not. Asked with the same key it says so again, for a day."""


class ProviderRefused(Exception):
    """The provider understood and said no. The text is for staff."""


class NotKnown(ProviderRefused):
    """The provider has no such payment: it was made with another account there."""


class Forged(Exception):
    """A webhook whose signature is not the provider's, or is old. The text is for staff;
    there is none where nothing was signed."""


class Provider(Method, Protocol):
    """A way to pay at somebody else's page. None of these is called with a transaction open.

    Each raises ProviderDown or ProviderRefused; NotKnown where the account there is another.
    """

    provider: str  # its name, for staff
    least: Decimal  # it takes no smaller amount

    def open(self, due: Due) -> Opened:
        """Begin a payment there. With the same key it is the same payment."""

    def ask(self, session: str) -> Told:
        """What became of it by now."""

    def close(self, session: str) -> Told:
        """Nobody is to pay it any more: another takes its place. Of one that is paid or closed
        already, nothing changes. Returns what became of it until then."""

    def came_since(self, moment: datetime) -> list[Found]:
        """All that was paid with keys of ours, of what was opened since then."""

    def given_back(self, reference: str) -> list[Repaid]:
        """What was given back of a payment by now, whoever asked for it; not what failed later."""

    def refund(self, reference: str, amount: Decimal, key: str) -> str:
        """Give money back, all or a part. With the same key it is given back once, as long as the
        provider remembers it: ask `given_back` first. Returns the provider's own reference."""

    def listens(self) -> bool:
        """Whether it is set up, so that its webhooks are to be trusted."""

    def heard(self, body: bytes, headers: Mapping[str, str]) -> News | None:
        """What a webhook says, or None if it is of no interest. Talks to nobody. Raises Forged."""
