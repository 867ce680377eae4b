"""Which markup counts for a product and a customer: the rule that names the most."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, Protocol

from sqlalchemy import select

from storefront.accounts.models import User, UserGroup
from storefront.catalog.models import ProductGroup
from storefront.database import db
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
    rule_id: int | None = None  # None: the default
    loss_agreed: bool = False  # staff said yes to prices under cost, of some products
    user_group_id: int | None = None  # of the customer it was asked for


class PricedByRules(Protocol):
    """What rules look at in a product: a `Product`, or a row with the same names."""

    @property
    def id(self) -> int: ...
    @property
    def group_id(self) -> int | None: ...


class Rule(NamedTuple):
    """A row of `MarkupRule`, with the names of its groups."""

    id: int
    user_group_id: int | None
    product_group_id: int | None
    product_id: int | None
    percent: Decimal
    fixed: Decimal
    minimum: Decimal
    loss_agreed: bool
    user_group: str | None = None
    product_group: str | None = None


@dataclass(frozen=True)
class Rules:
    """All rules in force. They are few, but for those of single products."""

    of_product: dict[int | None, list[Rule]] = field(default_factory=dict)  # None: of no single one

    def markup_for(self, product: PricedByRules, user: User | None) -> Markup:
        """`user` is who is asking; None, or not signed in, is a visitor."""
        user_group_id = group_of(user)
        fitting = [
            rule
            for product_id in (product.id, None)
            for rule in self.of_product.get(product_id, ())
            if rule.user_group_id in (None, user_group_id)
            and rule.product_group_id in (None, product.group_id)
        ]
        if not fitting:
            return default_markup(user_group_id)
        return _of_rule(max(fitting, key=weight), user_group_id)

    def with_rule(self, changed: Rule) -> "Rules":
        """The same with one more, or with another version of one of them."""
        rules = self.without(changed.id)
        rules.of_product.setdefault(changed.product_id, []).append(changed)
        return rules

    def without(self, rule_id: int) -> "Rules":
        """The same with one less."""
        return Rules(
            {
                product_id: [rule for rule in rules if rule.id != rule_id]
                for product_id, rules in self.of_product.items()
            }
        )


def all_rules() -> Rules:
    """One statement. Worth remembering until anything that makes a price changes."""
    columns = (getattr(MarkupRule, name) for name in Rule._fields[:-2])
    rows = db.session.execute(
        select(*columns, UserGroup.name, ProductGroup.name)
        .outerjoin(UserGroup, UserGroup.id == MarkupRule.user_group_id)
        .outerjoin(ProductGroup, ProductGroup.id == MarkupRule.product_group_id)
        .where(MarkupRule.active)
    )
    rules = Rules()
    for rule in map(Rule._make, rows):
        rules.of_product.setdefault(rule.product_id, []).append(rule)
    return rules


def markup_for(product: PricedByRules, user: User | None) -> Markup:
    return all_rules().markup_for(product, user)


def group_of(user: User | None) -> int | None:
    """By which group of customers prices are made; None, or not signed in, is a visitor."""
    return user.group_id if user and user.is_authenticated else None


@lru_cache(maxsize=1024)  # pages with cards ask for the same few, again and again
def _of_rule(rule: Rule, user_group_id: int | None) -> Markup:
    sums = rule.percent, rule.fixed, rule.minimum
    return Markup(*sums, _words(rule), rule.id, rule.loss_agreed, user_group_id)


def default_markup(user_group_id: int | None = None) -> Markup:
    settings = shop_settings()
    return _default(settings.markup_percent, settings.markup_loss_agreed, user_group_id)


@lru_cache(maxsize=256)
def _default(percent: Decimal, loss_agreed: Decimal, user_group_id: int | None) -> Markup:
    return Markup(
        percent,
        rule=f"Default markup: {_plain(percent)}%",
        loss_agreed=percent == loss_agreed < 0,
        user_group_id=user_group_id,
    )


def weight(rule: MarkupRule | Rule) -> tuple[int, bool, bool, int]:
    """The rule of the most weight wins: the one that names the most; among equals customers count
    before products, and newer before older."""
    names = (rule.user_group_id, rule.product_id, rule.product_group_id)
    said = [name is not None for name in names]
    return sum(said), said[0], said[1], rule.id


def _words(rule: Rule) -> str:
    about = [f"customers of {rule.user_group}"] if rule.user_group else []
    about += ["this product"] if rule.product_id else []
    about += [f"products of {rule.product_group}"] if rule.product_group else []
    sums = [f"{_plain(rule.percent)}%"] if rule.percent else []
    sums += [format_money(rule.fixed)] if rule.fixed else []
    least = f", at least {format_money(rule.minimum)}" if rule.minimum else ""
    whom = ", ".join(about) or "everything"
    return f"Markup for {whom}: {' + '.join(sums) or '0%'}{least}"[:200]


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
