"""Which markup counts for a product and a customer: the rule that names the most."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import Select, and_, or_, select

from storefront.accounts.models import User, UserGroup
from storefront.catalog.models import Product, ProductGroup
from storefront.extensions import db
from storefront.money import NOTHING, format_money
from storefront.quotes.models import MarkupRule
from storefront.settings import shop_settings


@dataclass(frozen=True)
class Markup:
    """`percent` of the cost and `fixed` dollars on top, but at least `minimum` dollars."""

    percent: Decimal
    fixed: Decimal = NOTHING
    minimum: Decimal = NOTHING
    rule: str = ""  # in words, for staff


class Priced(Protocol):
    """What rules look at in a product: a `Product`, or a row with the same names."""

    @property
    def id(self) -> int: ...
    @property
    def group_id(self) -> int | None: ...


RULE_COLUMNS = 3


def markup_for(product: Priced, user: User | None) -> Markup:
    return markups_for([product], user)[product.id]


def markups_for(products: Collection[Priced], user: User | None) -> dict[int, Markup]:
    """By product id, in one statement. `user` is who is asking; None, or not signed in, is a
    visitor."""
    ids = [product.id for product in products]
    found = db.session.execute(with_rules(select(Product.id).where(Product.id.in_(ids)), user))
    rows: dict[int, list[Any]] = {}
    for product_id, *row in found:
        rows.setdefault(product_id, []).append(row)
    return {product_id: winner(rows.get(product_id, [])) for product_id in ids}


def with_rules(products: Select[*tuple[Any, ...]], user: User | None) -> Select[*tuple[Any, ...]]:
    """A query of products with RULE_COLUMNS more columns for `winner`: it then has a row for each
    rule that speaks of a product and of this user, and at least one for each product."""
    group_id = user.group_id if user and user.is_authenticated else None
    speaks_of_it = and_(
        MarkupRule.active,
        or_(MarkupRule.user_group_id.is_(None), MarkupRule.user_group_id == group_id),
        or_(MarkupRule.product_id.is_(None), MarkupRule.product_id == Product.id),
        or_(MarkupRule.product_group_id.is_(None), MarkupRule.product_group_id == Product.group_id),
    )
    return (
        products.add_columns(MarkupRule, UserGroup.name, ProductGroup.name)
        .outerjoin(MarkupRule, speaks_of_it)
        .outerjoin(UserGroup, UserGroup.id == MarkupRule.user_group_id)
        .outerjoin(ProductGroup, ProductGroup.id == MarkupRule.product_group_id)
    )


def winner(rows: Iterable[Any]) -> Markup:
    """The rule that names the most, or the default."""
    found = [row for row in rows if row[0] is not None]
    if not found:
        return default_markup()
    rule, user_group, group = max(found, key=lambda row: weight(row[0]))
    return Markup(rule.percent, rule.fixed, rule.minimum, _words(rule, user_group, group))


def default_markup() -> Markup:
    percent = shop_settings().markup_percent
    return Markup(percent, rule=f"default markup: {_plain(percent)} %")


def weight(rule: MarkupRule) -> tuple[int, bool, bool, int]:
    """The rule of the most weight wins: the one that names the most; among equals customers count
    before products, and newer before older."""
    names = (rule.user_group_id, rule.product_id, rule.product_group_id)
    said = [name is not None for name in names]
    return sum(said), said[0], said[1], rule.id


def _words(rule: MarkupRule, user_group: str | None, group: str | None) -> str:
    about = [f"customers of {user_group}"] if user_group else []
    about += ["this product"] if rule.product_id else []
    about += [f"products of {group}"] if group else []
    sums = [f"{_plain(rule.percent)} %"] if rule.percent else []
    sums += [format_money(rule.fixed)] if rule.fixed else []
    sums += [f"at least {format_money(rule.minimum)}"] if rule.minimum else []
    whom = ", ".join(about) or "everything"
    return f"markup for {whom}: {' + '.join(sums) or 'nothing'}"[:200]


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
