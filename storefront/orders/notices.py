"""Mails that customers are owed. A row says which; a job sends it; the sweep sends what is left."""

import logging
import smtplib
from datetime import timedelta

from flask import render_template
from flask_mailman import EmailMessage
from sqlalchemy import or_, select, update

from storefront.clock import now
from storefront.config import config
from storefront.extensions import db, rows_changed
from storefront.orders.guest_link import guest_link
from storefront.orders.models import Notice, NoticeKind, Order
from storefront.settings import shop_settings

log = logging.getLogger(__name__)

MOST_TRIES = 20
NEWS = {
    NoticeKind.PLACED: "is placed",
    NoticeKind.SHIPPED: "has shipped",
    NoticeKind.CANCELLED: "is canceled",
}


def owe(order: Order, kind: NoticeKind, position: int = 0) -> None:
    """Note that this mail is due, once for each subject. The caller commits."""
    known = select(Notice.id).where(
        Notice.order_id == order.id, Notice.kind == kind, Notice.position == position
    )
    if db.session.scalar(known) is None:
        db.session.add(Notice(order=order, kind=kind, position=position))


def send(notice_id: int) -> None:
    """Send a mail that is due. If the worker dies while sending, it may go out a second time."""
    moment = now()
    claimed = rows_changed(
        update(Notice)
        .where(
            Notice.id == notice_id,
            Notice.sent_at.is_(None),
            or_(Notice.claimed_at.is_(None), Notice.claimed_at < moment - _patience()),
        )
        .values(claimed_at=moment, tries=Notice.tries + 1)
    )
    db.session.commit()
    if not claimed:
        return
    message = _message(db.session.get_one(Notice, notice_id))
    db.session.rollback()
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as trouble:
        log.warning("Mail %s not sent: %s", notice_id, type(trouble).__name__)
        return
    db.session.get_one(Notice, notice_id).sent_at = now()
    db.session.commit()


def unsent(limit: int = 50) -> list[int]:
    """Mails that are due, for the sweep."""
    return list(
        db.session.scalars(
            select(Notice.id)
            .where(
                Notice.sent_at.is_(None),
                Notice.tries < MOST_TRIES,
                or_(Notice.claimed_at.is_(None), Notice.claimed_at < now() - _patience()),
            )
            .limit(limit)
        )
    )


def _patience() -> timedelta:
    return timedelta(seconds=config().notice_retry_seconds)


def _message(notice: Notice) -> EmailMessage:
    order = notice.order
    item = next((item for item in order.items if item.position == notice.position), None)
    part = item is not None and len(order.items) > 1
    whole_or_part = f"{'Part of your' if part else 'Your'} order {order.number}"
    body = render_template(
        f"mail/{notice.kind}.txt", order=order, item=item, link=guest_link(order),
        shop=shop_settings(), whole_or_part=whole_or_part,
    )  # fmt: skip
    subject = f"{shop_settings().shop_name}: {whole_or_part} {NEWS[notice.kind]}"
    return EmailMessage(subject, body, to=[order.email])
