"""4Over's products: what it says of them, what the shop shows instead, and what they cost."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from storefront.accounts.models import User, UserGroup
from storefront.admin.blueprint import MenuGroup, bp, for_staff, in_menu
from storefront.admin.changes import assign, form_page, note
from storefront.admin.money.below_cost import say_what_loses
from storefront.admin.products.pictures import picture_from, with_picture
from storefront.admin.products.product_filter import STATES, asked
from storefront.admin.products.product_forms import ProductForm
from storefront.catalog import search_words
from storefront.catalog.images import BadImage
from storefront.catalog.merchandising import changed_by_fourover, mark_seen
from storefront.catalog.models import Category, Product, ProductGroup, Workflow
from storefront.catalog.pictures import image_url
from storefront.catalog.presentation import (
    composed_text_of,
    composed_title_of,
    lead_of,
    text_of,
    title_of,
)
from storefront.database import db
from storefront.paging import page_of
from storefront.partner.account import environment
from storefront.quotes.markup import markup_for
from storefront.quotes.price import Price, price_of
from storefront.web.forms import offer


@bp.get("/products/")
@for_staff
@in_menu(MenuGroup.PRODUCTS, 1, "Products")
def products() -> ResponseReturnValue:
    chosen = asked()
    query = chosen.narrow(select(Product)).order_by(Product.partner_name, Product.id)
    categories = db.session.scalars(
        select(Category)
        .where(Category.environment == environment())
        .order_by(Category.partner_name)
    ).all()
    return render_template(
        "admin/products.html",
        page=page_of(query),
        chosen=chosen,
        categories=[(c.id, c.name) for c in categories],
        states=[(word, text) for word, (text, _) in STATES.items()],
    )


@bp.get("/products/<int:product_id>")
@for_staff
def product(product_id: int) -> ResponseReturnValue:
    product = db.get_or_404(Product, product_id)
    return _page(product, _form(product))


@bp.post("/products/<int:product_id>")
@with_picture
def edit_product(product_id: int) -> ResponseReturnValue:
    """Our side of it. 4Over's values, the price engine among them, have no field to change them."""
    product = db.get_or_404(Product, product_id)
    form = _form(product)
    if not form.validate_on_submit():
        return _page(product, form)
    try:
        image = picture_from(form, product.image)
    except BadImage:
        return _page(product, form)
    moved = form.group.data != product.group_id
    changed = assign(
        product,
        title=form.title.data,
        description=form.description.data,
        image=image,
        group_id=form.group.data,
        workflow_id=form.workflow.data,
        sort=form.sort.data or 0,
        hidden=form.hidden.data,
    )
    if changed:
        mark_seen(product)
        _changed(product, changed)
    if moved:
        say_what_loses()
    db.session.commit()
    flash("Saved.")
    return redirect(url_for("admin.product", product_id=product_id))


@bp.post("/products/<int:product_id>/agreement")
def agree_product(product_id: int) -> ResponseReturnValue:
    """4Over changed it after ours was written: ours stays as it is, or is composed anew."""
    product = db.get_or_404(Product, product_id)
    theirs = set(request.form.getlist("theirs")) & {"title", "description"}
    changed = assign(product, **dict.fromkeys(sorted(theirs), ""))
    mark_seen(product)
    _changed(product, changed or "own version kept after 4Over's change")
    db.session.commit()
    flash("Now generated from 4Over's data." if theirs else "Your version stays.")
    return redirect(url_for("admin.product", product_id=product_id))


def _changed(product: Product, what: str) -> None:
    note("product changed", product.code, what)
    db.session.flush()
    search_words.index([product])


def _form(product: Product) -> ProductForm:
    form = ProductForm(obj=product)
    for field, table in ((form.group, ProductGroup), (form.workflow, Workflow)):
        offer(field, list(db.session.scalars(select(table).order_by(table.name))), "None")
    return form


def _page(product: Product, form: ProductForm) -> ResponseReturnValue:
    spec = product.spec
    shown = {
        "title": title_of(product),
        "lead": lead_of(product),
        "text": text_of(product, spec),
        "image": image_url(product, spec),
        "composed_title": composed_title_of(product),
        "composed_text": composed_text_of(product, spec),
    }
    return form_page(
        "admin/product.html",
        form,
        product=product,
        prices=_prices(product),
        shown=shown,
        changed_by_fourover=changed_by_fourover(product),
        options=sorted({option.label for group in spec.finishing for option in group.options}),
    )


def _prices(product: Product) -> list[tuple[str, Price]]:
    """For each kind of customer: the price from which it is sold, and the rule that made it."""
    if not product.lowest_cost:
        return []
    groups = db.session.scalars(select(UserGroup).order_by(UserGroup.name)).all()
    who = [
        ("All other customers", None),
        *((group.name, User(group_id=group.id)) for group in groups),
    ]
    return [
        (name, price_of(product.lowest_cost, markup_for(product, example))) for name, example in who
    ]
