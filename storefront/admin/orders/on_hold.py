"""Items that wait for a person, by what is the matter with them; and orders that are not on
record."""

from itertools import groupby

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from storefront.admin.blueprint import MenuGroup, bp, for_staff, in_menu
from storefront.admin.changes import me, note
from storefront.admin.forms import ReasonForm
from storefront.admin.labels import label
from storefront.database import db
from storefront.orders.arrival import sent_off
from storefront.orders.models import Hold, ItemStatus, LostOrder, OrderItem
from storefront.orders.pushing.unrecorded import resolve

# The most pressing first: what to do about it. `labels` says what each is called.
ADVICE: dict[Hold, str] = {
    Hold.UNKNOWN: "4Over may have it. Look for the charge on the card's statement or ask 4Over's "
    "support, then say which it is.",
    Hold.UNMAPPED: "4Over has it. Ask its support for the job numbers and enter them on the item.",
    Hold.PARTLY: "4Over took only some sets. The shop follows those it took. Ask 4Over's support "
    "about the others.",
    Hold.REFUSED: "Read 4Over's message, correct the cause, then send again or cancel.",
    Hold.ABSENT: "It was sent, and 4Over does not have it: send again or cancel.",
    Hold.DEARER: "Agree to the new cost, ask the customer to pay more, or cancel.",
    Hold.ASKED: "The customer was asked to pay more, as the cost went up. Until they answer, you "
    "can still agree to the cost or cancel.",
    Hold.UNDER_COST: "Send it to accept the loss, or cancel it. Markups shows which rule set the "
    "price.",
    Hold.CARD: "An admin has to choose a card that works, under 4Over account or on the customer's "
    "page; then all of them go on by one button.",
    Hold.DAILY_LIMIT: "Look whether today's orders are real. An admin can raise the limit for "
    "today under Daily limit, and all of them go on; or send again tomorrow.",
    Hold.DISPUTED: "The customer asks the money back from their bank. Answer at the provider's; "
    "then send it again, or cancel it.",
    Hold.CREDENTIALS: "An admin has to test the connection under 4Over account; then send again.",
    Hold.ARTWORK: "Get the right file from the customer.",
    Hold.ADDRESS: "Complete “Ship from” in Settings, or ask the customer for theirs; then send "
    "again.",
    Hold.ENVIRONMENT: "Send it again once the shop uses the server that it was ordered for, or "
    "cancel it.",
    Hold.MIXED: "4Over's items have to be in an order of their own: cancel it.",
    Hold.UNREACHABLE: "4Over could not be reached for a day. When it answers again, send again.",
}


bp.add_app_template_filter(sent_off)

_SHOWN = joinedload(OrderItem.order), selectinload(OrderItem.print_jobs)


@bp.get("/held/")
@for_staff
@in_menu(MenuGroup.ORDERS, 2, "On hold")
def held() -> ResponseReturnValue:
    on_hold = select(OrderItem).where(OrderItem.status == ItemStatus.HELD)
    items = db.session.scalars(on_hold.options(*_SHOWN)).all()
    pressing = list(ADVICE)
    by_reason = sorted(items, key=lambda item: (pressing.index(_reason(item)), item.moved_at))
    sections = [
        (label(reason), ADVICE[reason], list(those))
        for reason, those in groupby(by_reason, key=_reason)
    ]
    lost = select(LostOrder).where(LostOrder.settled_at.is_(None)).order_by(LostOrder.sent_at)
    return render_template(
        "admin/held.html", sections=sections, lost=db.session.scalars(lost).all()
    )


@bp.post("/held/lost-orders/<int:lost_id>/settlement")
@for_staff
def settle_lost_order(lost_id: int) -> Response:
    lost = db.session.get(LostOrder, lost_id) or abort(404)
    form = ReasonForm()
    resolution = form.reason.data or "" if form.validate_on_submit() else ""
    if resolution and resolve(lost, by=me(), note=resolution):
        note("resolved a missing order", lost.reference, resolution)
        db.session.commit()
        flash(f"{lost.reference} is marked as resolved.")
        return redirect(url_for("admin.held"))
    db.session.refresh(lost)
    if lost.settled_at is not None:
        flash(f"{lost.reference} was already marked as resolved by {lost.settled_by}.", "warn")
    else:
        flash(f"{lost.reference}: please enter what was done about it.", "bad")
    return redirect(url_for("admin.held"))


def _reason(item: OrderItem) -> Hold:
    return item.hold or Hold.REFUSED
