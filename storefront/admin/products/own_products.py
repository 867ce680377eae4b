"""What the shop sells itself. It never shares a cart with what 4Over prints."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from storefront.admin.asking import Confirmation
from storefront.admin.blueprint import MenuGroup, bp, in_menu
from storefront.admin.changes import change, form_page, note, saved
from storefront.admin.forms import OwnProductForm
from storefront.admin.products.pictures import picture_from, with_picture
from storefront.catalog.images import BadImage
from storefront.catalog.models import OwnProduct
from storefront.catalog.pictures import own_image_url
from storefront.database import db
from storefront.sync.planning import free_slug

TAKEN = "There is one of that title already."


@bp.get("/own-products/")
@in_menu(MenuGroup.PRODUCTS, 6, "Own products")
def own_products() -> ResponseReturnValue:
    rows = db.session.scalars(select(OwnProduct).order_by(OwnProduct.title)).all()
    return render_template("admin/own_products.html", rows=rows)


@bp.route("/own-products/new", methods=["GET", "POST"])
@with_picture
def new_own_product() -> ResponseReturnValue:
    form, question = OwnProductForm(), None
    if form.validate_on_submit() and not (question := _question(form, None)):
        try:
            product = OwnProduct(**_values(form, ""), slug=_free_slug(form.title.data))
        except BadImage:
            return _page(form, None)
        db.session.add(product)
        if not saved(form.title, OwnProduct.slug, TAKEN):  # at the same moment
            return _page(form, None)
        note("own product created", product.title, f"price: {product.price}")
        db.session.commit()
        flash("Product added.")
        return redirect(url_for("admin.own_products"))
    return _page(form, None, question)


@bp.route("/own-products/<int:product_id>", methods=["GET", "POST"])
@with_picture
def own_product(product_id: int) -> ResponseReturnValue:
    product = db.get_or_404(OwnProduct, product_id)
    form, question = OwnProductForm(obj=product), None
    if form.validate_on_submit() and not (question := _question(form, product)):
        try:
            values = _values(form, product.image)
        except BadImage:
            return _page(form, product)
        title = product.title
        change(product, "own product changed", title, **values)
        db.session.commit()
        flash("Saved.")
        return redirect(url_for("admin.own_products"))
    return _page(form, product, question)


def _page(
    form: OwnProductForm, product: OwnProduct | None, question: Confirmation | None = None
) -> ResponseReturnValue:
    image = own_image_url(product) if product else ""
    page, status = form_page(
        "admin/own_product.html", form, product=product, image=image, question=question
    )
    return page, 422 if question else status


def _question(form: OwnProductForm, product: OwnProduct | None) -> Confirmation | None:
    """What is to be asked before this is saved, if it is not answered."""
    title, changes = form.title.data, []
    if not form.price.data and (product is None or product.price):
        changes.append("It costs $0.00: customers order it for nothing.")
    same = select(OwnProduct.id).where(func.lower(OwnProduct.title) == title.lower())
    if (product is None or product.title != title) and db.session.scalar(
        same.where(OwnProduct.id != product.id) if product else same
    ):
        changes.append(f"There is another product called “{title}”.")
    question = Confirmation("Save it as it is?", changes, "Yes, save it")
    if not changes or question.answered:
        return None
    if form.picture.data:
        changes.append("Choose the picture again: it is not kept until you save.")
    return question


def _values(form: OwnProductForm, image: str) -> dict[str, object]:
    return {
        "title": form.title.data,
        "description": form.description.data,
        "price": form.price.data,
        "image": picture_from(form, image),
        "hidden": form.hidden.data,
    }


def _free_slug(title: str) -> str:
    """A slug of its own; it stays when the title changes, so that links stay good."""
    return free_slug(title, set(db.session.scalars(select(OwnProduct.slug))))
