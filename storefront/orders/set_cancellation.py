"""Taking back one set of several while the others are printed: 4Over cancels print jobs (API 15).

Asked, agreed to and seen as an item is (`cancellation.py`); the last set that is left is canceled
with its item. Before 4Over has the item a set is taken out at once, and is never sent.
"""

from collections.abc import Iterable

from storefront.clock import now
from storefront.database import db
from storefront.fourover.statuses import cancellable, shipped
from storefront.orders import notices
from storefront.orders.cancellation import NotCancellable, absent
from storefront.orders.charges import goods_charged
from storefront.orders.models import (
    Cancellation,
    CancellationState,
    ItemStatus,
    NoticeKind,
    OrderItem,
    PrintJob,
)
from storefront.orders.pushing.holding import TO_CONFIRM, NotHeld, cost_to_agree

ABSENT = "4Over does not have it."


def sets_to_cancel(item: OrderItem) -> list[int]:
    """Those that can be canceled alone now; none where that would leave nothing of the item."""
    request = item.cancellation
    asked_back = request is not None and request.open
    in_question = item.status == ItemStatus.IN_PRODUCTION or waits_in_the_shop(item)
    if item.sets == 1 or not in_question or asked_back:
        return []
    taken_back = {one.set_number for one in item.set_cancellations if one.open} | item.sets_gone
    left = [number for number in range(1, item.sets + 1) if number not in taken_back]
    if len(left) == 1:
        return []
    return [n for n in left if not any(shipped(job.status) for job in item.jobs_of(n))]


def waits_in_the_shop(item: OrderItem) -> bool:
    """4Over has nothing of it, and nobody was asked about the cost of all its sets."""
    stays = item.status in (ItemStatus.WAITING, ItemStatus.READY, ItemStatus.HELD)
    asked = item.question is not None and item.question.open
    return stays and absent(item) and cost_to_agree(item) is None and not asked


def request_set(item: OrderItem, number: int, *, by: str, reason: str) -> Cancellation:
    """Note that staff want this set back. The caller has locked the item, releases its order,
    commits, and then enqueues `settle` and what was released. What 4Over does not have is canceled
    at once. Raises NotCancellable."""
    if number not in sets_to_cancel(item):
        raise NotCancellable(f"This version of {item.reference} cannot be canceled alone now.")
    request = _request(item, number, by=by, reason=reason)
    if item.jobs_of(number):
        return request
    if waits_in_the_shop(item):
        _leave_out(item, number)
    _seen(item, number, ABSENT)
    return request


def _leave_out(item: OrderItem, number: int) -> None:
    """Its files are waited for no longer, and what somebody agreed to is for one set less."""
    for slot in [one for one in item.slots if one.set_number == number and one.file_id is None]:
        item.slots.remove(slot)
        db.session.delete(slot)
    if item.accepted_cost is not None:
        sets = len(item.sets_sent)
        item.accepted_cost = item.accepted_cost * (sets - 1) / sets


def note_gone(item: OrderItem, gone: Iterable[PrintJob]) -> None:
    """4Over shows these jobs as canceled, and others of the item as not: the money for them is
    owed back, whoever canceled them. The caller commits."""
    gone = set(gone)
    for number in sorted({job.set_number for job in gone}):
        known = 1 < item.sets >= number and number not in item.sets_gone
        if known and set(item.jobs_of(number)) <= gone:
            _seen(item, number, "4Over shows it as canceled.")


def note_others(item: OrderItem) -> None:
    """A set that left 4Over, or goes on although 4Over agreed: its request is answered by that."""
    for request in item.set_cancellations if item.sets > 1 else ():
        for job in item.jobs_of(request.set_number) if request.open else ():
            if shipped(job.status):
                request.state, request.settled_at = CancellationState.REFUSED, now()
                request.answer = f"{request.answer} It had left 4Over.".strip()
            elif request.state == CancellationState.AGREED and not cancellable(job.status):
                request.state = CancellationState.UNCONFIRMED
                request.answer = f"4Over agreed, but {job.job_id} is at {job.status}."


def sets_to_confirm(item: OrderItem) -> list[int]:
    """Those of which a person may say that they are canceled."""
    waits = item.status not in (ItemStatus.CANCELLED, ItemStatus.HELD)
    return [one.set_number for one in item.set_cancellations if waits and one.state in TO_CONFIRM]


def confirm_set(item: OrderItem, number: int, *, answer: str) -> None:
    """4Over's support confirmed what the machine could not see. The caller commits. Raises
    NotHeld."""
    if number not in sets_to_confirm(item):
        raise NotHeld(f"No cancellation of this version of {item.reference} waits for that.")
    _seen(item, number, f"4Over's support: {answer}")


def _request(item: OrderItem, number: int, *, by: str, reason: str) -> Cancellation:
    request = Cancellation(
        set_number=number,
        asked_by=by,
        reason=reason,
        asked_at=now(),
        state=CancellationState.ASKED,
    )
    item.set_cancellations.append(request)
    return request


def _seen(item: OrderItem, number: int, answer: str) -> None:
    """It is canceled: the item comes to less, 4Over owes what it took for it, and the customer is
    owed a mail. The parcel is still sent, with what is left."""
    theirs = (one for one in item.set_cancellations if one.set_number == number and one.open)
    request = next(theirs, None) or _request(item, number, by="4Over", reason="Canceled by 4Over.")
    price, tax = item.part_of_set(number)
    request.state, request.settled_at, request.answer = CancellationState.SEEN, now(), answer
    item.less += price
    item.less_tax += tax
    item.less_charge += goods_charged(item, number)
    notices.owe(item.order, NoticeKind.CANCELLED, item.position, f"set {number}")
