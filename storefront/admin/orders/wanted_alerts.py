"""What orders want of staff, on the first page: each need with how many have it."""

from collections.abc import Iterator

from flask import url_for
from sqlalchemy import func, select

from storefront.admin.alert import Alert
from storefront.admin.orders.needs import NEEDS, URGENT
from storefront.admin.orders.stopped import longest_stopped
from storefront.database import db
from storefront.orders.models import Order

IN_A_QUEUE = ("stopped", "files")  # listed by age on a page of their own


def wanted_alerts() -> Iterator[Alert]:
    for need, (text, condition) in NEEDS.items():
        count = db.session.scalar(select(func.count(Order.id)).where(condition())) or 0
        if not count:
            continue
        orders = "1 order" if count == 1 else f"{count} orders"
        queue = need in IN_A_QUEUE
        url = url_for("admin.stopped") if queue else url_for("admin.orders", needs=need)
        what = URGENT.get(need, "")
        if need == "stopped":
            what = f"The first was stopped {longest_stopped()}. {what}"
        yield Alert("warn" if need in URGENT else "info", f"{orders} {text}", what, url)
