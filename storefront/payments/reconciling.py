"""Saying that an entry stands on its card's statement, and taking that back: on record, both."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select, update

from storefront.audit import record
from storefront.clock import now
from storefront.database import db, rows_changed
from storefront.orders.models import TAKEN, Order, OrderItem, PushAttempt
from storefront.payments.charges import GIVEN
from storefront.payments.models import Refund

# what may be reconciled, by the first part of an entry's key
_KINDS: dict[str, tuple[Any, ColumnElement[bool]]] = {
    "charge": (PushAttempt, PushAttempt.phase.in_(TAKEN)),
    "credit": (Refund, GIVEN),
}


@dataclass(frozen=True)
class Reconciled:
    added: int
    taken_back: int
    missed: int  # somebody else was quicker, or it cannot be reconciled any more


def reconcile(*, shown: Iterable[str], checked: Iterable[str], by: str) -> Reconciled:
    """Make of the entries that were reconciled when they were `shown` those that are `checked`
    now, by their keys. What is in neither stays as it is. The caller commits."""
    before, after = set(shown), set(checked)
    added = [_write(key, by, reconciled=True) for key in sorted(after - before)]
    taken = [_write(key, by, reconciled=False) for key in sorted(before - after)]
    return Reconciled(sum(added), sum(taken), len(added) + len(taken) - sum(added) - sum(taken))


def name_amount(key: str, amount: Decimal, *, by: str) -> bool:
    """Say what the statement says, of a charge of which 4Over's answer named no amount: once. The
    caller commits."""
    kind, _, number = key.partition("-")
    may = PushAttempt.phase.in_(TAKEN) & PushAttempt.charged.is_(None)
    if kind != "charge" or not _is_number(number):
        return False
    unnamed = update(PushAttempt).where(PushAttempt.id == int(number), may)
    if not rows_changed(unnamed.values(charged=amount)):
        return False
    record(by, "charge named by the statement", _reference(PushAttempt, number), str(amount))
    return True


def _write(key: str, by: str, *, reconciled: bool) -> bool:
    kind, _, number = key.partition("-")
    if kind not in _KINDS or not _is_number(number):
        return False
    row, may = _KINDS[kind]
    still = row.reconciled_at.is_(None) if reconciled else row.reconciled_at.is_not(None)
    wanted = update(row).where(row.id == int(number), still, may)
    at, who = (now(), by) if reconciled else (None, "")
    if not rows_changed(wanted.values(reconciled_at=at, reconciled_by=who)):
        return False
    record(
        by,
        f"{kind} {'reconciled' if reconciled else 'not reconciled any more'}",
        _reference(row, number),
    )
    return True


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9


def _reference(row: Any, number: str) -> str:
    its = select(Order.number, OrderItem.position).join(OrderItem).join(row)
    order, position = db.session.execute(its.where(row.id == int(number))).one()
    return f"{order}-{position}"
