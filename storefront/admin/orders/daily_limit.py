"""The daily limit of what is sent to 4Over: how much of it is used, and more for today."""

import secrets

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from storefront.admin.blueprint import MenuGroup, bp, in_menu
from storefront.admin.changes import me
from storefront.admin.forms import DailyLimitForm
from storefront.admin.orders.payment_acts import commit_and_push
from storefront.database import NotUnique, db
from storefront.orders.pushing.daily_limit import held_for_it, of_all, raise_for_today
from storefront.partner.account import environment


@bp.route("/daily-limit/", methods=["GET", "POST"])
@in_menu(MenuGroup.ORDERS, 6, "Daily limit")
def daily_limit() -> ResponseReturnValue:
    form = DailyLimitForm()
    if form.validate_on_submit():
        try:
            ready = raise_for_today(
                form.amount.data, by=me(), reason=form.reason.data, key=form.key.data or None
            )
        except NotUnique:
            db.session.rollback()
            flash("The limit was raised already. To raise it once more, enter it again.", "warn")
            return redirect(url_for("admin.daily_limit"))
        waited = len(ready)
        commit_and_push(ready)
        go_on = "1 item goes on" if waited == 1 else f"{waited} items go on"
        flash(f"The limit is higher for today. {go_on}." if waited else "Saved.")
        return redirect(url_for("admin.daily_limit"))
    form.key.data = form.key.data or secrets.token_hex(16)
    page = render_template(
        "admin/daily_limit.html",
        form=form,
        all_of_it=of_all(environment()),
        waiting=held_for_it(),
    )
    return page, 422 if form.errors else 200
