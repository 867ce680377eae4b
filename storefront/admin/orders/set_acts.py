"""What staff can do with one set of an item while its others go on."""

from flask.typing import ResponseReturnValue

from storefront import jobs
from storefront.admin.blueprint import bp, for_staff
from storefront.admin.changes import me, note
from storefront.admin.forms import SetForm
from storefront.admin.orders.order_acts import done, filled_in, item_or_404
from storefront.database import db
from storefront.orders.item_files import locked
from storefront.orders.models import ItemStatus
from storefront.orders.release import release
from storefront.orders.set_cancellation import (
    confirm_set,
    request_set,
    sets_to_cancel,
    sets_to_confirm,
    waits_in_the_shop,
)
from storefront.queue import enqueue

for question in (sets_to_cancel, sets_to_confirm, waits_in_the_shop):
    bp.add_app_template_global(question)


@bp.post("/orders/<number>/items/<int:position>/set-cancellation")
@for_staff
def cancel_set(number: str, position: int) -> ResponseReturnValue:
    item, form = item_or_404(number, position), filled_in(SetForm())
    item = locked(item.id)  # nobody sends it meanwhile
    which, reason = form.number, form.reason.data
    request = request_set(item, which, by=me(), reason=reason)
    note("cancellation requested", f"{item.reference}, set {which}", reason)
    words = f"{item.called(which)} of {item.reference} is canceled."
    if request.open:
        words = f"4Over will be asked to cancel {item.called(which)}. The item says how that goes."
    elif item.status == ItemStatus.HELD:
        words += " The item is still on hold: send it once nothing is wrong with the rest."
    item_id = item.id
    released = [one.id for one in release(item.order)]
    db.session.commit()
    enqueue(jobs.settle_cancellation, item_id)
    for ready in released:
        enqueue(jobs.push_order_item, ready)
    return done(number, words, position)


@bp.post("/orders/<number>/items/<int:position>/set-cancellation-confirmation")
@for_staff
def confirm_set_cancellation(number: str, position: int) -> ResponseReturnValue:
    """4Over's support said so, where its system does not show it."""
    item, form = item_or_404(number, position), filled_in(SetForm())
    confirm_set(item, form.number, answer=form.reason.data)
    note("cancellation confirmed", f"{item.reference}, set {form.number}", form.reason.data)
    db.session.commit()
    return done(number, "Saved: it is canceled.", position)
