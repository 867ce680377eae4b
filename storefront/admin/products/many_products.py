"""One change to all products of a filter: chosen, shown with their number, then made."""

from collections.abc import Iterator
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select, update

from storefront.admin.blueprint import bp
from storefront.admin.changes import form_page, note
from storefront.admin.money.below_cost import losing_words, say_what_loses
from storefront.admin.products.pictures import picture_from, with_picture
from storefront.admin.products.product_filter import ProductFilter, asked
from storefront.admin.products.product_forms import ManyForm
from storefront.admin.products.vanishing import who_finds_what
from storefront.catalog import search_words
from storefront.catalog.images import BadImage, has_image
from storefront.catalog.merchandising import seen_after
from storefront.catalog.models import Product, ProductGroup, Workflow
from storefront.catalog.presentation import title_of
from storefront.database import db
from storefront.page_cache import new_edition

AT_ONCE = 500
EXAMPLES = 5


@bp.get("/products/many")
def many_products() -> ResponseReturnValue:
    return _page(_form(), asked())


@bp.post("/products/many")
@with_picture
def edit_many_products() -> ResponseReturnValue:
    """Asked once, it says what would be done to how many. Asked again with that number, it does
    it, unless the number is another by now."""
    chosen, form = asked(), _form()
    if not form.validate_on_submit():
        return _page(form, chosen)
    try:
        form.image.data = picture_from(form, _uploaded(form))
    except BadImage:
        return _page(form, chosen)
    changes = _changes(form)
    if not changes:
        form.form_errors.append("Choose something to change.")
        return _page(form, chosen)
    ids = list(db.session.scalars(chosen.narrow(select(Product.id))))
    told = request.form.get("confirmed") == "yes"
    if not told or form.count.data != str(len(ids)):
        return _confirmation(form, chosen, ids, 409 if told else 200)
    _make(changes, ids)
    if "group_id" in changes:
        say_what_loses()
    said = "\n".join(_in_words(changes))
    note("products changed", f"{len(ids)} products: {chosen.words()}", said)
    db.session.commit()
    flash(f"{len(ids):,} products changed.")
    return redirect(url_for("admin.products", **chosen.args))


def _uploaded(form: ManyForm) -> str:
    """The picture that came with the first asking, if it is one that we keep."""
    name = form.image.data or ""
    return name if has_image(name) else ""


def _changes(form: ManyForm) -> dict[str, Any]:
    """Column and new value."""
    changes: dict[str, Any] = {}
    if form.set_title.data:
        changes["title"] = form.title.data or ""
    if form.set_description.data:
        changes["description"] = form.description.data or ""
    if form.image.data or form.no_picture.data:
        changes["image"] = form.image.data
    if form.hidden.data:
        changes["hidden"] = form.hidden.data == "yes"
    if form.sort.data is not None:
        changes["sort"] = form.sort.data
    for name in ("group", "workflow"):
        if form[name].data:
            changes[f"{name}_id"] = None if form[name].data == "none" else int(form[name].data)
    return changes


def _make(changes: dict[str, Any], ids: list[int]) -> None:
    if changes.keys() & {"title", "description"}:
        seen = seen_after(changes.get("title"), changes.get("description"))
        changes = changes | {"seen": seen}
    for start in range(0, len(ids), AT_ONCE):
        some = Product.id.in_(ids[start : start + AT_ONCE])
        db.session.execute(
            update(Product)
            .where(some)
            .values(**changes)
            .execution_options(synchronize_session=False)
        )
    new_edition()
    if "title" in changes:
        search_words.index_ids(ids)


def _form() -> ManyForm:
    form = ManyForm()
    for field, table in ((form.group, ProductGroup), (form.workflow, Workflow)):
        rows: Any = db.session.scalars(select(table).order_by(table.name))
        named = [(str(row.id), getattr(row, "label", row.name)) for row in rows]
        field.choices = [("", "No change"), ("none", "None"), *named]
    return form


def _in_words(changes: dict[str, Any]) -> Iterator[str]:
    for name, value in changes.items():
        if name in ("group_id", "workflow_id"):
            table: Any = ProductGroup if name == "group_id" else Workflow
            row = db.session.get(table, value) if value else None
            yield f"{name.removesuffix('_id')}: {row.name if row else 'none'}"
        elif name == "hidden":
            yield "hidden from customers" if value else "shown to customers"
        elif name == "image":
            yield "the uploaded picture" if value else "their pictures removed"
        elif name == "sort":
            yield f"sort order: {value}"
        else:
            yield f"{name}: “{value[:200]}”" if value else f"{name}: generated"


def _page(form: ManyForm, chosen: ProductFilter) -> ResponseReturnValue:
    return form_page("admin/many_products.html", form, chosen=chosen, many=chosen.count())


def _confirmation(
    form: ManyForm, chosen: ProductFilter, ids: list[int], status: int
) -> ResponseReturnValue:
    form.count.data = str(len(ids))
    changes = _changes(form)
    moved = dict.fromkeys(ids, changes["group_id"]) if "group_id" in changes else {}
    some = db.session.scalars(select(Product).where(Product.id.in_(ids[:EXAMPLES]))).all()
    page = render_template(
        "admin/many_products_confirm.html",
        form=form,
        chosen=chosen,
        many=len(ids),
        changes=list(_in_words(changes)),
        warnings=[*who_finds_what(moved), losing_words(moved)],
        examples=[title_of(product) for product in some],
        other_number=status == 409,
    )
    return page, status
