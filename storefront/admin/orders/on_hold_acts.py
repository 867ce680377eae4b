"""What a person says about an item that is held, or that 4Over has let go of."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from storefront import jobs
from storefront.admin.blueprint import bp, for_staff
from storefront.admin.changes import me, note
from storefront.admin.forms import (
    AbsenceForm,
    AgreementForm,
    JobIdsForm,
    PriceQuestionForm,
    ReasonForm,
)
from storefront.admin.orders.order_acts import done, filled_in, item_or_404
from storefront.database import db, end_transaction
from storefront.fourover.errors import FourOverError
from storefront.orders.models import ItemStatus, NoticeKind, OrderItem
from storefront.orders.notices import if_mailed
from storefront.orders.outlook import outlook, send_now
from storefront.orders.price_questions import ask
from storefront.orders.pushing import holding
from storefront.partner.account import client_for_page
from storefront.queue import enqueue
from storefront.web.guards import row_id

bp.add_app_template_global(holding.waiting_for_card)


@bp.post("/orders/<number>/items/<int:position>/pushes")
@for_staff
def push_item(number: str, position: int) -> ResponseReturnValue:
    """A ready item at once, a held one once more. The push itself sees to it that it goes once."""
    item = item_or_404(number, position)
    if item.status == ItemStatus.READY:
        send_now(item)
    else:
        holding.send_again(item, by=me(), reason=filled_in(ReasonForm()).reason.data)
    note("sent again", item.reference, item.note)
    return _to_be_sent(item)


@bp.post("/held/card-items")
@for_staff
def send_those_of_the_card() -> ResponseReturnValue:
    """All that waited for a card that can be charged again, or for another one; each as by hand."""
    items = holding.waiting_for_card(request.form.get("account", type=row_id))
    for item in items:
        holding.send_again(item, by=me(), reason="Its card can be charged.")
        note("sent again", item.reference, item.note)
    ids = [item.id for item in items]
    db.session.commit()
    for item_id in ids:
        enqueue(jobs.push_order_item, item_id)
    those = "1 item is" if len(ids) == 1 else f"{len(ids)} items are"
    flash(f"{those} ready to send." if ids else "Nothing waits for a card now.")
    return redirect(url_for("admin.held"))


def _to_be_sent(item: OrderItem) -> Response:
    """Commit, enqueue, and say what really happens next."""
    item_id, number, position = item.id, item.order.number, item.position
    words = f"{item.reference} is ready to send. {outlook(item)}"
    db.session.commit()
    enqueue(jobs.push_order_item, item_id)
    return done(number, words, position)


@bp.post("/orders/<number>/items/<int:position>/cost-agreement")
@for_staff
def agree_to_cost(number: str, position: int) -> ResponseReturnValue:
    item = item_or_404(number, position)
    agreed = holding.accept_cost(item, filled_in(AgreementForm()).shown, by=me())
    note("cost agreed", item.reference, agreed)
    return _to_be_sent(item)


@bp.post("/orders/<number>/items/<int:position>/price-question")
@for_staff
def ask_about_price(number: str, position: int) -> ResponseReturnValue:
    """The customer is mailed, and says yes or no on the order's page."""
    item, form = item_or_404(number, position), filled_in(PriceQuestionForm())
    question = ask(item, form.extra.data, form.shown, by=me())
    note("asked about the price", item.reference, f"{question.more} more, for {question.cost}")
    db.session.commit()
    asked = if_mailed("The customer is asked by email.", NoticeKind.PRICE)
    return done(number, f"{asked} The item waits for the answer.", position)


@bp.post("/orders/<number>/items/<int:position>/jobs")
@for_staff
def fourover_has_it(number: str, position: int) -> ResponseReturnValue:
    """Somebody found it at 4Over. Each job number is checked there before it is believed."""
    account = holding.account_to_ask(item_or_404(number, position))
    form = filled_in(JobIdsForm())
    ids = list(dict.fromkeys(form.job_ids.data.replace(",", " ").split()))[:100]
    if any(len(job_id) > 80 for job_id in ids):
        raise holding.JobNotFound("A job number has at most 80 characters.")
    if account is None:
        raise holding.NotHeld("It is not in doubt, or its 4Over account is gone.")
    client = client_for_page(account)
    end_transaction()
    try:
        ids = holding.check_jobs(client, ids)
    except FourOverError as trouble:
        raise holding.JobNotFound(f"{trouble.sentence} Try again in a few minutes.") from None
    item = item_or_404(number, position)
    holding.fourover_has_it(item, ids, by=me(), reason=form.reason.data)
    note("found at 4Over", item.reference, f"{' '.join(ids)}\n{form.reason.data}")
    item_id = item.id
    db.session.commit()
    enqueue(jobs.track_order_item, item_id)
    return done(number, "Saved. The shop now follows these print jobs.", position)


@bp.post("/orders/<number>/items/<int:position>/absence")
@for_staff
def fourover_has_it_not(number: str, position: int) -> ResponseReturnValue:
    """Somebody made sure that 4Over does not have it; only now may it be sent again."""
    item = item_or_404(number, position)
    form = filled_in(AbsenceForm())
    again = bool(form.again.data)
    holding.fourover_has_not(item, by=me(), reason=form.reason.data, again=again)
    note("not at 4Over", item.reference, form.reason.data)
    if again:
        return _to_be_sent(item)
    db.session.commit()
    return done(number, "Noted.", position)


@bp.post("/orders/<number>/items/<int:position>/cancellation-confirmation")
@for_staff
def confirm_cancellation(number: str, position: int) -> ResponseReturnValue:
    """4Over's support said so, where its system does not show it."""
    item = item_or_404(number, position)
    answer = filled_in(ReasonForm()).reason.data
    holding.confirm_cancelled(item, by=me(), answer=answer)
    note("cancellation confirmed", item.reference, answer)
    db.session.commit()
    return done(number, "Saved: it is canceled.", position)
