"""Whom products will be shown to after groups change: told before the change is made."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from storefront.accounts.models import User, UserGroup
from storefront.catalog.audience import ON_OFFER, private_groups
from storefront.catalog.models import Product
from storefront.database import db
from storefront.partner.account import environment

Groups = Mapping[Any, int | None]


def who_finds_what(moved: Groups | None = None, shown_to: Groups | None = None) -> list[str]:
    """In sentences; none if nobody finds another thing than now.

    `moved` says in which group products will be, `shown_to` which user group will see a product
    group; by ids, None is no group and everybody.
    """
    now: Groups = private_groups()
    then, moved = {**now, **(shown_to or {})}, moved or {}
    others: Counter[int | None] = Counter()
    for_all = 0
    on_sale = select(Product.id, Product.group_id).where(
        Product.environment == environment(), ON_OFFER
    )
    for product_id, group_id in db.session.execute(on_sale):
        before, after = now.get(group_id), then.get(moved.get(product_id, group_id))
        others[after] += before != after
        for_all += after is None
    said = [_sentence(many, seen_by) for seen_by, many in others.items() if many]
    if said and not for_all:
        said.append("Nothing else from 4Over is on sale: to all others the catalog is empty.")
    return said


def _sentence(many: int, user_group_id: int | None) -> str:
    products = "1 product" if many == 1 else f"{many:,} products"
    group = db.session.get(UserGroup, user_group_id) if user_group_id else None
    if group is None:
        return f"{products} will be shown to everybody."
    count = select(func.count()).select_from(User).where(User.group_id == group.id)
    members = db.session.scalar(count) or 0
    people = "nobody yet" if not members else "1 user" if members == 1 else f"{members:,} users"
    return f"{products} will vanish for everybody but the members of “{group.name}” ({people})."
