"""Who sees which products: some product groups are for the members of one user group only."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from storefront.catalog.models import Product, ProductGroup
from storefront.database import db

# Products that are listed: printed, priced, and not hidden by us. The environment is not in it:
# categories and searches have it, and SQLite would begin with its index, which leads to them all.
ON_OFFER = and_(Product.available, Product.hidden.is_(False), Product.quarantine == "")

# The product groups that somebody does not see. Whatever lists products is told, so that nothing
# is listed for everybody by mistake.
Withheld = frozenset[int]


def private_groups() -> dict[int, int]:
    """The user group that sees it, for each product group that is not for everybody."""
    rows = db.session.execute(
        select(ProductGroup.id, ProductGroup.seen_by_id).where(ProductGroup.seen_by_id.is_not(None))
    )
    return {group: user_group for group, user_group in rows if user_group}


def withheld_from(visitor: Any, private: dict[int, int]) -> Withheld:
    """Staff see all, strangers none of these."""
    if not private or getattr(visitor, "is_staff", False):
        return frozenset()
    mine = getattr(visitor, "group_id", None)
    return frozenset(group for group, seen_by in private.items() if seen_by != mine)


def on_offer(withheld: Withheld) -> ColumnElement[bool]:
    """What is listed for somebody from whom these groups are kept."""
    if not withheld:
        return ON_OFFER
    return and_(ON_OFFER, or_(Product.group_id.is_(None), Product.group_id.not_in(withheld)))
