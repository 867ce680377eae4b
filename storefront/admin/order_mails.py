"""Staff have a mail about an order sent again."""

from flask import request
from flask.typing import ResponseReturnValue

from storefront import jobs
from storefront.admin.changes import note
from storefront.admin.order_acts import NotFilledIn, done
from storefront.admin.orders import order_or_404
from storefront.admin.views import bp, for_staff
from storefront.extensions import db
from storefront.orders.notices import NeverOwed, send_again
from storefront.queue import enqueue


@bp.post("/orders/<number>/emails")
@for_staff
def email_again(number: str) -> ResponseReturnValue:
    order, kind = order_or_404(number), request.form.get("kind", "")
    try:
        notice_id = send_again(order, kind, at_once=True)
    except NeverOwed as trouble:
        raise NotFilledIn(str(trouble)) from None
    note("email sent again", number, f"{kind}, to {order.email}")
    db.session.commit()
    enqueue(jobs.send_notice, notice_id)
    return done(number, f"It is being sent to {order.email}.")
