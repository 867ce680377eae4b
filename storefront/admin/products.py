"""4Over's products: what it says of them, what the shop shows instead, and what they cost."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, or_, select

from storefront.accounts.models import User, UserGroup
from storefront.admin.changes import assign, form_page, note
from storefront.admin.fields import offer
from storefront.admin.forms import ProductForm
from storefront.admin.paging import page_of
from storefront.admin.pictures import picture_from, with_picture
from storefront.admin.views import bp, for_staff
from storefront.catalog import search_words
from storefront.catalog.images import BadImage
from storefront.catalog.models import Category, Product, ProductGroup, Workflow
from storefront.catalog.presentation import image_url, lead_of, text_of, title_of
from storefront.catalog.state import touch
from storefront.extensions import db
from storefront.partner.account import environment
from storefront.quotes.markup import markup_for
from storefront.quotes.price import Price, price_of

# What may be missing or wrong with a product, by the word in the address.
STATES: dict[str, tuple[str, ColumnElement[bool]]] = {
    "no-title": ("No title of ours", Product.title == ""),
    "no-text": ("No text of ours", Product.description == ""),
    "no-image": ("No picture of ours", Product.image == ""),
    "hidden": ("Hidden", Product.hidden.is_(True)),
    "unavailable": ("Not printed any more", Product.available.is_(False)),
    "quarantined": ("In quarantine", Product.quarantine != ""),
}


@bp.get("/products/")
@for_staff
def products() -> ResponseReturnValue:
    q = request.args.get("q", "").strip()[:200]
    category = request.args.get("category", type=int)
    state = request.args.get("state", "")
    found = select(Product).where(Product.environment == environment())
    if q:
        columns = (Product.title, Product.partner_name, Product.code)
        found = found.where(or_(*(column.icontains(q, autoescape=True) for column in columns)))
    if category:
        found = found.where(Product.categories.any(Category.id == category))
    if state in STATES:
        found = found.where(STATES[state][1])
    categories = db.session.scalars(
        select(Category)
        .where(Category.environment == environment())
        .order_by(Category.partner_name)
    ).all()
    return render_template(
        "admin/products.html",
        title_of=title_of,
        page=page_of(found.order_by(Product.partner_name, Product.id)),
        q=q,
        category=category,
        state=state,
        categories=[(c.id, c.name) for c in categories],
        states=[(word, text) for word, (text, _) in STATES.items()],
    )


@bp.get("/products/<int:product_id>")
@for_staff
def product(product_id: int) -> ResponseReturnValue:
    found = db.get_or_404(Product, product_id)
    return _page(found, _form(found))


@bp.post("/products/<int:product_id>")
@with_picture
def edit_product(product_id: int) -> ResponseReturnValue:
    """Our side of it. 4Over's values, the price engine among them, have no field to change them."""
    found = db.get_or_404(Product, product_id)
    form = _form(found)
    if not form.validate_on_submit():
        return _page(found, form)
    try:
        image = picture_from(form, found.image)
    except BadImage:
        return _page(found, form)
    changed = assign(
        found,
        title=form.title.data,
        description=form.description.data,
        image=image,
        group_id=form.group.data,
        workflow_id=form.workflow.data,
        sort=form.sort.data or 0,
        hidden=form.hidden.data,
    )
    if changed:
        note("product changed", found.code, changed)
        db.session.flush()
        search_words.index([found])
        touch(found.environment)
    db.session.commit()
    flash("Saved.")
    return redirect(url_for("admin.product", product_id=product_id))


def _form(found: Product) -> ProductForm:
    form = ProductForm(obj=found, group=found.group_id, workflow=found.workflow_id)
    for field, table in ((form.group, ProductGroup), (form.workflow, Workflow)):
        offer(field, list(db.session.scalars(select(table).order_by(table.name))), "None")
    return form


def _page(found: Product, form: ProductForm) -> ResponseReturnValue:
    shown = {
        "title": title_of(found),
        "lead": lead_of(found),
        "text": text_of(found),
        "image": image_url(found),
    }
    return form_page("admin/product.html", form, product=found, prices=_prices(found), shown=shown)


def _prices(found: Product) -> list[tuple[str, Price]]:
    """For each kind of customer: the price from which it is sold, and the rule that made it."""
    if not found.lowest_cost:
        return []
    groups = db.session.scalars(select(UserGroup).order_by(UserGroup.name)).all()
    who = [("Everybody else", None), *((group.name, User(group_id=group.id)) for group in groups)]
    return [
        (name, price_of(found.lowest_cost, markup_for(found, example))) for name, example in who
    ]
