"""What a person can say about an item that is held. Each statement is recorded with who and why."""

from datetime import timedelta
from decimal import Decimal
from itertools import chain, count

from sqlalchemy import select

from storefront.clock import now
from storefront.config import config
from storefront.database import db
from storefront.fourover.client import FourOver
from storefront.fourover.errors import Refused
from storefront.money import NOTHING, format_money
from storefront.orders import cancellation
from storefront.orders.costs import agree_to_loss
from storefront.orders.models import (
    CancellationState,
    Hold,
    ItemStatus,
    Order,
    OrderItem,
    Phase,
    PrintJob,
    PushAttempt,
)
from storefront.orders.stages import open_stages
from storefront.partner.charged_to import ChargedTo, charge_at
from storefront.partner.models import PartnerAccount

TO_CONFIRM = (CancellationState.AGREED, CancellationState.UNCONFIRMED)


class NotYet(Exception):
    """The order that was sent could still arrive. The text says when this can be decided."""


class NotHeld(Exception):
    """The item is not held, or not for that reason."""


class CostChanged(Exception):
    """The cost that was shown is not the one that 4Over asks now."""


class JobNotFound(Exception):
    """4Over does not know one of the job ids, or the shop has it under another item."""


def in_doubt(item: OrderItem) -> bool:
    """It is held because 4Over may have it, or has it in a way that the shop does not know."""
    held = item.status == ItemStatus.HELD
    return held and item.hold is not None and item.hold.in_doubt


def cost_to_agree(item: OrderItem) -> Decimal | None:
    """The dearer cost for which it is held until somebody agrees, in dollars."""
    dearer = item.hold in (Hold.DEARER, Hold.ASKED)
    return item.asked_cost if dearer and item.status == ItemStatus.HELD else None


def may_be_sent_again(item: OrderItem) -> bool:
    """It is held, surely not at 4Over, and for nothing that somebody has to agree to first."""
    held = item.status == ItemStatus.HELD
    return held and not in_doubt(item) and cost_to_agree(item) is None


def send_again(item: OrderItem, *, by: str, reason: str) -> None:
    """Make a held item ready once more; one that was disputed, if it waits for nothing else. The
    caller commits and enqueues.

    After an unknown this needs `fourover_has_not` first. Raises NotHeld.
    """
    if not may_be_sent_again(item):
        raise NotHeld(f"{item.reference} cannot simply be sent again.")
    if item.hold == Hold.DISPUTED and open_stages(item):
        item.move_to(ItemStatus.WAITING, reason, who=by)
        return
    if item.hold == Hold.UNDER_COST:
        agree_to_loss(item)
    if charge := charge_if_sent(item):
        item.order.charge_to(charge)
    _ready(item, by, reason)


def charge_if_sent(item: OrderItem) -> ChargedTo | None:
    """What it will be charged to: as the order was placed, but if it waits for a card, what is
    chosen now for its account and customer. None for the shop's own products."""
    order = item.order
    if item.status != ItemStatus.HELD or item.hold != Hold.CARD or order.account is None:
        return order.charge
    return charge_at(order.account, order.user_id)


def waiting_for_card(account_id: int | None = None) -> list[OrderItem]:
    """The items that wait for a card and can be sent again, as one is chosen now: of all accounts,
    or of one."""
    held = (
        select(OrderItem)
        .join(Order)
        .where(OrderItem.status == ItemStatus.HELD, OrderItem.hold == Hold.CARD)
    )
    if account_id is not None:
        held = held.where(Order.account_id == account_id)
    return [
        item
        for item in db.session.scalars(held.order_by(OrderItem.id))
        if may_be_sent_again(item) and (charge := charge_if_sent(item)) and charge.card
    ]


def accept_cost(item: OrderItem, shown: Decimal, *, by: str) -> str:
    """Agree to the dearer cost that 4Over was just asked for, and that was `shown`; then it goes.

    What was ordered stays on record. Returns what was agreed, in words. Raises NotHeld, or
    CostChanged if it is not the cost that was asked last.
    """
    cost = cost_to_agree(item)
    if cost is None:
        raise NotHeld(f"{item.reference} is not held for its cost.")
    if shown != cost:
        raise CostChanged(f"It costs {format_money(cost)} now. Please look at it again.")
    before = item.expected_cost or NOTHING
    words = f"Agreed to {format_money(shown)} instead of {format_money(before)}."
    item.accepted_cost = shown
    _ready(item, by, words)
    return words


