"""What happens next with an item that is ready to go to 4Over: only what is so at this moment."""

from storefront.clock import now
from storefront.orders.models import OrderItem
from storefront.orders.release import why_not_yet
from storefront.partner.account import environment
from storefront.settings import shop_settings

ON_HOLD = "Nothing is sent now: sending is on hold in Settings."


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
        return "It waits: an order got no clear answer, and the next is tried after a pause."
    if item.push_after is not None and item.push_after > now():
        return "It waits: 4Over was out of reach, and is tried again after a pause."
    return "It is next to be sent to 4Over, within a few minutes."
