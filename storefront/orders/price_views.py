"""A customer says whether they pay more for an item that became dearer."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError

from storefront import jobs
from storefront.database import db
from storefront.orders.blueprint import bp
from storefront.orders.price_questions import NotAsked, decline
from storefront.orders.price_words import price_answered, price_not_asked
from storefront.orders.views import my_order_or_404, order_page
from storefront.payments.extra import accept_extra
from storefront.payments.methods.on_account import pay_first
from storefront.queue import enqueue

ANSWERS = {"accept": True, "cancel": False}


@bp.post("/orders/<number>/items/<int:position>/price-answer")
def answer_price(number: str, position: int) -> ResponseReturnValue:
    """Sent twice, it is answered once, and both times it says so."""
    order = my_order_or_404(number)
    item = next((item for item in order.items if item.position == position), None) or abort(404)
    accepted = ANSWERS.get(request.form.get("answer", ""))
    question = request.form.get("question", "")
    if accepted is None:
        abort(404)
    by = current_user.email if current_user.is_authenticated else order.email
    released = []
    try:
        if accepted:
            released = [one.id for one in accept_extra(item, question, by=by)]
        else:
            decline(item, question, by=by)
        db.session.flush()  # staff may have decided at the same moment
    except (NotAsked, StaleDataError):
        db.session.rollback()
        item = next(one for one in my_order_or_404(number).items if one.position == position)
        if item.question is None or item.question.accepted is not accepted:
            flash(price_not_asked(item), "warn")
            return order_page(my_order_or_404(number)), 409
    item_id, words = item.id, price_answered(item, pay_first(item))
    db.session.commit()
    for ready in released:
        enqueue(jobs.push_order_item, ready)
    if not accepted:
        enqueue(jobs.settle_cancellation, item_id)
    flash(words)
    return redirect(url_for("orders.order", number=number, _anchor=f"item-{position}"))
