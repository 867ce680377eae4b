"""4Over's status texts: those that were seen, and what each means to the shop."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront.admin.asking import before_deleting
from storefront.admin.blueprint import MenuGroup, bp, in_menu
from storefront.admin.changes import difference, form_page, note
from storefront.admin.labels import label
from storefront.admin.wording.status_forms import StatusMeaningForm
from storefront.database import db
from storefront.fourover import statuses as known
from storefront.orders.models import StatusMeaning
from storefront.orders.models.meaning import Meaning, may_be_said, meaning_of
from storefront.orders.unheard_of import forget, say, seen_statuses
from storefront.text import one_line

bp.add_app_template_filter(meaning_of, "meaning_of")
bp.add_app_template_filter(may_be_said, "may_be_said")


@bp.get("/statuses/")
@in_menu(MenuGroup.ORDERS, 9, "4Over's statuses")
def statuses() -> ResponseReturnValue:
    own = {row.text for row in db.session.query(StatusMeaning)}
    return render_template("admin/statuses.html", seen=seen_statuses(), own=own, plain=known.plain)


@bp.route("/statuses/status", methods=["GET", "POST"])
def status_text() -> ResponseReturnValue:
    """One text, named in the URL, as it may have any sign in it."""
    text = one_line(request.args.get("text", ""), 200)
    if not text:
        return redirect(url_for("admin.statuses"))
    if not may_be_said(text):
        abort(404)
    before, own = meaning_of(text), db.session.get(StatusMeaning, known.plain(text))
    form = StatusMeaningForm(data={"phase": before.phase, "words": before.words})
    if form.validate_on_submit():
        after = Meaning(form.meaning, form.words.data or "")
        if after != before:
            say(text, after.phase, after.words)
            parts = ("meaning", label(before.phase), label(after.phase)), (
                "to customers", before.words, after.words,
            )  # fmt: skip
            changed = [difference(*part) for part in parts if part[1] != part[2]]
            note("status meaning changed", text, "\n".join(changed))
        db.session.commit()
        flash(f"{text} is saved.")
        return redirect(url_for("admin.statuses"))
    return form_page("admin/status_text.html", form, text=text, own=own)


@bp.route("/statuses/deletion", methods=["GET", "POST"])
def delete_status_meaning() -> ResponseReturnValue:
    """Back to what the shop knows of it."""
    text = one_line(request.args.get("text", ""), 200)
    own = db.session.get(StatusMeaning, known.plain(text))
    if own is None:
        flash("It already has the built-in meaning.", "info")
        return redirect(url_for("admin.statuses"))
    becomes = label(known.phase_of(text))
    changes = [f"It means “{becomes}” instead of “{label(own.phase)}”."]
    if own.words:
        changes.append(f"Customers no longer read: {own.words}")
    back = url_for("admin.status_text", text=text)
    if asking := before_deleting(f"what you say of {text}", changes, back):
        return asking
    note("status meaning deleted", text, f"{label(own.phase)} / {own.words}")
    forget(own)
    db.session.commit()
    flash(f"{text} has its built-in meaning again.")
    return redirect(url_for("admin.statuses"))
