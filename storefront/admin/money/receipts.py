"""One payment for several orders, such as a bank transfer for a month."""

import secrets
from decimal import Decimal

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from storefront.admin.blueprint import MenuGroup, bp, for_staff, in_menu
from storefront.admin.changes import form_page, me
from storefront.admin.money.payment_forms import TransferForm
from storefront.admin.orders.payment_acts import commit_and_push
from storefront.database import db
from storefront.money import NOTHING, format_money
from storefront.numbers import NoSuchNumber, amounts
from storefront.orders.models import Order
from storefront.payments.receiving import AlreadyPaid, BadReceipt, receive_for_several


@bp.route("/receipts/", methods=["GET", "POST"])
@for_staff
@in_menu(MenuGroup.ORDERS, 4, "Record a payment")
def receipts() -> ResponseReturnValue:
    form = TransferForm()
    if form.validate_on_submit():
        try:
            parts = _parts(form.parts.data, form.amount.data)
            ready = receive_for_several(
                parts,
                by=me(),
                note=form.note.data,
                key=form.key.data,
                too_much=form.too_much.data,
            )
        except (AlreadyPaid, BadReceipt) as trouble:
            db.session.rollback()
            form.parts.errors = [str(trouble)]
        else:
            commit_and_push(ready)
            flash(f"The payment is recorded for {len(parts)} orders.")
            return redirect(url_for("admin.receipts"))
    form.key.data = form.key.data or secrets.token_hex(16)
    return form_page("admin/receipts.html", form)


def _parts(typed: str, whole: Decimal) -> dict[Order, Decimal]:
    """The orders, with what each is paid. Raises BadReceipt."""
    parts: dict[Order, Decimal] = {}
    for line in filter(None, map(str.strip, typed.splitlines())):
        number, _, amount = line.replace("\t", " ").partition(" ")
        order = db.session.scalar(select(Order).where(Order.number == number.lstrip("#")))
        if order is None:
            raise BadReceipt(f"There is no order {number[:40]}.")
        if order in parts:
            raise BadReceipt(f"Order {order.number} stands there twice.")
        try:
            parts[order] = amounts().read(amount)
        except NoSuchNumber as trouble:
            raise BadReceipt(f"Order {order.number}: {trouble}") from None
    if (sum_ := sum(parts.values(), NOTHING)) != whole:
        raise BadReceipt(
            f"The parts come to {format_money(sum_)}, and {format_money(whole)} was received."
        )
    return parts
