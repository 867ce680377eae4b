"""Mails that customers or the shop are owed. A row says which; a job sends it; the sweep sends what
is left."""

import hashlib
import logging
import smtplib
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, true, update

from storefront.clock import now
from storefront.config import config
from storefront.database import db, end_transaction
from storefront.orders.letters import letter_of
from storefront.orders.models import FOR_THE_SHOP, MOST_TRIES, ItemStatus, Notice, NoticeKind, Order
from storefront.reaching import write_to_us

log = logging.getLogger(__name__)

TRIES_TO_WORRY = 3
LONGEST_PAUSE = timedelta(hours=1)
SENT_LATELY = timedelta(minutes=15)  # a customer who wants it again waits so long
KEPT_HERE = "There is no mail server: the email is only kept on this machine."
GIVE_LINK = "Give the customer the link to the order, which stands on its page."
NO_MAIL = "Not sent: this shop does not send emails yet."
ON_THE_WAY = {  # to the same news: items of these may soon be told of in the same mail
    NoticeKind.SHIPPED: (ItemStatus.IN_PRODUCTION,),
    NoticeKind.CANCELLED: (ItemStatus.CANCELLING,),
}


class TooSoon(Exception):
    """It was sent only now, or is about to be. The text says so."""


class GivenUp(Exception):
    """It was given up, so asking again changes nothing. The text says what to do."""


class NeverOwed(Exception):
    """There is no such mail about this order. The text says so."""


def owe(order: Order, kind: NoticeKind, position: int = 0, which: str = "") -> None:
    """Note that this mail is due, once for each subject. The caller commits.

    While other items may soon have the same news it waits, until each was asked about once.
    """
    known = select(Notice.id).where(
        Notice.order_id == order.id,
        Notice.kind == kind,
        Notice.position == position,
        Notice.which == which,
    )
    if db.session.scalar(known) is not None:
        return
    others = (item.status for item in order.items if item.position != position)
    wait = any(status in ON_THE_WAY.get(kind, ()) for status in others)
    a_round = timedelta(seconds=config().track_seconds * 1.25)
    not_before = now() + a_round if wait else None
    db.session.add(
        Notice(order=order, kind=kind, position=position, which=which, not_before=not_before)
    )


def owe_once(order: Order, kind: NoticeKind, which: str) -> None:
    """The same for what is no news of this order alone: none other is told of it too."""
    known = select(Notice.id).where(Notice.kind == kind, Notice.which == which)
    if db.session.scalar(known.limit(1)) is None:
        owe(order, kind, which=which)


def which_of(texts: Sequence[str]) -> str:
    """What tells news of these texts apart from others of its kind, however long they are."""
    return hashlib.sha256(" ".join(texts).encode()).hexdigest()[:40]


Enclosure = tuple[str, bytes, str]  # a file's name, its content and its MIME type


def send(notice_id: int, enclose: Callable[[Sequence[Notice]], list[Enclosure]]) -> None:
    """Send a mail that is due, together with what is owed of the same kind, and with the files
    that `enclose` has for them. Commits.

    If the worker dies while sending, it may go out a second time. Whatever goes wrong is noted
    with the mail, which is tried again later, and at last given up.
    """
    claimed = _claim(notice_id)
    if not claimed:
        return
    try:
        notices = _all(claimed)
        letter = letter_of(notices)
        for enclosure in enclose(notices):
            letter.attach(*enclosure)
        end_transaction()
        letter.send()
    except Exception as trouble:
        db.session.rollback()
        log.warning("Mail %s not sent: %s", notice_id, type(trouble).__name__, exc_info=trouble)
        for notice in _all(claimed):
            pause = min(_patience() * 2 ** min(notice.tries - 1, 10), LONGEST_PAUSE)
            notice.trouble, notice.not_before = _words(trouble), now() + pause
            notice.claimed_at = None
    else:
        for notice in _all(claimed):
            notice.sent_at, notice.trouble, notice.tries = now(), "", 0
            notice.kept_here = not config().sends_mail
    db.session.commit()


def unsent(limit: int = 50) -> list[int]:
    """Mails that are due, for the sweep."""
    due = _claimable() & or_(Notice.not_before.is_(None), Notice.not_before <= now())
    return list(db.session.scalars(select(Notice.id).where(due).order_by(Notice.id).limit(limit)))


def if_mailed(words: str, kind: NoticeKind) -> str:
    """What staff read of a mail that is owed now: these words, if a mail server sends it."""
    if config().sends_mail:
        return words
    return KEPT_HERE if kind in FOR_THE_SHOP else f"{KEPT_HERE} {GIVE_LINK}"


def mails_of(order: Order, *, for_staff: bool = False) -> Sequence[Notice]:
    """What this customer was or is to be told, the first first; for staff also the shop's."""
    mine = select(Notice).where(Notice.order_id == order.id).order_by(Notice.id)
    if not for_staff:
        mine = mine.where(Notice.kind.not_in(FOR_THE_SHOP))
    return db.session.scalars(mine).all()


