"""Print jobs that 4Over stopped: the queue of them, and what staff do about each."""

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from storefront.admin.blueprint import MenuGroup, bp, for_staff, in_menu
from storefront.artwork.models import ArtworkSlot
from storefront.database import db
from storefront.fourover.statuses import JobPhase
from storefront.orders.models import Hold, ItemStatus, NoticeKind, OrderItem, PrintJob
from storefront.orders.models.meaning import phase_of
from storefront.orders.notices import if_mailed
from storefront.paging import Page, page_of
from storefront.times import ago

_OF_SUPPORT = "Ask 4Over's support what it needs."
_WHERE = "The customer can send them on the page of the item's files; so can you."
_ADVICE = {
    JobPhase.PREVIEW: "4Over waits until its preview is approved. It mails the link to the "
    "account's address; or ask its support.",
    JobPhase.ANSWER: "4Over waits for an answer from you. Ask its support for the question.",
    JobPhase.REJECTED: "The package was not accepted. Check the address with the customer, and "
    "tell 4Over's support where to send it.",
    JobPhase.REPRINT: "4Over prints it again. There is nothing to do there, but tell the customer "
    "that it comes later.",
}
_BY_WORD = {  # in the text, which says more than what it is about
    "accounting": "4Over has a question about its payment. Check the card, then ask its "
    "accounting to go on.",
    "samples": "4Over waits for samples. Ask its support which, and where to send them.",
}


@bp.app_template_filter("what_to_do")
def what_to_do(status: str) -> str:
    """In a sentence or two."""
    if phase_of(status) == JobPhase.FILES:
        asked = if_mailed("The customer is asked for them by email.", NoticeKind.NEW_FILES)
        return f"4Over waits for other files. {asked} {_WHERE}"
    by_word = (advice for word, advice in _BY_WORD.items() if word in status.lower())
    return next(by_word, _ADVICE.get(phase_of(status), _OF_SUPPORT))


@bp.app_template_filter("unheard_of")
def unheard_of(status: str) -> bool:
    """Nobody has told the shop what it means."""
    return phase_of(status) == JobPhase.IN_PROGRESS


@bp.app_template_filter("ask_support")
def ask_support(job: PrintJob) -> str:
    """A text to send to 4Over's support."""
    return (
        f"Your system shows job {job.job_id} (our reference {job.item.reference}) as "
        f'"{job.status}". What do you need from us so that it goes on? If other files are needed, '
        "please say what is wrong with those you have."
    )


@bp.get("/stopped/")
@for_staff
@in_menu(MenuGroup.ORDERS, 2, "Stopped jobs")
def stopped() -> ResponseReturnValue:
    return render_template("admin/stopped.html", page=stopped_jobs(), waiting=waiting_items())


def stopped_jobs() -> Page:
    """Those that stand still the longest first."""
    shown = joinedload(PrintJob.item).joinedload(OrderItem.order)
    return page_of(_stopped().order_by(PrintJob.stopped_at).options(shown))


def waiting_items() -> list[OrderItem]:
    """Those that were ordered without their files, the longest first."""
    held_for_files = (OrderItem.status == ItemStatus.HELD) & (OrderItem.hold == Hold.ARTWORK)
    at_home = (OrderItem.status == ItemStatus.WAITING) | held_for_files
    bare = OrderItem.slots.any(ArtworkSlot.file_id.is_(None))
    query = select(OrderItem).where(at_home, bare).order_by(OrderItem.id)
    return list(db.session.scalars(query.options(joinedload(OrderItem.order))))


def longest_stopped() -> str:
    """When the first of them was stopped, in words, for the first page."""
    first = db.session.scalar(_stopped().order_by(PrintJob.stopped_at).limit(1))
    return ago(first.stopped_at) if first and first.stopped_at else ""


def _stopped() -> Select[PrintJob]:
    at_4over = OrderItem.status.in_((ItemStatus.IN_PRODUCTION, ItemStatus.HELD))
    return (
        select(PrintJob)
        .join(OrderItem, OrderItem.id == PrintJob.item_id)
        .where(PrintJob.stopped_at.is_not(None), at_4over)
    )
