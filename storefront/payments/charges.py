"""What 4Over charged to each card and gave back, as it is looked for on the card's statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from storefront.database import db
from storefront.money import NOTHING, round_to_cent
from storefront.orders.charges import unquoted_tax
from storefront.orders.models import TAKEN, Order, OrderItem, Phase, PrintJob, PushAttempt
from storefront.partner.models import PartnerAccount
from storefront.payments.models import Refund, RefundSide, RefundStatus

IN_DOUBT = (PushAttempt.phase == Phase.SENDING) | (
    (PushAttempt.phase == Phase.UNKNOWN) & PushAttempt.ended_at.is_(None)
)
CHARGE = PushAttempt.phase.in_(TAKEN) | IN_DOUBT
_correction = aliased(Refund)
_BY_MISTAKE = exists().where(_correction.corrects_id == Refund.id)  # it is on no statement
_OF_4OVER = (Refund.side == RefundSide.FOUROVER) & (
    ~_BY_MISTAKE | Refund.reconciled_at.is_not(None)  # unless somebody says that it is
)
GIVEN = _OF_4OVER & (Refund.status == RefundStatus.SETTLED)
CREDIT = _OF_4OVER & Refund.status.in_((RefundStatus.SETTLED, RefundStatus.OPEN))
OF_THE_SHOP = PartnerAccount.owner_id.is_(None)
CREDITED_AT = func.coalesce(Refund.settled_at, Refund.opened_at)


class Doubt(StrEnum):
    """Why an entry is not as certain as others."""

    UNNAMED = "amount not named"  # by 4Over's answer; the expected one stands for it
    UNKNOWN = "not known if charged"
    OWED = "not credited yet"


@dataclass(frozen=True, slots=True)
class Entry:
    """A charge; or a credit, whose sums are below zero."""

    key: str  # names it in forms: charge-12, credit-7
    at: datetime
    order: str
    position: int
    account: str  # by its name
    card: str
    jobs: str
    expected: Decimal | None
    named: Decimal | None  # by 4Over, or by whoever noted the credit
    doubt: Doubt | None
    reconciled_at: datetime | None
    reconciled_by: str
    unquoted: Decimal = NOTHING  # of what was named, tax that 4Over's quote did not name

    @property
    def reference(self) -> str:
        return f"{self.order}-{self.position}"

    @property
    def amount(self) -> Decimal:
        """As it should stand on the statement."""
        return round_to_cent((self.expected if self.named is None else self.named) or NOTHING)

    @property
    def difference(self) -> Decimal:
        """Between what 4Over named and what was expected of it, with the tax it never quotes."""
        if self.named is None or self.expected is None:
            return NOTHING
        return round_to_cent(self.named - self.expected - self.unquoted)

    @property
    def may_be_reconciled(self) -> bool:
        """It is on a statement, or will be."""
        return self.doubt in (None, Doubt.UNNAMED)


@dataclass(frozen=True)
class CardTotal:
    account: str
    card: str
    entries: int
    charged: Decimal
    credited: Decimal
    reconciled: Decimal  # of both together
    uncertain: int  # charges in none of the sums
    owed: int  # credits that have not come, in none of them either

    @property
    def open(self) -> Decimal:
        return self.charged + self.credited - self.reconciled


def entries(since: datetime | None, until: datetime, *, only_open: bool = False) -> list[Entry]:
    """All from `since` (None: from ever) and before `until`, the oldest first; or only those that
    nobody has reconciled."""
    charges, credits_ = _charges().where(PushAttempt.sent_at < until), _credits()
    credits_ = credits_.where(until > CREDITED_AT)
    if since is not None:
        charges = charges.where(PushAttempt.sent_at >= since)
        credits_ = credits_.where(since <= CREDITED_AT)
    if only_open:
        charges = charges.where(PushAttempt.reconciled_at.is_(None))
        credits_ = credits_.where(Refund.reconciled_at.is_(None))
    ids = charges.with_only_columns(PushAttempt.id).order_by(None)
    jobs = _jobs(PrintJob.attempt_id.in_(ids))
    items = credits_.with_only_columns(Refund.item_id).order_by(None)
    cards = select(PushAttempt.item_id, PushAttempt.card).order_by(PushAttempt.id)
    cards = cards.where(PushAttempt.item_id.in_(items), PushAttempt.phase.in_(TAKEN))
    charged = dict(db.session.execute(cards).all())
    found = [_charge(row, jobs) for row in db.session.execute(charges)]
    found += [_credit(row, charged) for row in db.session.execute(credits_)]
    return sorted(found, key=lambda entry: (entry.at, entry.key))


def open_before(moment: datetime) -> int:
    """How many entries of earlier are not reconciled."""
    charges = _charges().where(PushAttempt.sent_at < moment, PushAttempt.reconciled_at.is_(None))
    credits_ = _credits().where(moment > CREDITED_AT, Refund.reconciled_at.is_(None))
    counted = [select(func.count()).select_from(those.subquery()) for those in (charges, credits_)]
    return sum(db.session.scalars(one).one() for one in counted)


def totals(of: Iterable[Entry]) -> list[CardTotal]:
    """For each card. What is uncertain is in none of the sums."""
    by_card = sorted(of, key=_card)
    return [_total(*card, list(its)) for card, its in groupby(by_card, key=_card)]


def _card(entry: Entry) -> tuple[str, str]:
    return entry.account, entry.card


def _total(account: str, card: str, its: list[Entry]) -> CardTotal:
    certain = [entry for entry in its if entry.may_be_reconciled]
    return CardTotal(
        account,
        card,
        len(its),
        charged=_sum(entry for entry in certain if entry.amount >= 0),
        credited=_sum(entry for entry in certain if entry.amount < 0),
        reconciled=_sum(entry for entry in certain if entry.reconciled_at),
        uncertain=sum(entry.doubt == Doubt.UNKNOWN for entry in its),
        owed=sum(entry.doubt == Doubt.OWED for entry in its),
    )


def _sum(of: Iterable[Entry]) -> Decimal:
    return sum((entry.amount for entry in of), NOTHING)


_ITEM = (
    Order.number,
    OrderItem.position,
    PartnerAccount.name,
    PartnerAccount.environment,
)


def _charges() -> Select[*tuple[Any, ...]]:
    columns = (
        PushAttempt.id,
        PushAttempt.sent_at,
        PushAttempt.card,
        PushAttempt.phase,
        PushAttempt.expected,
        PushAttempt.charged,
        PushAttempt.breakdown,
        PushAttempt.reconciled_at,
        PushAttempt.reconciled_by,
    )
    its = select(*columns, *_ITEM).join_from(PushAttempt, OrderItem).join(Order)
    return _with_account(its).where(CHARGE)


def _credits() -> Select[*tuple[Any, ...]]:
    columns = (
        Refund.id,
        Refund.item_id,
        CREDITED_AT.label("at"),
        Refund.status,
        Refund.expected,
        Refund.amount,
        Refund.reconciled_at,
        Refund.reconciled_by,
    )
    its = select(*columns, *_ITEM).join_from(Refund, OrderItem).join(Order)
    return _with_account(its).where(CREDIT)


def _with_account(its: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Of the shop's own: what 4Over charges to a customer's is on a statement that he has."""
    return its.outerjoin(PartnerAccount, Order.account_id == PartnerAccount.id).where(OF_THE_SHOP)


