"""The files of all one's orders: to look at, to download, and to order again with."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, selectinload

from storefront.accounts.blueprint import bp
from storefront.artwork.models import ArtworkSlot
from storefront.database import db
from storefront.orders.models import Order, OrderItem
from storefront.orders.stages import approval_of
from storefront.paging import page_of
from storefront.web.guards import row_id

bp.add_app_template_filter(approval_of, "approval")

A_PAGE = 10


@bp.get("/account/files/")
@login_required  # type: ignore[untyped-decorator]
def files() -> ResponseReturnValue:
    """The newest first; with `product` those of one product alone."""
    product = request.args.get("product", type=row_id)
    mine = Order.user_id == current_user.id, OrderItem.slots.any(ArtworkSlot.file_id.is_not(None))
    items = (
        select(OrderItem)
        .join(Order)
        .where(*mine)
        .order_by(Order.id.desc(), OrderItem.position)
        .options(contains_eager(OrderItem.order))
        .options(selectinload(OrderItem.slots), selectinload(OrderItem.stages))
    )
    if product is not None:
        items = items.where(OrderItem.product_id == product)
    return render_template(
        "accounts/files.html",
        page=page_of(items, A_PAGE),
        products=_products(mine),
        product=product,
    )


def _products(mine: tuple[ColumnElement[bool], ...]) -> list[tuple[int | None, str]]:
    """With what each is called, sorted by that."""
    title = func.max(OrderItem.title)
    theirs = select(OrderItem.product_id, title).join(Order).where(*mine)
    named = theirs.where(OrderItem.product_id.is_not(None)).group_by(OrderItem.product_id)
    return [(key, name) for key, name in db.session.execute(named.order_by(title))]
