"""Product groups, user groups and workflows: the buckets that rules and defaults speak of."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from storefront.accounts.credit import takes_newcomers
from storefront.accounts.models import UserGroup
from storefront.admin.asking import Confirmation, before_deleting
from storefront.admin.blueprint import bp
from storefront.admin.changes import change, form_page, note, saved, values_of
from storefront.admin.forms import ProductGroupForm, UserGroupForm
from storefront.admin.products.vanishing import who_finds_what
from storefront.admin.products.workflow_forms import WorkflowForm
from storefront.catalog.models import ProductGroup, Workflow
from storefront.database import Model, db
from storefront.settings import shop_settings
from storefront.web.forms import Form, offer

# in URLs: the table, its form, one of them in words, and the setting that may name one
KINDS: dict[str, tuple[Any, type[Form], str, str]] = {
    "product-groups": (ProductGroup, ProductGroupForm, "product group", "default_product_group"),
    "user-groups": (UserGroup, UserGroupForm, "user group", "default_user_group"),
    "workflows": (Workflow, WorkflowForm, "workflow", "default_workflow"),
}

NAMES = {"shop_user": "user", "markup_rule": "markup rule", "product_group": "product group"}
STRANGERS = "Whoever registers joins this group. Give a limit to a customer, or to another group."
TAKEN = "That name is taken. Enter another."


@bp.get("/groups/")
def groups() -> ResponseReturnValue:
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
        if saved(form.name, table.name, TAKEN):
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
    question = None
    if (
        form.validate_on_submit()
        and _trusts_no_strangers(form, row)
        and not (question := _question(form, row))
    ):
        change(row, f"{word} changed", name, **values_of(form))
        if saved(form.name, table.name, TAKEN):
            db.session.commit()
            flash("Saved.")
            return redirect(url_for("admin.groups"))
        row = db.get_or_404(table, group_id)
    return form_page(
        _template(kind),
        form,
        422 if question else 200,
        word=word,
        row=row,
        kind=kind,
        question=question,
    )


def _question(form: Form, row: Any) -> Confirmation | None:
    """What is to be asked before this is saved, if it is not answered."""
    if "seen_by_id" not in form:
        return None
    changes = who_finds_what(shown_to={row.id: form.seen_by_id.data})
    question = Confirmation("Show these products to others?", changes, "Yes, save it")
    return question if changes and not question.answered else None


def _trusts_no_strangers(form: Form, row: Any) -> bool:
    """Nobody may owe money for having registered."""
    if "credit_limit" not in form or not form.credit_limit.data or not takes_newcomers(row.id):
        return True
    form.credit_limit.errors = [STRANGERS]
    return False


def _template(kind: str) -> str:
    return "admin/workflow.html" if kind == "workflows" else "admin/group.html"


def _offer_members(form: Form) -> None:
    if "seen_by_id" in form:
        every = db.session.scalars(select(UserGroup).order_by(UserGroup.name))
        offer(form.seen_by_id, list(every), "Everybody")


@bp.route("/groups/<kind>/<int:group_id>/deletion", methods=["GET", "POST"])
def delete_group(kind: str, group_id: int) -> ResponseReturnValue:
    table, _, word, default = KINDS.get(kind) or abort(404)
    row = db.get_or_404(table, group_id)
    name, back = row.name, url_for("admin.groups")
    uses = uses_of(row)
    if getattr(shop_settings(), default) == group_id:
        uses.append("the defaults on the Sync page")
    in_the_way = f"It is still in use: by {' and '.join(uses)}." if uses else ""
    changes = ["No product, customer or rule uses it, so nothing else changes."]
    asking = before_deleting(f"the {word} “{name}”", changes, back, in_the_way=in_the_way)
    if asking:
        return asking
    db.session.delete(row)
    note(f"{word} deleted", name)
    db.session.commit()
    flash(f"“{name}” is deleted.")
    return redirect(url_for("admin.groups"))


def uses_of(row: Any) -> list[str]:
    """What speaks of it in the database, with how much of it: 3 products."""
    result = []
    for table in Model.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is row.__table__:
                count = select(func.count()).where(key.parent == row.id)
                if many := db.session.scalar(count):
                    one = NAMES.get(table.name, table.name.replace("_", " "))
                    result.append(f"{many:,} {one}" if many == 1 else f"{many:,} {one}s")
    return result
