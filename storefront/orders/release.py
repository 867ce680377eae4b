"""When an item may go to 4Over: once it has passed all stages of its workflow, and always only
paid and with its files."""

from sqlalchemy import select

from storefront.catalog.stages import Gate
from storefront.database import db
from storefront.money import format_money
from storefront.orders.checked_files import stopping_files
from storefront.orders.models import Cleared, ItemStage, ItemStatus, NoticeKind, Order, OrderItem
from storefront.orders.notices import owe
from storefront.orders.stages import AnyStage, open_stages, seal_of, stage_now


def release(order: Order, *, tell: bool = True) -> list[OrderItem]:
    """Make ready what may go, and return it. A customer who is waited for is told, unless `tell`
    is false. The caller commits and enqueues each."""
    released = []
    for item in order.items:
        if item.status != ItemStatus.WAITING or not item.is_partners:
            continue
        stage = stage_now(item)
        if stage is None:
            item.move_to(ItemStatus.READY)
            released.append(item)
        elif stage.gate == Gate.CUSTOMER and tell:
            owe(order, NoticeKind.APPROVAL, item.position, _asked(item, stage))
    return released


def _asked(item: OrderItem, stage: AnyStage) -> str:
    """What the customer is asked to look at: other files, or a later stage, are asked for anew."""
    return f"{getattr(stage, 'position', 0)}-{seal_of(item)}"[:40]


def why_not_yet(item: OrderItem) -> list[str]:
    """What an item still waits for, in words for staff, the next first. Empty: nothing."""
    return [_words(item, stage) for stage in open_stages(item)]


def _words(item: OrderItem, stage: AnyStage) -> str:
    words = _reason(item, stage)
    if stage.internal:
        words = f"{stage.internal.rstrip('.')}: {words[0].lower()}{words[1:]}"
    if isinstance(stage, ItemStage) and stage.passed_by:
        words += f" The files are others than those that {stage.passed_by} approved."
    return words


def _reason(item: OrderItem, stage: AnyStage) -> str:
    if stage.gate == Gate.PAYMENT:
        if item.order.waits_for_approval:
            return "It is on account, and nobody has approved it yet."
        if item.extra_due and item.order.cleared_at:
            more = format_money(item.extra + item.extra_tax)
            words = f"The customer agreed to pay {more} more, and has not paid it yet"
            on_account = item.order.cleared_how == Cleared.ON_ACCOUNT
            return f"{words}: with it they owe more than they may." if on_account else f"{words}."
        return "It is not paid yet."
    if stage.gate == Gate.FILES:
        if missing := ", ".join(slot.label for slot in item.slots if slot.file_id is None):
            return f"Files are missing: {missing}."
        stopping = ", ".join(one.slot.label for one in stopping_files(item))
        return f"The customer has to look at what was found in the files: {stopping}."
    return {
        Gate.CUSTOMER: "It waits for approval by the customer.",
        Gate.STAFF: "It waits for approval by staff.",
        Gate.RELEASE: "It waits to be released by staff.",
    }[stage.gate]


def overlooked() -> list[int]:
    """Orders with an item that waits although nothing is missing, for the sweep."""
    waiting = (
        select(OrderItem)
        .join(Order)
        .where(
            OrderItem.status == ItemStatus.WAITING,
            OrderItem.is_partners,
            Order.cleared_at.is_not(None),
        )
    )
    items = db.session.scalars(waiting)
    return sorted({item.order_id for item in items if not open_stages(item)})
