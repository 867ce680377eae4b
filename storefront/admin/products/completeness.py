"""What products lack that only we can give, those first that are sold and visited most."""

from datetime import timedelta
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import and_, case, func, or_, select

from storefront.admin.blueprint import MenuGroup, bp, for_staff, in_menu
from storefront.admin.filters import one_asked
from storefront.catalog.audience import ON_OFFER
from storefront.catalog.merchandising import CHANGED_BY_FOUROVER, NO_IMAGE, NO_TEXT, RAW_NAME
from storefront.catalog.models import Product, ProductVisits
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import ItemStatus, Order, OrderItem
from storefront.paging import page_of
from storefront.partner.account import environment

DAYS = 90  # of visits that count

LACKING = {
    "no-image": ("No picture", NO_IMAGE),
    "no-text": ("No description", NO_TEXT),
    "raw-name": ("Name is only a code", RAW_NAME),
    "changed": ("4Over changed it after you edited", CHANGED_BY_FOUROVER),
}


@bp.get("/completeness/")
@for_staff
@in_menu(MenuGroup.PRODUCTS, 2, "Missing content")
def completeness() -> ResponseReturnValue:
    what = one_asked("what", LACKING)
    lacks = LACKING[what][1] if what else or_(*(fault for _, fault in LACKING.values()))
    sold, visits = _sold().subquery(), _visits().subquery()
    query = (
        select(Product)
        .outerjoin(sold, sold.c.product_id == Product.id)
        .outerjoin(visits, visits.c.product_id == Product.id)
        .where(Product.environment == environment(), ON_OFFER, lacks)
        .order_by(
            func.coalesce(sold.c.many, 0).desc(),
            func.coalesce(visits.c.many, 0).desc(),
            Product.partner_name,
            Product.id,
        )
    )
    page = page_of(query)
    ids = [product.id for product in page.items]
    total, choices = _counts()
    return render_template(
        "admin/completeness.html",
        page=page,
        what=what if what in LACKING else "",
        total=total,
        choices=choices,
        sold=_by_product(_sold(ids)),
        visits=_by_product(_visits(ids)),
        changed=_changed(ids),
        days=DAYS,
    )


def _sold(ids: list[int] | None = None) -> Any:
    """How many order items of each product stand."""
    sold = (
        select(OrderItem.product_id, func.count().label("many"))
        .join(Order, Order.id == OrderItem.order_id)
        .where(Order.environment == environment(), OrderItem.status != ItemStatus.CANCELLED)
        .group_by(OrderItem.product_id)
    )
    return sold if ids is None else sold.where(OrderItem.product_id.in_(ids))


def _visits(ids: list[int] | None = None) -> Any:
    since = (now() - timedelta(days=DAYS)).date().isoformat()
    visits = (
        select(ProductVisits.product_id, func.sum(ProductVisits.visits).label("many"))
        .where(ProductVisits.day >= since)
        .group_by(ProductVisits.product_id)
    )
    return visits if ids is None else visits.where(ProductVisits.product_id.in_(ids))


def _by_product(counted: Any) -> dict[int, int]:
    return {row.product_id: row.many for row in db.session.execute(counted)}


def _changed(ids: list[int]) -> set[int]:
    changed = and_(Product.id.in_(ids), CHANGED_BY_FOUROVER)
    return set(db.session.scalars(select(Product.id).where(changed)))


def _counts() -> tuple[int, list[tuple[str, str]]]:
    """How many products are on offer, and what they may lack, with how many do, to choose from."""
    sums = [func.sum(case((fault, 1), else_=0)) for _, fault in LACKING.values()]
    here = select(func.count(), *sums).where(Product.environment == environment(), ON_OFFER)
    total, *counts = db.session.execute(here).one()
    lacking = [
        (word, f"{text} ({int(count or 0):,})")
        for (word, (text, _)), count in zip(LACKING.items(), counts, strict=True)
    ]
    return total, [("", "Any of these"), *lacking]
