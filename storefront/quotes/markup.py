"""Which markup counts for a product and a customer: the rule that names the most."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from sqlalchemy import or_, select

from storefront.accounts.models import User, UserGroup
from storefront.catalog.models import ProductGroup
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


def markup_for(product: Priced, user: User | None) -> Markup:
    return markups_for([product], user)[product.id]


def markups_for(products: Collection[Priced], user: User | None) -> dict[int, Markup]:
    """By product id. `user` is who is asking: None, or not signed in, is a visitor."""
    rules = _rules_about(products, user)
    default = default_markup()
    return {product.id: _best(rules, product) or default for product in products}


def default_markup() -> Markup:
    percent = shop_settings().markup_percent
    return Markup(percent, rule=f"default markup: {_plain(percent)} %")


_Row = tuple[MarkupRule, str | None, str | None]  # with the names of its groups


def _rules_about(products: Collection[Priced], user: User | None) -> list[_Row]:
    """Every active rule that may speak of one of them, in one statement."""
    group_id = user.group_id if user and user.is_authenticated else None
    groups = {product.group_id for product in products}
    found = db.session.execute(
        select(MarkupRule, UserGroup.name, ProductGroup.name)
        .outerjoin(UserGroup, UserGroup.id == MarkupRule.user_group_id)
        .outerjoin(ProductGroup, ProductGroup.id == MarkupRule.product_group_id)
        .where(
            MarkupRule.active,
            or_(MarkupRule.user_group_id.is_(None), MarkupRule.user_group_id == group_id),
            or_(
                MarkupRule.product_id.is_(None),
                MarkupRule.product_id.in_([product.id for product in products]),
            ),
            or_(MarkupRule.product_group_id.is_(None), MarkupRule.product_group_id.in_(groups)),
        )
    )
    return [(rule, user_group, group) for rule, user_group, group in found]


def _best(rules: list[_Row], product: Priced) -> Markup | None:
    fitting = [
        row
        for row in rules
        if row[0].product_id in (None, product.id)
        and row[0].product_group_id in (None, product.group_id)
    ]
    if not fitting:
        return None
    rule, user_group, group = max(fitting, key=_weight)
    return Markup(rule.percent, rule.fixed, rule.minimum, _words(rule, user_group, group))


def _weight(row: _Row) -> tuple[int, bool, bool, int]:
    """What it names; among equals customers count before products, and newer before older."""
    rule = row[0]
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