def send_again(order: Order, kind: str, *, at_once: bool) -> int:
    """Have what was told of one kind told once more: a notice to enqueue. The caller commits.

    `at_once` is for staff, and begins a mail that was given up anew. Else raises TooSoon for what
    was sent, tried or asked for lately, also to the second of two at the same moment; and GivenUp
    for what was given up. Raises NeverOwed.
    """
    those = (Notice.order_id == order.id) & (Notice.kind == kind)
    theirs = those if at_once else those & Notice.kind.not_in(FOR_THE_SHOP)
    if not db.session.scalar(select(exists().where(theirs))):
        raise NeverOwed("There is no such email about this order.")
    if not at_once and not config().sends_mail:
        raise GivenUp(NO_MAIL)
    if not at_once and db.session.scalar(select(exists().where(those, given_up()))):
        raise GivenUp(
            "This email couldn't be sent, and we know of it."
            + write_to_us(" Please write to {us}.")
        )
    anew: dict[str, object] = {"tries": 0, "trouble": ""} if at_once else {}
    again = (
        update(Notice)
        .where(those, true() if at_once else _long_ago())
        .values(asked_at=now(), sent_at=None, claimed_at=None, not_before=None, **anew)
        .returning(Notice.id)
        .execution_options(synchronize_session=False)
    )
    notices = sorted(db.session.scalars(again))
    if not notices:
        raise TooSoon(
            "It was sent a few minutes ago. If it does not arrive, look among your spam; "
            "in a quarter of an hour you can have it sent again."
        )
    return notices[0]


def may_be_asked_for(notices: Sequence[Notice]) -> bool:
    """Whether a customer may have what was told of one kind sent once more: some of it was sent,
    and nothing has happened to that since a while."""
    lately = now() - SENT_LATELY
    hopeless = any(notice.given_up for notice in notices) or not config().sends_mail
    return not hopeless and any(
        all(moment is None or moment <= lately for moment in _moments(notice))
        for notice in notices
        if notice.sent_at
    )


def _moments(of: Notice | type[Notice]) -> tuple[Any, ...]:
    return of.sent_at, of.claimed_at, of.asked_at, of.made_at


def _long_ago() -> ColumnElement[bool]:
    """Nothing has happened to it for a while."""
    lately = now() - SENT_LATELY
    return and_(*(or_(moment.is_(None), moment <= lately) for moment in _moments(Notice)))


def given_up() -> ColumnElement[bool]:
    """The mails that nobody tries any more."""
    return Notice.sent_at.is_(None) & (Notice.tries >= MOST_TRIES)


def failing() -> ColumnElement[bool]:
    """The mails that failed again and again, or too often."""
    return Notice.sent_at.is_(None) & (Notice.tries >= TRIES_TO_WORRY)


def _claimable() -> ColumnElement[bool]:
    free = or_(Notice.claimed_at.is_(None), Notice.claimed_at < now() - _patience())
    return Notice.sent_at.is_(None) & (Notice.tries < MOST_TRIES) & free


def _claim(notice_id: int) -> list[int]:
    """This notice, if it is free, and with it what else of its kind the order is owed. Commits."""
    told = select(Notice.order_id, Notice.kind).where(Notice.id == notice_id).subquery()
    claim = (
        update(Notice)
        .values(claimed_at=now(), tries=Notice.tries + 1)
        .returning(Notice.id)
        .execution_options(synchronize_session=False)
    )
    due = or_(Notice.not_before.is_(None), Notice.not_before <= now())
    claimed = list(db.session.scalars(claim.where(Notice.id == notice_id, due, _claimable())))
    if claimed:
        of_its_kind = Notice.order_id.in_(select(told.c.order_id)) & (
            Notice.kind.in_(select(told.c.kind))
        )
        claimed += db.session.scalars(claim.where(of_its_kind, _claimable()))
    db.session.commit()
    return claimed


def _all(ids: list[int]) -> Sequence[Notice]:
    theirs = select(Notice).where(Notice.id.in_(ids)).order_by(Notice.position, Notice.id)
    return db.session.scalars(theirs).all()


def _patience() -> timedelta:
    return timedelta(seconds=config().notice_retry_seconds)


def _words(trouble: Exception) -> str:
    """What went wrong, for staff; the log has the rest."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return "The mail server refuses this address."
    if isinstance(trouble, smtplib.SMTPAuthenticationError):
        return "The mail server refuses our user name or password."
    if isinstance(trouble, smtplib.SMTPResponseException):
        return f"The mail server refused it (code {trouble.smtp_code})."
    if isinstance(trouble, ConnectionError | TimeoutError | smtplib.SMTPException):
        return "The mail server cannot be reached."
    if isinstance(trouble, OSError):
        return "The mail server, or the folder for mail, cannot be reached."
    return "The email could not be written: the log says why."
