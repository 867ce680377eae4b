"""What a mail about an order says."""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_mailman import EmailMessage
from jinja2 import Environment
from sqlalchemy import select

from storefront.config import config
from storefront.database import db
from storefront.orders.files_link import files_link
from storefront.orders.guest_link import guest_link
from storefront.orders.models import FOR_THE_SHOP, ItemStatus, Notice, NoticeKind, Order, OrderItem
from storefront.orders.set_words import told_of
from storefront.settings import shop_settings

NEWS = {
    NoticeKind.PLACED: "is placed",
    NoticeKind.APPROVAL: "has files for you to look at",
    NoticeKind.FILES: "waits for your files",
    NoticeKind.NEW_FILES: "needs other files from you",
    NoticeKind.FILES_REFUSED: "could not take your new files",
    NoticeKind.PRICE: "has a higher price: your answer is needed",
    NoticeKind.SHIPPED: "has shipped",
    NoticeKind.DELIVERED: "was delivered",
    NoticeKind.CANCELLED: "is canceled",
    NoticeKind.STOPPED: "is stopped at 4Over",
    NoticeKind.UNHEARD_OF: "has a status at 4Over that is new to the shop",
    NoticeKind.FILES_STUCK: "has new files that need you",
    NoticeKind.INVOICE: "has an invoice",
    NoticeKind.CREDIT_NOTE: "has a credit note",
    NoticeKind.REMINDER: "is not paid in full yet",
    NoticeKind.LOOK: "has a payment that needs a look",
    NoticeKind.NO_CARD: "waits: no card is chosen that 4Over could charge for it",
    NoticeKind.DAILY_LIMIT: "brings what is sent to 4Over today near its limit, or over it",
}
NAMES = {
    NoticeKind.PLACED: "Order confirmation",
    NoticeKind.APPROVAL: "Files to approve",
    NoticeKind.FILES: "Files to send",
    NoticeKind.NEW_FILES: "Other files needed",
    NoticeKind.FILES_REFUSED: "New files not taken",
    NoticeKind.PRICE: "Higher price to agree to",
    NoticeKind.SHIPPED: "Shipped",
    NoticeKind.DELIVERED: "Delivered",
    NoticeKind.CANCELLED: "Canceled",
    NoticeKind.STOPPED: "Stopped at 4Over",
    NoticeKind.UNHEARD_OF: "New status at 4Over",
    NoticeKind.FILES_STUCK: "New files at 4Over",
    NoticeKind.INVOICE: "Invoice",
    NoticeKind.CREDIT_NOTE: "Credit note",
    NoticeKind.REMINDER: "Reminder to pay",
    NoticeKind.LOOK: "Payment to look at",
    NoticeKind.NO_CARD: "No card at 4Over",
    NoticeKind.DAILY_LIMIT: "Daily limit at 4Over",
}
_SENT_OFF = (ItemStatus.SHIPPED, ItemStatus.DELIVERED)


def letter_of(notices: Sequence[Notice]) -> EmailMessage:
    """One mail with all these news, which are of one order and one kind.

    Whatever is stored stays one line of it: neither a shop's name nor an address can add lines.
    """
    order, kind = notices[0].order, notices[0].kind
    told = {notice.position for notice in notices}
    items = [item for item in order.items if item.position in told or 0 in told]
    whole_or_part = f"{_share(notices, items)} order {order.number}"
    shop, template, link = shop_settings(), f"mail/{kind}.txt", guest_link(order)
    if kind in FOR_THE_SHOP:
        whole_or_part, template = f"Order {order.number}", f"admin/{kind}.txt"
        link = f"{config().public_url.rstrip('/')}/admin/orders/{order.number}"
    body = _mails().get_template(template).render(
        order=order, items=items, link=link, shop=shop, notices=notices,
        opening=f"{whole_or_part} {NEWS[kind]}", choices_of=_choices_of, files_link=files_link,
        about=lambda item: [n for n in notices if n.position == item.position],
        names_of=_names_of, sets_told=lambda item: told_of(item, notices),
    )  # fmt: skip
    return EmailMessage(
        _one_line(f"{shop.shop_name}: {whole_or_part} {NEWS[kind]}"),
        body,
        from_email=_one_line(config().mail_from),
        to=[_one_line(recipient(order, kind))],
        reply_to=[_one_line(shop.shop_email)] if shop.shop_email else None,
    )


def letter_to_shop(news: str, template: str, *, link: str, **about: Any) -> EmailMessage:
    """A mail to the shop itself about something else than an order."""
    shop = shop_settings()
    url = f"{config().public_url.rstrip('/')}{link}"
    body = _mails().get_template(f"admin/{template}.txt").render(link=url, shop=shop, **about)
    return EmailMessage(
        _one_line(f"{shop.shop_name}: {news}"),
        body,
        from_email=_one_line(config().mail_from),
        to=[_one_line(shop.shop_email)],
    )


def _share(notices: Sequence[Notice], items: Sequence[OrderItem]) -> str:
    """How much of the order the news is of: "Your", "Part of your" or "The rest of your"."""
    order, first = notices[0].order, min(notice.id for notice in notices)
    others = [item for item in order.items if item not in items]
    if any(told_of(item, notices) for item in items):
        return "Part of your"
    if not others:
        return "Your"
    if notices[0].kind != NoticeKind.SHIPPED:
        return "Part of your"
    query = select(Notice.position).where(
        Notice.order_id == order.id,
        Notice.kind.in_((NoticeKind.SHIPPED, NoticeKind.DELIVERED)),
        Notice.id < first,
        Notice.sent_at.is_not(None),
    )
    told = set(db.session.scalars(query))
    over = all(
        item.status == ItemStatus.CANCELLED or (item.status in _SENT_OFF and item.position in told)
        for item in others
    )
    again = any(item.position in told for item in items)  # a second parcel, or a reprint
    return "The rest of your" if over and not again else "Part of your"


def recipient(order: Order, kind: NoticeKind) -> str:
    """The address that this news goes to. Raises ValueError if there is none."""
    address = shop_settings().shop_email if kind in FOR_THE_SHOP else order.email
    if not address:
        raise ValueError("the shop has no address")
    return address


def _choices_of(item: OrderItem) -> str:
    """Colors: full color front, blank back; Quantity: 500; Turnaround: 2-4 Business Days."""
    choices = [f"{question}: {answer}" for question, answer in item.choices]
    if item.quantity > 1:
        choices.append(f"Quantity: {item.quantity}")
    return "; ".join(choices)


def _names_of(item: OrderItem) -> str:
    """Of its sets that are not canceled."""
    left = (number for number in range(1, item.sets + 1) if number not in item.sets_gone)
    return ", ".join(map(item.called, left))


def _mails() -> Environment:
    """The shop's templates, made so that each value they show is one line."""
    made: Environment | None = current_app.extensions.get("mail templates")
    if made is None:
        made = current_app.jinja_env.overlay(
            finalize=_one_line, autoescape=False, bytecode_cache=None
        )
        current_app.extensions["mail templates"] = made
    return made


def _one_line(value: Any) -> str:
    text = "".join(sign if sign.isprintable() else " " for sign in str(value))
    return " ".join(text.split())
