"""Staff let an item pass the stage where it stands: they approve, release, or know that the
customer approved."""

from flask.typing import ResponseReturnValue

from storefront import jobs
from storefront.admin.blueprint import bp, for_staff
from storefront.admin.changes import me, note
from storefront.admin.forms import StagePassForm
from storefront.admin.orders.order_acts import NotFilledIn, done, filled_in, item_or_404
from storefront.catalog.stages import Gate
from storefront.database import db
from storefront.orders.release import release
from storefront.orders.stages import NotThisStage, pass_stage, stage_at
from storefront.queue import enqueue

DONE = {
    Gate.CUSTOMER: ("approved for the customer", "The customer's approval is noted."),
    Gate.STAFF: ("approved", "Approved."),
    Gate.RELEASE: ("released", "Released."),
}


@bp.post("/orders/<number>/items/<int:position>/approval")
@for_staff
def approve_item(number: str, position: int) -> ResponseReturnValue:
    item, form = item_or_404(number, position), filled_in(StagePassForm())
    stage = stage_at(item, form.stage.data)
    if stage is None or stage.gate not in DONE:
        raise NotThisStage(f"{item.reference} does not wait for that.")
    if stage.gate == Gate.CUSTOMER and not form.reason.data:
        how = "Say how the customer approved it."
        raise NotFilledIn(how, {"reason": how})
    pass_stage(item, stage, by=me(), shown=form.files.data)
    act, words = DONE[stage.gate]
    note(act, item.reference, "\n".join(filter(None, (stage.internal, form.reason.data))))
    released = [one.id for one in release(item.order)]
    db.session.commit()
    for item_id in released:
        enqueue(jobs.push_order_item, item_id)
    return done(number, words, position)
