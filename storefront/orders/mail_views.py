"""A customer has a mail about an order sent again."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from storefront import jobs
from storefront.config import config
from storefront.database import db
from storefront.extensions import limiter
from storefront.orders.blueprint import bp
from storefront.orders.notices import GivenUp, NeverOwed, TooSoon, send_again
from storefront.orders.views import my_order_or_404, order_page
from storefront.queue import enqueue

bp.add_app_template_global(lambda: config().sends_mail, "sends_mail")

STATUS: dict[type[Exception], int] = {NeverOwed: 422, TooSoon: 429, GivenUp: 409}


@bp.post("/orders/<number>/emails")
@limiter.limit("20 per hour")
def email_again(number: str) -> ResponseReturnValue:
    order = my_order_or_404(number)
    try:
        notice_id = send_again(order, request.form.get("kind", ""), at_once=False)
    except (NeverOwed, TooSoon, GivenUp) as trouble:
        db.session.rollback()
        flash(str(trouble), "warn")
        return order_page(order), STATUS[type(trouble)]
    db.session.commit()
    enqueue(jobs.send_notice, notice_id)
    flash(f"We are sending it to {order.email}.")
    return redirect(url_for("orders.order", number=number, _anchor="emails"))