def _charge(row: Any, jobs: dict[int | None, list[str]]) -> Entry:
    doubt = None if row.charged is not None else Doubt.UNNAMED
    if row.phase not in TAKEN:
        doubt = Doubt.UNKNOWN
    return _entry(
        row,
        key=f"charge-{row.id}",
        at=row.sent_at,
        card=row.card,
        jobs=", ".join(jobs.get(row.id, [])),
        expected=row.expected.sum if row.expected else None,
        named=row.charged,
        unquoted=unquoted_tax(row.expected, row.charged, row.breakdown),
        doubt=doubt,
    )


def _credit(row: Any, cards: dict[int, str]) -> Entry:
    return _entry(
        row,
        key=f"credit-{row.id}",
        at=row.at,
        card=cards.get(row.item_id, ""),
        jobs="",
        expected=-row.expected,
        named=None if row.amount is None else -row.amount,
        doubt=None if row.status == RefundStatus.SETTLED else Doubt.OWED,
    )


def _entry(row: Any, **values: Any) -> Entry:
    account = f"{row.name}, {row.environment}" if row.name else "account gone"
    return Entry(
        order=row.number,
        position=row.position,
        account=account,
        reconciled_at=row.reconciled_at,
        reconciled_by=row.reconciled_by,
        **values,
    )


def _jobs(those: ColumnElement[bool]) -> dict[int | None, list[str]]:
    jobs: dict[int | None, list[str]] = {}
    its = select(PrintJob.attempt_id, PrintJob.job_id).where(those)
    for attempt_id, job_id in db.session.execute(its):
        jobs.setdefault(attempt_id, []).append(job_id)
    return jobs
