"""Staff have a mail about an order sent again."""

from flask import request
from flask.typing import ResponseReturnValue

from storefront import jobs
from storefront.admin.blueprint import bp, for_staff
from storefront.admin.changes import note
from storefront.admin.orders.order_acts import NotFilledIn, done
from storefront.admin.orders.order_pages import order_or_404
from storefront.database import db
from storefront.orders.letters import recipient
from storefront.orders.models import NoticeKind, Order
from storefront.orders.notices import NeverOwed, if_mailed, send_again
from storefront.queue import enqueue


@bp.post("/orders/<number>/emails")
@for_staff
def email_again(number: str) -> ResponseReturnValue:
    order, kind = order_or_404(number), request.form.get("kind", "")
    try:
        notice_id = send_again(order, kind, at_once=True)
    except NeverOwed as trouble:
        raise NotFilledIn(str(trouble)) from None
    address = _address(order, NoticeKind(kind))
    note("email sent again", number, f"{kind}, to {address}")
    db.session.commit()
    enqueue(jobs.send_notice, notice_id)
    return done(number, if_mailed(f"It is being sent to {address}.", NoticeKind(kind)))


def _address(order: Order, kind: NoticeKind) -> str:
    try:
        return recipient(order, kind)
    except ValueError:
        raise NotFilledIn("Enter the shop's email for questions in Settings first.") from None
