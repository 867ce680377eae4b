"""Ticking off what stands on a card's statement, and taking a tick back. Both are on record."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select, update

from storefront.audit import record
from storefront.clock import now
from storefront.database import db, rows_changed
from storefront.orders.models import TAKEN, Order, OrderItem, PushAttempt
from storefront.payments.models import Refund
from storefront.payments.reconciling import GIVEN

# what may be ticked, by the first part of an entry's key
_KINDS: dict[str, tuple[Any, ColumnElement[bool]]] = {
    "charge": (PushAttempt, PushAttempt.phase.in_(TAKEN)),
    "credit": (Refund, GIVEN),
}


@dataclass(frozen=True)
class Ticks:
    added: int
    taken_back: int
    missed: int  # somebody else was quicker, or it cannot be ticked any more


def reconcile(*, shown: Iterable[str], checked: Iterable[str], by: str) -> Ticks:
    """Make of the entries that were ticked when they were `shown` those that are `checked` now, by
    their keys. What is in neither stays as it is. The caller commits."""
    before, after = set(shown), set(checked)
    added = [_write(key, by, ticked=True) for key in sorted(after - before)]
    taken = [_write(key, by, ticked=False) for key in sorted(before - after)]
    return Ticks(sum(added), sum(taken), len(added) + len(taken) - sum(added) - sum(taken))


def _write(key: str, by: str, *, ticked: bool) -> bool:
    kind, _, number = key.partition("-")
    if kind not in _KINDS or not number.isdecimal() or len(number) > 9:
        return False
    row, may = _KINDS[kind]
    still = row.ticked_at.is_(None) if ticked else row.ticked_at.is_not(None)
    wanted = update(row).where(row.id == int(number), still, may)
    at, who = (now(), by) if ticked else (None, "")
    if not rows_changed(wanted.values(ticked_at=at, ticked_by=who)):
        return False
    its = select(Order.number, OrderItem.position).join(OrderItem).join(row)
    order, position = db.session.execute(its.where(row.id == int(number))).one()
    record(by, f"{kind} {'ticked off' if ticked else 'tick taken back'}", f"{order}-{position}")
    return True
