"""What happens next with an item that is ready to go to 4Over: only what is so at this moment."""

from datetime import timedelta

from storefront.clock import now
from storefront.config import config
from storefront.orders.models import ItemStatus, OrderItem
from storefront.orders.release import why_not_yet
from storefront.partner.account import environment
from storefront.partner.models import PartnerAccount
from storefront.settings import shop_settings
from storefront.times import moment

ON_HOLD = "Nothing is sent now: sending is on hold in Settings."


class CannotBeSent(Exception):
    """Nothing makes it go sooner. The text says what is in the way."""


def may_be_sent_now(item: OrderItem) -> bool:
    """It is ready, and nothing stands against a try at once."""
    ready = item.status == ItemStatus.READY and not shop_settings().pushing_paused
    return ready and not why_not_yet(item)


def send_now(item: OrderItem) -> None:
    """Do not wait for the end of a pause. The caller commits and enqueues. Raises
    CannotBeSent."""
    if not may_be_sent_now(item):
        raise CannotBeSent(outlook(item))
    item.push_after = None


def rest_words(account: PartnerAccount) -> str:
    """Since when an account rests after a doubt, and until when: for staff, in sentences."""
    if account.breaker_opened_at is None:
        return ""
    until = account.breaker_opened_at + timedelta(seconds=config().breaker_seconds)
    when = f"at {moment(until)}" if until > now() else "as soon as it is there"
    return (
        f"Since {moment(account.breaker_opened_at)}. The next order is tried {when}; "
        "if 4Over answers clearly, sending goes on."
    )


def outlook(item: OrderItem) -> str:
    """For staff, in a sentence. The first thing in the way counts."""
    account = item.order.account
    if shop_settings().pushing_paused:
        return ON_HOLD
    if reasons := why_not_yet(item):
        return f"It cannot be sent yet. {' '.join(reasons)}"
    if account is None:
        return "It cannot be sent: its 4Over account is gone."
    if item.order.environment != environment():
        return f"It cannot be sent: it was ordered in {item.order.environment}."
    if account.breaker_opened_at is not None:
        return f"It waits, as an order got no clear answer. {rest_words(account)}"
    if item.push_after is not None and item.push_after > now():
        return "It waits: 4Over was out of reach, and is tried again after a pause."
    return "It is next to be sent to 4Over, within a few minutes."
