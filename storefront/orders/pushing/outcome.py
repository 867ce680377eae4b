"""The ends of an attempt that 4Over did not accept. Each function commits."""

from datetime import timedelta
from decimal import Decimal

from storefront.clock import now
from storefront.config import config
from storefront.fourover.errors import Refused
from storefront.orders import cancellation
from storefront.orders.models import Hold, ItemStatus, NoticeKind, OrderItem, Phase
from storefront.orders.notices import owe_once
from storefront.orders.pushing.ending import SENT, anew_if_changed, ending
from storefront.partner.models import PartnerAccount
from storefront.times import today

LONGEST_PAUSE = 1800.0  # seconds between two tries, unless 4Over asks for more


@anew_if_changed
def parked(attempt_id: int, hold: Hold, note: str, asked_cost: Decimal | None = None) -> None:
    """A check failed: nothing was sent, and the item is held. `asked_cost` is the dearer cost that
    somebody may agree to, in dollars."""
    with ending(attempt_id, (Phase.PREPARING,), Phase.NOT_SENT, note) as ended:
        if ended and ended.on_its_own_item:
            _hold(ended.item, hold, note)
            ended.item.asked_cost = asked_cost
            cancellation.grant_if_absent(ended.item)


@anew_if_changed
def not_sent(
    attempt_id: int, note: str, retry_after: float | None = None, *, detail: str = ""
) -> None:
    """4Over surely did not take it in: ready again after a pause, held after a day.

    `note` is a sentence for people; `detail` stays with the attempt.
    """
    was = Phase.PREPARING, Phase.SENDING
    with ending(attempt_id, was, Phase.NOT_SENT, detail or note) as ended:
        if not ended or not ended.on_its_own_item:
            return
        item = ended.item
        if any(a.phase in (Phase.ACCEPTED, Phase.PARTLY) for a in item.attempts):
            item.hold_for(Hold.UNMAPPED, "4Over has it already, from an earlier attempt.")
        elif item.unresolved is not None:  # an earlier attempt may be there after all
            item.hold_for(Hold.UNKNOWN, note)
        else:
            item.move_to(ItemStatus.READY, note)
            _wait_or_give_up(item, note, retry_after)
            cancellation.grant_if_absent(item)


def _wait_or_give_up(item: OrderItem, note: str, retry_after: float | None) -> None:
    tries = sum(1 for attempt in item.attempts if attempt.phase == Phase.NOT_SENT)
    item.push_after = now() + timedelta(seconds=pause(tries, retry_after))
    since = item.ready_since or now()
    if now() - since > timedelta(seconds=config().push_give_up_seconds):
        item.hold_for(Hold.UNREACHABLE, note)


def pause(tries: int, retry_after: float | None) -> float:
    """Seconds to wait: what 4Over asked for, else 30 s doubling up to half an hour."""
    if retry_after is not None:
        return min(max(retry_after, 1.0), 3600.0)
    doubled = 30.0 * float(2 ** min(tries, 6))
    return min(doubled, LONGEST_PAUSE)


@anew_if_changed
def unknown(attempt_id: int, note: str, *, detail: str = "") -> None:
    """4Over may have it: it is held until a person decides, and the account pauses for a minute.

    `note` is a sentence for people; `detail` stays with the attempt.
    """
    with ending(attempt_id, (Phase.SENDING,), Phase.UNKNOWN, detail or note) as ended:
        if not ended:
            return
        item = ended.item
        if item.status in (ItemStatus.PUSHING, ItemStatus.READY, ItemStatus.HELD):
            look = "4Over may have the order: look before you send it again."
            item.hold_for(Hold.UNKNOWN, f"{note} {look}")
        _open_breaker(item.order.account, note)


@anew_if_changed
def refused(attempt_id: int, refusal: Refused) -> None:
    """4Over understood and made nothing of it."""
    hold = Hold.CREDENTIALS if refusal.credentials else Hold.REFUSED
    if refusal.payment:
        hold = Hold.CARD
    with ending(attempt_id, SENT, Phase.REFUSED, refusal.words) as ended:
        if not ended:
            return
        if ended.on_its_own_item or ended.ends_its_doubt:
            _hold(ended.item, hold, refusal.sentence)
            cancellation.grant_if_absent(ended.item)
        if refusal.credentials:
            _open_breaker(ended.item.order.account, refusal.sentence)


def _hold(item: OrderItem, hold: Hold, note: str) -> None:
    """And if its card cannot be charged, note that with the card: staff are told once, however many
    orders wait for it."""
    item.hold_for(hold, note)
    if hold == Hold.CARD and item.order.card:
        item.order.card.trouble = note
    elif hold == Hold.CARD:
        owe_once(item.order, NoticeKind.NO_CARD, f"{today()} {item.order.account_id}")


def _open_breaker(account: PartnerAccount | None, reason: str) -> None:
    if account is not None:
        account.breaker_opened_at, account.breaker_reason = now(), reason[:1000]
