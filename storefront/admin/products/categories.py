"""4Over's categories: what the shop calls them, says of them, and in which order they stand."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from storefront.admin.blueprint import MenuGroup, bp, for_staff, in_menu
from storefront.admin.changes import change, form_page
from storefront.admin.products.product_forms import CategoryForm
from storefront.catalog.models import Category, product_category
from storefront.database import db
from storefront.partner.account import environment


@bp.get("/categories/")
@for_staff
@in_menu(MenuGroup.PRODUCTS, 3, "Categories")
def categories() -> ResponseReturnValue:
    products = (
        select(func.count()).where(product_category.c.category_id == Category.id).scalar_subquery()
    )
    rows = db.session.execute(
        select(Category, products)
        .where(Category.environment == environment())
        .order_by(Category.sort, Category.partner_name)
    ).all()
    return render_template("admin/categories.html", rows=rows)


@bp.route("/categories/<int:category_id>", methods=["GET", "POST"])
def category(category_id: int) -> ResponseReturnValue:
    category = db.get_or_404(Category, category_id)
    form = CategoryForm(obj=category)
    if form.validate_on_submit():
        change(
            category,
            "category changed",
            category.partner_name,
            title=form.title.data,
            description=form.description.data,
            sort=form.sort.data or 0,
            hidden=form.hidden.data,
        )
        db.session.commit()
        flash("Saved.")
        return redirect(url_for("admin.categories"))
    return form_page("admin/category.html", form, category=category)
