"""The first page for staff: what needs a person, and where the rest is."""

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from storefront.admin.blueprint import bp, for_staff
from storefront.admin.orders.alerts import alerts
from storefront.database import db
from storefront.orders.models import ItemStatus, OrderItem
from storefront.queue import CATALOG, ORDERS, waiting


@bp.get("/")
@for_staff
def index() -> ResponseReturnValue:
    statuses = select(OrderItem.status, func.count()).group_by(OrderItem.status)
    counts = dict(db.session.execute(statuses).all())
    return render_template(
        "admin/index.html",
        alerts=alerts(),
        counts=[(status, counts.get(status, 0)) for status in ItemStatus],
        queues=[("orders", waiting(ORDERS)), ("catalog", waiting(CATALOG))],
    )
