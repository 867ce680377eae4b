"""What a markup rule does to prices, worked out before it is saved or deleted."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select

from storefront.accounts.models import User
from storefront.catalog.audience import ON_OFFER
from storefront.catalog.models import Product
from storefront.catalog.presentation import title_of
from storefront.database import db
from storefront.money import NOTHING, format_money
from storefront.partner.account import environment
from storefront.quotes.markup import Rule, Rules, all_rules
from storefront.quotes.models import MarkupRule
from storefront.quotes.price import price_of

EXAMPLES = 10
NEWEST = 2**31  # above the id of every rule there is

Example = tuple[str, Decimal, Decimal]  # a product, its price now, its price with the rule


def rule_with(rule: MarkupRule | None, values: dict[str, Any]) -> Rule:
    """The rule as it would be in force."""
    in_force = {name: value for name, value in values.items() if name != "active"}
    return Rule(rule.id if rule else NEWEST, **in_force, loss_agreed=False)


def tried(rule: MarkupRule | None, values: dict[str, Any]) -> list[Example]:
    """What some products cost now and would cost with the rule. Nothing is written."""
    now, changed = all_rules(), rule_with(rule, values)
    then = now.with_rule(changed) if values["active"] else now.without(changed.id)
    customer = User(group_id=changed.user_group_id)

    def price(rules: Rules, product: Product) -> Decimal:
        return price_of(product.lowest_cost or NOTHING, rules.markup_for(product, customer)).price

    return [
        (title_of(product), price(now, product), price(then, product))
        for product in db.session.scalars(_examples(values))
        if product.lowest_cost
    ]


def _examples(values: dict[str, object]) -> Select[Product]:
    query = select(Product).where(
        Product.environment == environment(), Product.available, Product.lowest_cost.is_not(None)
    )
    for name, column in (
        ("product_id", Product.id),
        ("product_group_id", Product.group_id),
    ):
        if values[name]:
            query = query.where(column == values[name])
    return query.order_by(Product.partner_name).limit(EXAMPLES)


def words_without(rule: MarkupRule) -> list[str]:
    """What it means that this one goes, in sentences."""
    many = _priced_by(rule) if rule.active else 0
    if not many:
        return ["It prices nothing that is on sale now."]
    values = {name: getattr(rule, name) for name in Rule._fields[1:7]} | {"active": False}
    products = "1 product is" if many == 1 else f"{many:,} products are"
    return [
        f"{products} priced by the next rule that fits, or else by the default markup.",
        *(
            f"{title} costs {format_money(then)} instead of {format_money(now)}."
            for title, now, then in tried(rule, values)
            if now != then
        ),
        "Prices already quoted hold until they expire.",
    ]


def _priced_by(rule: MarkupRule) -> int:
    """How many products on sale it is the one that counts for."""
    rules, customer = all_rules(), User(group_id=rule.user_group_id)
    on_sale = Product.environment == environment(), ON_OFFER
    rows = db.session.execute(select(Product.id, Product.group_id).where(*on_sale))
    return sum(rules.markup_for(row, customer).rule_id == rule.id for row in rows)
