"""Product groups, user groups and workflows: the buckets that rules and defaults speak of."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from storefront.accounts.models import UserGroup
from storefront.admin.changes import change, form_page, kept, note, values_of
from storefront.admin.forms import NameForm, ProductGroupForm
from storefront.admin.views import bp
from storefront.admin.workflow_forms import WorkflowForm
from storefront.catalog.models import ProductGroup, Workflow
from storefront.extensions import db
from storefront.forms import Form, offer
from storefront.settings import shop_settings

# in addresses: the table, its form, one of them in words, and the setting that may name one
KINDS: dict[str, tuple[Any, type[Form], str, str]] = {
    "product-groups": (ProductGroup, ProductGroupForm, "product group", "default_product_group"),
    "user-groups": (UserGroup, NameForm, "user group", "default_user_group"),
    "workflows": (Workflow, WorkflowForm, "workflow", "default_workflow"),
}

TAKEN = "That name is taken. Enter another."


@bp.get("/groups/")
def groups() -> ResponseReturnValue:
    return _page()


def _page() -> str:
    lists = {
        kind: db.session.scalars(select(table).order_by(table.name)).all()
        for kind, (table, *_) in KINDS.items()
    }
    return render_template("admin/groups.html", lists=lists, shop_settings=shop_settings())


@bp.route("/groups/<kind>/new", methods=["GET", "POST"])
def new_group(kind: str) -> ResponseReturnValue:
    table, form_class, word, _ = KINDS.get(kind) or abort(404)
    form = form_class()
    _offer_members(form)
    if form.validate_on_submit():
        row = table(**values_of(form))
        db.session.add(row)
        if kept(form.name, TAKEN):
            note(f"{word} created", row.name)
            db.session.commit()
            flash(f"The {word} is added.")
            return redirect(url_for("admin.groups"))
    return form_page(_template(kind), form, word=word, row=None, kind=kind)


@bp.route("/groups/<kind>/<int:group_id>", methods=["GET", "POST"])
def group(kind: str, group_id: int) -> ResponseReturnValue:
    table, form_class, word, _ = KINDS.get(kind) or abort(404)
    row = db.get_or_404(table, group_id)
    name = row.name
    form = form_class(obj=row)
    _offer_members(form)
    if form.validate_on_submit():
        change(row, f"{word} changed", name, **values_of(form))
        if kept(form.name, TAKEN):
            db.session.commit()
            flash("Saved.")
            return redirect(url_for("admin.groups"))
        row = db.get_or_404(table, group_id)
    return form_page(_template(kind), form, word=word, row=row, kind=kind)


def _template(kind: str) -> str:
    return "admin/workflow.html" if kind == "workflows" else "admin/group.html"


def _offer_members(form: Form) -> None:
    if "seen_by_id" in form:
        every = db.session.scalars(select(UserGroup).order_by(UserGroup.name))
        offer(form.seen_by_id, list(every), "Everybody")


@bp.post("/groups/<kind>/<int:group_id>/deletion")
def delete_group(kind: str, group_id: int) -> ResponseReturnValue:
    table, _, word, default = KINDS.get(kind) or abort(404)
    row = db.get_or_404(table, group_id)
    name = row.name
    if getattr(shop_settings(), default) == group_id or not _deleted(row):
        flash(f"“{name}” is still in use and cannot be deleted.", "warn")
        return _page(), 409
    note(f"{word} deleted", name)
    db.session.commit()
    flash(f"“{name}” is deleted.")
    return redirect(url_for("admin.groups"))


def _deleted(row: Any) -> bool:
    """Whether nothing speaks of it any more; the database knows."""
    db.session.delete(row)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        return False
    return True
