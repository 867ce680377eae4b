"""The templates that titles and texts are composed by: for all products, or one family of them."""

from hashlib import sha256
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, func, select

from storefront.admin.asking import before_deleting
from storefront.admin.blueprint import MenuGroup, bp, in_menu
from storefront.admin.changes import change, form_page, note
from storefront.admin.products.product_forms import TemplateForm
from storefront.admin.wording.words import SEARCH_FOLLOWS
from storefront.catalog.composing import BUILT_IN, FIELDS, PLACEHOLDERS
from storefront.catalog.markdown import to_html
from storefront.catalog.models import Product, TextTemplate
from storefront.catalog.presentation import lead_by, text_by, title_by
from storefront.catalog.words import wording
from storefront.database import db
from storefront.partner.account import environment

EXAMPLES = 3


@bp.get("/texts/")
@in_menu(MenuGroup.PRODUCTS, 5, "Product text templates")
def texts() -> ResponseReturnValue:
    rows = {row.family: row for row in db.session.scalars(select(TextTemplate))}
    named = {family.lower(): family for family in _families()}
    return render_template(
        "admin/texts.html",
        of_all={field: wording().template(field, "") for field in FIELDS},
        edited="" in rows,
        rows=[(named.get(family, family), row) for family, row in sorted(rows.items()) if family],
    )


@bp.route("/texts/template", methods=["GET", "POST"])
def text_template() -> ResponseReturnValue:
    """For the family in the URL; none means all products."""
    key = request.args.get("family", "").strip().lower()
    template = db.session.get(TextTemplate, key)
    form = TemplateForm(obj=template, family=key) if template else TemplateForm(family=key)
    families = {family.lower(): family for family in [*([key] if key else []), *_families()]}
    form.family.choices = [("", "All products"), *sorted(families.items())]
    shown, asked = None, False
    if form.validate_on_submit():
        asked = "preview" not in request.form
        if asked and (request.form.get("seen") == _mark(form) or not _differs(form)):
            return _save(form)
        shown = _preview(form)
    return form_page(
        "admin/text_template.html",
        form,
        family=families.get(key, ""),
        current=template,
        placeholders=PLACEHOLDERS["text"],
        in_titles=PLACEHOLDERS["title"],
        standing={field: _standing(field, key) for field in FIELDS},
        shown=shown,
        asked=asked,
        seen=_mark(form) if shown is not None else "",
        many=_count(form.family.data) if shown is not None else 0,
    )


def _mark(form: TemplateForm) -> str:
    """For what was seen in the preview: another text is to be seen anew."""
    said = "\n".join([form.family.data or "", *(form[field].data or "" for field in FIELDS)])
    return sha256(said.encode()).hexdigest()


def _differs(form: TemplateForm) -> bool:
    template = db.session.get(TextTemplate, form.family.data)
    return any(
        form[field].data != (getattr(template, field) if template else "") for field in FIELDS
    )


def _count(family: str) -> int:
    """How many products that are sold would read so."""
    return db.session.scalar(select(func.count()).select_from(_of(family).subquery())) or 0


def _of(family: str) -> Select[Product]:
    query = select(Product).where(Product.environment == environment(), Product.available)
    if family:
        names = [name for name in _families() if name.lower() == family]
        query = query.where(Product.family.in_(names))
    return query


def _save(form: TemplateForm) -> ResponseReturnValue:
    family = form.family.data
    values = {field: form[field].data for field in FIELDS}
    template = db.session.get(TextTemplate, family)
    if template is None:
        if not any(values.values()):
            flash("Nothing was typed, so no templates are saved.", "info")
            return redirect(url_for("admin.texts"))
        template = TextTemplate(family=family, title="", lead="", text="")
        db.session.add(template)
    change(template, "text templates changed", family or "all products", **values)
    db.session.commit()
    flash(f"Saved. {SEARCH_FOLLOWS}")
    return redirect(url_for("admin.texts"))


@bp.route("/texts/deletion", methods=["GET", "POST"])
def delete_text_template() -> ResponseReturnValue:
    template = db.session.get(TextTemplate, request.args.get("family", "").strip().lower())
    if template is None:
        flash("These templates are already deleted.", "info")
        return redirect(url_for("admin.texts"))
    many = _count(template.family)
    reads = "1 product reads" if many == 1 else f"{many:,} products read"
    of = "for all products" if template.family else "built into the shop"
    changes = [
        f"{reads} by the templates {of} again, where it has no text of its own."
        if many == 1
        else f"{reads} by the templates {of} again, where they have no text of their own.",
        *(f"Gone: {getattr(template, field)}" for field in FIELDS if getattr(template, field)),
    ]
    what = f"the text templates for {template.family or 'all products'}"
    back = url_for("admin.text_template", family=template.family)
    if asking := before_deleting(what, changes, back):
        return asking
    said = "\n".join(f"{field}: {getattr(template, field)}" for field in FIELDS)
    note("text templates deleted", template.family or "all products", said)
    db.session.delete(template)
    db.session.commit()
    flash(f"The templates are deleted. {SEARCH_FOLLOWS}")
    return redirect(url_for("admin.texts"))


def _standing(field: str, family: str) -> str:
    """What counts where this template says nothing."""
    return wording().template(field, "") if family else BUILT_IN[field]


def _preview(form: TemplateForm) -> list[dict[str, Any]]:
    """A few products as they would be, with a picked family's or of different ones."""
    family = form.family.data
    template = {field: form[field].data or _standing(field, family) for field in FIELDS}
    products = db.session.scalars(_of(family).order_by(Product.position).limit(EXAMPLES)).all()
    return [
        {
            "product": product,
            "title": title_by(template["title"], product),
            "lead": lead_by(template["lead"], product),
            "text": to_html(text_by(template["text"], product, product.spec)),
        }
        for product in products
    ]


def _families() -> list[str]:
    here = Product.environment == environment()
    return list(db.session.scalars(select(Product.family).where(here).distinct()))
