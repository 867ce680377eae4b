"""Files in carts that the rules block. Staff may let one through, with a reason."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from storefront.admin.artwork.rule_forms import LetThroughForm
from storefront.admin.blueprint import MenuGroup, bp, for_staff, in_menu
from storefront.admin.changes import me, note
from storefront.artwork.models import ArtworkSlot
from storefront.artwork.rules.standing import JudgedSlot, acknowledge, judged
from storefront.artwork.sending import send
from storefront.cart.models import Cart, CartItem, CartStatus
from storefront.cart.titles import title_of_item
from storefront.database import db
from storefront.partner.account import environment

CHANGED = "The customer has sent another file meanwhile. Look at it again."
LOOKED_AT = 200  # items, those last changed first


@bp.get("/stopped-files/")
@for_staff
@in_menu(MenuGroup.ORDERS, 3, "Stopped files")
def stopped_files() -> ResponseReturnValue:
    return _page(LetThroughForm(formdata=None))


@bp.post("/stopped-files/<int:slot_id>/yes")
@for_staff
def let_through(slot_id: int) -> ResponseReturnValue:
    """All that stops this very file, as it was shown."""
    item, slot = _slot_or_404(slot_id)
    form = LetThroughForm()
    if not form.validate_on_submit():
        return _page(form, slot_id), 422
    if slot.slot.file is None or form.file.data != slot.slot.file.sha256:
        flash(CHANGED, "warn")
        return _page(LetThroughForm(formdata=None)), 409
    rules = [finding.rule for finding in slot.stopping]
    acknowledge(slot, rules, me(), reason=form.reason.data, by_staff=True)
    note("file let through", title_of_item(item), f"{', '.join(rules)}: {form.reason.data}")
    db.session.commit()
    flash("Let through. The customer can order it now.")
    return redirect(url_for("admin.stopped_files"))


@bp.get("/stopped-files/<int:slot_id>/file")
@for_staff
def stopped_file(slot_id: int) -> ResponseReturnValue:
    return send(_slot_or_404(slot_id)[1].slot.file or abort(404))


def _page(form: LetThroughForm, wrong: int | None = None) -> str:
    items = (
        select(CartItem)
        .join(Cart, Cart.id == CartItem.cart_id)
        .where(Cart.status == CartStatus.OPEN, Cart.environment == environment())
        .where(CartItem.quote_id.is_not(None))
        .order_by(Cart.updated_at.desc(), CartItem.id)
        .limit(LOOKED_AT)
    )
    stopped = [
        (item, title_of_item(item), slot)
        for item in db.session.scalars(items)
        if item.quote
        for slot in judged(item.quote, item.slots)
        if slot.blocked
    ]
    return render_template("admin/stopped_files.html", stopped=stopped, form=form, wrong=wrong)


def _slot_or_404(slot_id: int) -> tuple[CartItem, JudgedSlot]:
    slot = db.session.get(ArtworkSlot, slot_id)
    item = db.session.get(CartItem, slot.cart_item_id) if slot and slot.cart_item_id else None
    if item is None or item.quote is None or item.cart.environment != environment():
        abort(404)
    return item, next(one for one in judged(item.quote, item.slots) if one.slot.id == slot_id)
