"""Telling the customer that an item has left or has come, by its tracking number if it has one; and
the shop that 4Over stopped it."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from storefront.clock import now
from storefront.database import db
from storefront.fourover.statuses import shipped
from storefront.orders import notices
from storefront.orders.models import ItemStatus, Notice, NoticeKind, OrderItem, PrintJob
from storefront.settings import shop_settings

SENT_OFF = (ItemStatus.SHIPPED, ItemStatus.DELIVERED)
NUMBER_COMES_WITHIN = timedelta(days=1)


def tell(item: OrderItem, jobs: Sequence[PrintJob]) -> None:
    """Owe the mail about an item that has shipped or was delivered. The caller commits.

    Each set of tracking numbers is told once, so a second parcel is told too. What has none is told
    when it was delivered, or a day after it left; and again after a reprint.
    """
    if jobs and all(job.tracking for job in jobs):
        numbers = sorted({number for job in jobs for number in job.tracking_numbers})
        notices.owe(item.order, NoticeKind.SHIPPED, item.position, notices.which_of(numbers))
    elif item.status == ItemStatus.DELIVERED and not _told_of_this_one(item):
        notices.owe(item.order, NoticeKind.DELIVERED, item.position, _turn(item))
    elif _no_number_will_come(item) and not _told_of_this_one(item):
        notices.owe(item.order, NoticeKind.SHIPPED, item.position, _turn(item))


def tell_shop(item: OrderItem) -> None:
    """Owe the shop a mail for each cause that a print job stands still for. The caller commits.

    Once for each cause, also if the job goes on and is stopped for the same again. None while the
    shop has no address.
    """
    if not shop_settings().shop_email:
        return
    for cause in sorted({job.status for job in item.stopped_jobs}):
        notices.owe(item.order, NoticeKind.STOPPED, item.position, notices.which_of([cause]))


def sent_off(item: OrderItem) -> list[PrintJob]:
    """The jobs of a held item that have left 4Over all the same. Its customer is not told of them,
    for the item stays where it is until a person decides."""
    if item.status != ItemStatus.HELD:
        return []
    return [job for job in item.print_jobs if shipped(job.status)]


def items_sent_off() -> int:
    """How many held items have such a job."""
    printed = OrderItem.status == ItemStatus.HELD, OrderItem.print_jobs.any()
    items = select(OrderItem).where(*printed).options(selectinload(OrderItem.print_jobs))
    return sum(bool(sent_off(item)) for item in db.session.scalars(items))


def _no_number_will_come(item: OrderItem) -> bool:
    return not item.is_partners or item.moved_at < now() - NUMBER_COMES_WITHIN


def _told_of_this_one(item: OrderItem) -> bool:
    """Whether the customer was told since it was printed last."""
    back = [event.at for event in item.events if _went_back(event.was, event.became)]
    told = select(Notice.id).where(
        Notice.order_id == item.order_id,
        Notice.position == item.position,
        Notice.kind.in_((NoticeKind.SHIPPED, NoticeKind.DELIVERED)),
    )
    if back:
        told = told.where(Notice.made_at > back[-1])
    return db.session.scalar(told.limit(1)) is not None


def _turn(item: OrderItem) -> str:
    """ "" for what is printed the first time, then which reprint it is."""
    reprints = sum(_went_back(event.was, event.became) for event in item.events)
    return f"reprint {reprints}" if reprints else ""


def _went_back(was: ItemStatus | None, became: ItemStatus) -> bool:
    return was in SENT_OFF and became == ItemStatus.IN_PRODUCTION
