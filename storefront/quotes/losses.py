"""Which prices a markup would take under cost, so that nobody does it unknowingly."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from heapq import nlargest
from typing import NamedTuple

from sqlalchemy import ColumnElement, select

from storefront.accounts.models import User
from storefront.catalog.models import Product
from storefront.catalog.spec import decode
from storefront.database import db
from storefront.money import CENT, NOTHING
from storefront.partner.account import environment
from storefront.quotes.agreed import agree_to, all_agreed
from storefront.quotes.markup import Markup, Rule, all_rules
from storefront.quotes.price import charged, price_of, under_cost
from storefront.settings import save_setting

SHOWN = 10
# The settings that make prices, and where the yes to each is kept.
AGREED = {
    "markup_percent": "markup_loss_agreed",
    "shipping_markup_percent": "shipping_loss_agreed",
}


class Loss(NamedTuple):
    product: str
    cost: Decimal
    price: Decimal
    product_id: int

    @property
    def lost(self) -> Decimal:
        return self.cost - self.price


@dataclass(frozen=True)
class Losses:
    products: int = 0  # that would be sold under cost
    worst: tuple[Loss, ...] = ()  # those that lose the most, the worst first
    always: bool = False  # whatever it costs, and whatever the catalog will have
    shipping: Decimal = NOTHING  # percent that is taken off the cost of every parcel
    product_ids: frozenset[int] = frozenset()

    @property
    def nothing_left(self) -> bool:
        """Whether some price comes to nothing, and is one cent."""
        return any(loss.price <= CENT for loss in self.worst)

    @property
    def parcel(self) -> tuple[Decimal, Decimal]:
        """What a parcel costs and what would be paid for it, as an example."""
        cost = Decimal(10)
        return cost, charged(cost, cost * self.shipping / 100)

    @property
    def seal(self) -> str:
        """Stands for the products, so that a yes is for these alone."""
        return hashlib.sha256(repr(sorted(self.product_ids)).encode()).hexdigest()[:16]

    def __bool__(self) -> bool:
        return self.products > 0 or self.always or self.shipping < 0


class _Row(NamedTuple):
    id: int
    group_id: int | None
    lowest_cost: Decimal | None
    title: str
    partner_name: str


def losses_of_rule(rule: Rule) -> Losses:
    """Of the products for which this version of a rule would be the one that counts."""
    rules, customer = all_rules().with_rule(rule), User(group_id=rule.user_group_id)
    markup = Markup(rule.percent, rule.fixed, rule.minimum)
    return _losses(markup, lambda row: rules.markup_for(row, customer).rule_id == rule.id)


def losses_of_settings(changed: Mapping[str, Decimal]) -> Losses:
    """Of all that no rule speaks of, if these were the default markups. Names as in `AGREED`."""
    markup, rules = Markup(changed.get("markup_percent", NOTHING)), all_rules()
    goods = _losses(markup, lambda row: rules.markup_for(row, None).rule_id is None)
    shipping = changed.get("shipping_markup_percent", NOTHING)
    return replace(goods, shipping=min(shipping, NOTHING))


def agree(changed: Mapping[str, Decimal]) -> None:
    """Note that an admin said yes to these default markups, so far as they sell under cost.

    The caller saves them, and commits.
    """
    if "markup_percent" in changed:
        agree_to(None, losses_of_settings(changed).product_ids)
    for name, percent in changed.items():
        save_setting(AGREED[name], min(percent, NOTHING))


def without_yes(moved: Mapping[int, int | None] | None = None) -> dict[int | None, set[int]]:
    """The products that some customers get under cost though nobody said yes to that, by the rule
    that does it, None for the default: by the least that each can cost. `moved` says in which
    groups products would be: their ids, and the groups'.
    """
    rules, agreed, moved = all_rules(), all_agreed(), moved or {}
    named = {rule.user_group_id for some in rules.of_product.values() for rule in some}
    customers = [User(group_id=group_id) for group_id in {None, *named}]
    result: dict[int | None, set[int]] = {}
    for row in _rows():
        there = row._replace(group_id=moved.get(row.id, row.group_id))
        for customer in customers:
            markup = rules.markup_for(there, customer)
            said = markup.loss_agreed and (markup.rule_id, row.id) in agreed
            if not said and _loss(row, row.lowest_cost or NOTHING, markup):
                result.setdefault(markup.rule_id, set()).add(row.id)
    return result


def _losses(markup: Markup, counts_for: Callable[[_Row], bool]) -> Losses:
    """By the least that a product can cost. Where that is not known, or a share is taken away, a
    dear combination may lose what a cheap one does not: then the spec is read, too."""
    if markup.minimum > 0 or (markup.percent >= 0 and markup.fixed >= 0):
        return Losses()
    always = markup.percent <= 0 and markup.fixed <= 0
    result: list[Loss] = []
    unclear: dict[int, _Row] = {}
    for row in _rows():
        if not counts_for(row):
            continue
        loss = _loss(row, row.lowest_cost or NOTHING, markup)
        if loss:
            result.append(loss)
        elif row.lowest_cost is None or markup.percent < 0:
            unclear[row.id] = row
    result += _by_highest_cost(unclear, markup)
    worst = nlargest(SHOWN, result, key=lambda loss: loss.lost)
    return Losses(
        len(result), tuple(worst), always, product_ids=frozenset(loss.product_id for loss in result)
    )


def _rows() -> Iterator[_Row]:
    columns = (getattr(Product, name) for name in _Row._fields)
    return map(_Row._make, db.session.execute(select(*columns).where(*_here())))


def _here() -> tuple[ColumnElement[bool], ...]:
    return Product.environment == environment(), Product.available.is_(True)


def _by_highest_cost(rows: dict[int, _Row], markup: Markup) -> list[Loss]:
    if not rows:
        return []
    specs = select(Product.id, Product.packed_spec).where(*_here())
    result = []
    for product_id, packed in db.session.execute(specs.execution_options(yield_per=500)):
        if product_id in rows:
            result.append(_loss(rows[product_id], decode(packed).highest_cost, markup))
    return [loss for loss in result if loss]


def _loss(row: _Row, cost: Decimal, markup: Markup) -> Loss | None:
    if cost <= NOTHING:
        return None  # no price at all
    price = price_of(cost, markup).price
    name = row.title or row.partner_name
    return Loss(name, cost, price, row.id) if under_cost(price, cost) else None
