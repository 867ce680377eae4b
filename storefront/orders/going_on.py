"""Which orders go on with a former account at 4Over."""

from typing import NamedTuple

from sqlalchemy import func, select

from storefront.database import db
from storefront.orders.models import TO_BE_SENT, ItemStatus, Order, OrderItem, PrintJob
from storefront.partner.models import PartnerAccount

GOES_ON = (*TO_BE_SENT, ItemStatus.IN_PRODUCTION, ItemStatus.CANCELLING, ItemStatus.SHIPPED)


class Former(NamedTuple):
    account: PartnerAccount
    orders: int  # how many go on with it


def former_accounts() -> list[Former]:
    """All of them that some order still goes on with."""
    orders = func.count(Order.id.distinct()).label("orders")
    counted = select(Order.account_id, orders).join(OrderItem).group_by(Order.account_id)
    counts = counted.where(OrderItem.status.in_(GOES_ON)).subquery()
    retired = select(PartnerAccount, counts.c.orders).where(PartnerAccount.retired_at.is_not(None))
    its = retired.join(counts, counts.c.account_id == PartnerAccount.id)
    return [Former(*row) for row in db.session.execute(its.order_by(PartnerAccount.id))]


def newest_job(account: PartnerAccount) -> str:
    """The id of the last print job that 4Over has for it; empty if there is none."""
    its = select(PrintJob.job_id).join(OrderItem).join(Order)
    its = its.where(Order.account_id == account.id).order_by(OrderItem.id.desc())
    return db.session.scalar(its.limit(1)) or ""
