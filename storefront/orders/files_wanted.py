"""Mails to customers who are waited for: for the files of an item that was ordered without, or for
others in place of those that 4Over stopped at. Reminded some days later; then staff are left."""

from datetime import datetime, timedelta

from sqlalchemy import select

from storefront.audit import record
from storefront.clock import now
from storefront.database import db
from storefront.fourover.statuses import JobPhase
from storefront.orders.item_files import jobs_to_mend, waits_for_files
from storefront.orders.models import (
    ItemStatus,
    Notice,
    NoticeKind,
    Order,
    OrderItem,
    PrintJob,
)
from storefront.orders.notices import owe, which_of
from storefront.settings import shop_settings


def tell(order: Order) -> None:
    """Owe the mail about each item that was ordered without its files. The caller commits."""
    for item in order.items:
        if waits_for_files(item):
            owe(order, NoticeKind.FILES, item.position)


def ask_for_others(item: OrderItem) -> None:
    """Owe the mail about each stop for which other files are wanted, once for each. The caller
    commits."""
    for job in item.stopped_jobs:
        if job.phase == JobPhase.FILES:
            owe(item.order, NoticeKind.NEW_FILES, item.position, _stop(job))


def ask_again(item: OrderItem, job: PrintJob) -> None:
    """The same because staff want it, whatever it was stopped for. The caller commits."""
    assert job.files_asked_at
    when = job.files_asked_at.isoformat()
    owe(item.order, NoticeKind.NEW_FILES, item.position, which_of([job.job_id, when]))


def owe_reminders() -> None:
    """The reminders that are due by now: of several that were missed, the last. The caller
    commits."""
    days = reminder_days(shop_settings().files_remind_days)
    for item in _waiting():
        if item.order.cleared_at and waits_for_files(item):
            _remind(item, NoticeKind.FILES, "", item.order.cleared_at, days)
    for job in _stopped():
        if job.phase == JobPhase.FILES and job.stopped_at and not job.files_came:
            _remind(job.item, NoticeKind.NEW_FILES, _stop(job)[:30], job.stopped_at, days)


def reminder_days(text: str) -> list[int]:
    """Days after which a customer is reminded: "1, 3, 7". Raises ValueError with what is wrong."""
    try:
        days = [int(day) for day in text.replace(" ", "").split(",") if day]
    except ValueError:
        days = [0]
    if days != sorted(set(days)) or any(not 1 <= day <= 60 for day in days):
        raise ValueError("Enter days from 1 to 60, the fewest first, such as: 1, 3, 7.")
    return days


def drop_if_come(notice_id: int) -> None:
    """Forget a mail that is to be sent for files, if they came meanwhile. The caller commits."""
    notice = db.session.get(Notice, notice_id)
    if notice is None or notice.kind not in (NoticeKind.FILES, NoticeKind.NEW_FILES):
        return
    item = next(one for one in notice.order.items if one.position == notice.position)
    jobs = jobs_to_mend(item, staff=False)
    if not waits_for_files(item) and all(job.files_came for job in jobs):
        record("the shop", "mail about files not sent", item.reference, "They have come.")
        db.session.delete(notice)


def _remind(
    item: OrderItem, kind: NoticeKind, about: str, since: datetime, days: list[int]
) -> None:
    due = [day for day in days if since + timedelta(days=day) <= now()]
    if due:
        owe(item.order, kind, item.position, f"{about} day {due[-1]}".strip())


def _waiting() -> list[OrderItem]:
    places = (ItemStatus.WAITING, ItemStatus.HELD)
    return list(db.session.scalars(select(OrderItem).where(OrderItem.status.in_(places))))


def _stopped() -> list[PrintJob]:
    at_4over = OrderItem.status.in_((ItemStatus.IN_PRODUCTION, ItemStatus.HELD))
    stopped = select(PrintJob).join(OrderItem).where(PrintJob.stopped_at.is_not(None), at_4over)
    return [job for job in db.session.scalars(stopped) if not job.let_go]


def _stop(job: PrintJob) -> str:
    """Which stop of which job: another one for the next."""
    assert job.stopped_at
    return which_of([job.job_id, job.status, job.stopped_at.isoformat()])
