"""Staff look at a file of an ordered item and let it through: it is printed all the same."""

from flask import abort
from flask.typing import ResponseReturnValue

from storefront import jobs
from storefront.admin.artwork.rule_forms import LetThroughForm
from storefront.admin.blueprint import bp, for_staff
from storefront.admin.changes import me, note
from storefront.admin.orders.order_acts import done, filled_in, item_or_404
from storefront.artwork.rules.standing import acknowledge
from storefront.database import db
from storefront.orders.checked_files import files_to_look_at, stopping_files
from storefront.orders.release import release
from storefront.orders.stages import FilesChanged
from storefront.queue import enqueue

bp.add_app_template_filter(files_to_look_at, "files_to_look_at")


@bp.post("/orders/<number>/items/<int:position>/files/<int:slot_id>/yes")
@for_staff
def let_ordered_through(number: str, position: int, slot_id: int) -> ResponseReturnValue:
    """All that stops the file that was shown. Sent twice, it is let through once."""
    item, form = item_or_404(number, position), filled_in(LetThroughForm())
    slot = next((slot for slot in item.slots if slot.id == slot_id), None) or abort(404)
    if slot.file is None or form.file.data != slot.file.sha256:
        raise FilesChanged("The file is another than the one that was shown. Look at it again.")
    stopping = next((one for one in stopping_files(item) if one.slot is slot), None)
    if stopping is None:
        return done(number, "It was let through already.", position)
    rules = [finding.rule for finding in stopping.stopping]
    acknowledge(stopping, rules, me(), reason=form.reason.data, by_staff=True)
    called = item.label_of(slot, item.sets)
    note("file let through", item.reference, f"{called}: {', '.join(rules)}: {form.reason.data}")
    released = [one.id for one in release(item.order)]
    db.session.commit()
    for item_id in released:
        enqueue(jobs.push_order_item, item_id)
    return done(number, "Let through.", position)