def minutes_left(attempt: PushAttempt | None) -> int:
    """Until nothing of an unknown attempt can arrive any more: the settle time, and three leases,
    since it was sent. 0: it is so."""
    if attempt is None:
        return 0
    settings = config()
    wait = max(settings.push_settle_seconds, 3 * settings.push_lease_seconds)
    left = (attempt.sent_at or attempt.claimed_at) + timedelta(seconds=wait) - now()
    return int(left.total_seconds() // 60) + 1 if left > timedelta(0) else 0


def may_be_ruled_out(item: OrderItem) -> bool:
    """A person may say that 4Over does not have it: nothing of it is on its way any more."""
    attempt = item.unresolved
    return in_doubt(item) and attempt is not None and not minutes_left(attempt)


def fourover_has_not(item: OrderItem, *, by: str, reason: str, again: bool) -> None:
    """A person looked: 4Over does not have it. Send it again, or leave it held.

    Raises NotHeld, and NotYet while the lost order could still arrive.
    """
    attempt = item.unresolved
    if attempt is None or not may_be_ruled_out(item):
        _refuse_while_under_way(attempt)
        raise NotHeld(f"{item.reference} has no attempt in doubt.")
    attempt.ended_at = now()
    attempt.note = f"{attempt.note} {by}: 4Over does not have it. {reason}"[:4000]
    if again:
        _ready(item, by, reason)
    else:
        item.hold_for(Hold.ABSENT, f"4Over does not have it. {reason}", who=by)
        cancellation.grant_if_absent(item)


def _refuse_while_under_way(attempt: PushAttempt | None) -> None:
    if minutes := minutes_left(attempt):
        raise NotYet(f"The order may still be on its way. You can decide in {minutes} min.")


def account_to_ask(item: OrderItem) -> PartnerAccount | None:
    """Among whose print jobs a person may find it. None: it is not in doubt, or that is gone."""
    return item.order.account if in_doubt(item) else None


def check_jobs(client: FourOver, typed: list[str]) -> list[str]:
    """The job numbers as 4Over writes them, each known there. No transaction may be open.

    Raises JobNotFound.
    """
    return list(dict.fromkeys(_as_fourover_writes(client, job_id) for job_id in typed))


def _as_fourover_writes(client: FourOver, job_id: str) -> str:
    """4Over tells capitals from small letters; who copies a number by hand does not."""
    for spelled in dict.fromkeys((job_id, job_id.upper())):
        try:
            client.order_status(spelled)
        except Refused as refusal:
            last = refusal
        else:
            return spelled
    raise JobNotFound(f"4Over does not know {job_id}. {last.sentence}")


def fourover_has_it(item: OrderItem, job_ids: list[str], *, by: str, reason: str) -> None:
    """A person found the jobs at 4Over, and they were checked. Raises NotHeld, JobNotFound."""
    if account_to_ask(item) is None:
        raise NotHeld(f"{item.reference} is not in doubt, or its 4Over account is gone.")
    others = select(PrintJob.job_id).where(
        PrintJob.job_id.in_(job_ids), PrintJob.item_id != item.id
    )
    if taken := list(db.session.scalars(others)):
        raise JobNotFound(f"{', '.join(taken)} belongs to another item.")
    known = {job.job_id for job in item.print_jobs}
    attempt = item.unresolved
    numbers = chain(item.sets_sent, count(item.sets + 1))
    free = (n for n in numbers if n not in {job.set_number for job in item.print_jobs})
    for job_id in job_ids:
        if job_id not in known:
            attempt_id = attempt.id if attempt else None
            job = PrintJob(job_id=job_id, set_number=next(free), attempt_id=attempt_id)
            item.print_jobs.append(job)
    if attempt is not None:
        attempt.phase, attempt.ended_at = Phase.ACCEPTED, now()
        attempt.note = f"{attempt.note} {by}: found at 4Over. {reason}"[:4000]
    item.move_to(ItemStatus.IN_PRODUCTION, f"Found at 4Over. {reason}", who=by)
    item.track_after = None


def may_be_confirmed(item: OrderItem) -> bool:
    """A person may say that its cancellation is done: 4Over agreed, or nobody knows its answer.
    Also once more, where 4Over accepted what was canceled already."""
    request = item.cancellation
    may_end = ItemStatus.CANCELLED in {item.status, *item.moves}
    waits = request is not None and request.state in TO_CONFIRM and may_end
    return waits and not minutes_left(item.unresolved)


def confirm_cancelled(item: OrderItem, *, by: str, answer: str) -> None:
    """4Over's support confirmed what the machine could not see. The caller commits.

    Raises NotHeld, and NotYet while a lost order could still arrive.
    """
    if not may_be_confirmed(item):
        _refuse_while_under_way(item.unresolved)
        raise NotHeld(f"No cancellation of {item.reference} waits to be confirmed.")
    cancellation.seen(item, f"4Over's support: {answer}", who=by)


def _ready(item: OrderItem, by: str, reason: str) -> None:
    item.ready_since, item.push_after = now(), None
    item.move_to(ItemStatus.READY, reason, who=by)
