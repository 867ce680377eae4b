"""When an item is expected to arrive. The day 4Over named holds if printing can start on the day it
was ordered: what waits first arrives so much later."""

from datetime import date, timedelta

from storefront.catalog.stages import Gate
from storefront.orders.models import ItemStatus, OrderItem
from storefront.orders.stages import open_stages
from storefront.times import local, weekday

OVER = (ItemStatus.DELIVERED, ItemStatus.CANCELLING, ItemStatus.CANCELLED)
SATURDAY = 5
_AFTER = {
    Gate.PAYMENT: "it is paid for",
    Gate.FILES: "we have all your files",
    Gate.CUSTOMER: "you approve your files",
}


def expected(item: OrderItem) -> str:
    """ "estimated delivery Fri, Dec 4"; "" if it has arrived, or nobody has named a day."""
    if not item.in_hand or item.status in OVER:
        return ""
    named, ordered = date.fromisoformat(item.in_hand), local(item.order.placed_at).date()
    if item.status == ItemStatus.WAITING:
        days = (named - ordered).days
        counted = "1 day" if days == 1 else f"{days} days"
        return f"estimated delivery {counted} after {_waits_for(item)}" if days > 0 else ""
    if item.ready_since and (waited := (local(item.ready_since).date() - ordered).days) > 0:
        named = _working_day(named + timedelta(days=waited))
    if item.status == ItemStatus.HELD or item.stopped_jobs:
        return f"delivery was estimated for {weekday(named.isoformat())}, and may be later"
    return f"estimated delivery {weekday(named.isoformat())}"


def _waits_for(item: OrderItem) -> str:
    """The last of what it still has to pass."""
    gates = [stage.gate for stage in open_stages(item)]
    if gates and gates[-1] == Gate.PAYMENT and item.order.waits_for_approval:
        return "we approve your order"
    return _AFTER.get(gates[-1] if gates else Gate.STAFF, "we have checked your order")


def _working_day(day: date) -> date:
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day
