"""Orders that the push journal says were sent, and the database does not know of.

Such an item is held as unknown, with what the journal says, and is settled as any other unknown:
taking the pause off does not send it. What has no item that could be held is listed for staff.
"""

from sqlalchemy import func, select, update
from sqlalchemy.orm.exc import StaleDataError

from storefront.audit import record
from storefront.clock import now
from storefront.database import NotUnique, db, end_transaction, rows_changed, unique
from storefront.orders.models import (
    TO_BE_SENT,
    Hold,
    LostOrder,
    Order,
    OrderItem,
    Phase,
    PushAttempt,
)
from storefront.orders.pushing import journal
from storefront.orders.pushing.journal import Sent
from storefront.times import moment


def hold_unrecorded() -> list[Sent]:
    """Hold or list all that the journal knows and the database does not, and return it. Commits.

    A restored database may be from the moment between a claim and its sending. So once anything is
    missing, attempts that were preparing count as sent too.
    """
    in_journal = journal.sent()
    if not unrecorded(in_journal):
        return []
    lost = sorted(unrecorded(in_journal, restored=True))
    for one in lost:
        _settle(one)
    return lost


def held_as_sent(item_id: int) -> bool:
    """Before a claim: whether the journal says that the item was sent before. Then it is held.
    Commits. Raises OSError if the journal cannot be read: then nothing may be sent."""
    item = db.session.get(OrderItem, item_id)
    reference = item.reference if item is not None else ""
    end_transaction()  # the journal may be long
    in_journal = journal.sent(reference) if reference else []
    lost = unrecorded(in_journal)
    for one in lost:
        _settle(one)
    return bool(lost)


def unrecorded(all_sent: list[Sent], *, restored: bool = False) -> list[Sent]:
    """Those of which the database has nothing, or not that they were sent."""
    known: set[str] = set()
    answered = {one.owner for one in all_sent if one.ended == journal.ANSWERED}
    for start in range(0, len(all_sent), 500):
        owners = [one.owner for one in all_sent[start : start + 500]]
        attempts = select(PushAttempt.owner, PushAttempt.sent_at, PushAttempt.phase)
        known |= {
            owner
            for owner, sent_at, phase in db.session.execute(
                attempts.where(PushAttempt.owner.in_(owners))
            )
            if sent_at is not None
            # killed between the line and the commit: no byte left
            or (owner not in answered and not (restored and phase == Phase.PREPARING))
        }
        listed = select(LostOrder.owner).where(LostOrder.owner.in_(owners))
        known |= set(db.session.scalars(listed))
    return [one for one in all_sent if one.owner not in known]


def _settle(sent: Sent) -> None:
    """Hold the item, or list it as lost. Another process that does so first is right as well."""
    try:
        with unique(LostOrder.owner), unique(PushAttempt.item_id, PushAttempt.number):
            item = _item(sent.item)
            if item is not None and item.status in TO_BE_SENT:
                _hold(item, sent)
            else:
                db.session.add(_lost(sent))
            db.session.commit()
    except (NotUnique, StaleDataError):
        db.session.rollback()


def _item(reference: str) -> OrderItem | None:
    number, _, position = reference.rpartition("-")
    if not position.isdecimal() or len(position) > 9:
        return None
    return db.session.scalar(
        select(OrderItem)
        .join(Order)
        .where(Order.number == number, OrderItem.position == int(position))
    )


def _hold(item: OrderItem, sent: Sent) -> None:
    words = (
        f"It was sent on {moment(sent.at)}, says the shop's record of sent orders; the database "
    )
    words += "is older. 4Over may have it; look before sending again."
    if sent.jobs:
        words += f" 4Over's answer named {sent.jobs}."
    attempt = next((one for one in item.attempts if one.owner == sent.owner), None)
    if attempt is None:
        last = select(func.max(PushAttempt.number)).where(PushAttempt.item_id == item.id)
        attempt = PushAttempt(number=(db.session.scalar(last) or 0) + 1, owner=sent.owner)
        item.attempts.append(attempt)
    attempt.phase, attempt.ended_at = Phase.UNKNOWN, None
    attempt.claimed_at = attempt.sent_at = sent.at
    attempt.card, attempt.expected, attempt.note = sent.card, sent.expected, words
    item.push_owner, item.push_until = "", None
    item.hold_for(Hold.UNKNOWN, words)
    record("shop", "put on hold as sent", item.reference, words)


def _lost(sent: Sent) -> LostOrder:
    amount = sent.expected.sum if sent.expected else ""
    record("shop", "found among sent orders", sent.item, f"{amount} {sent.card} {sent.jobs}")
    return LostOrder(
        reference=sent.item[:60],
        owner=sent.owner,
        sent_at=sent.at,
        card=sent.card,
        expected=sent.expected,
        jobs=sent.jobs,
    )


def resolve(lost: LostOrder, *, by: str, note: str) -> bool:
    """A person found out what it was, and saw to it: once. The caller commits."""
    still_open = update(LostOrder).where(LostOrder.id == lost.id, LostOrder.settled_at.is_(None))
    return bool(rows_changed(still_open.values(settled_at=now(), settled_by=by, note=note)))
