"""The products that staff agreed to sell under cost. They agreed to those that were shown: items of
other products are held before they are sent."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, delete, insert, select

from storefront.database import db
from storefront.quotes.markup import Markup
from storefront.quotes.models import AgreedLoss


def agree_to(rule_id: int | None, product_ids: Iterable[int]) -> None:
    """These and no others, for a rule or the default (None). The caller commits."""
    db.session.execute(delete(AgreedLoss).where(_of(rule_id)))
    if rows := [{"rule_id": rule_id, "product_id": one} for one in sorted(product_ids)]:
        db.session.execute(insert(AgreedLoss), rows)


def agreed_products(rule_id: int | None) -> set[int]:
    return set(db.session.scalars(select(AgreedLoss.product_id).where(_of(rule_id))))


def all_agreed() -> set[tuple[int | None, int]]:
    """Rules, None for the default, each with a product."""
    rows = db.session.execute(select(AgreedLoss.rule_id, AgreedLoss.product_id))
    return {(rule_id, product_id) for rule_id, product_id in rows}


def may_lose(product_id: int, markup: Markup) -> bool:
    """Whether this product may be sold under cost with this markup."""
    return markup.loss_agreed and product_id in agreed_products(markup.rule_id)


def _of(rule_id: int | None) -> ColumnElement[bool]:
    return AgreedLoss.rule_id.is_(None) if rule_id is None else AgreedLoss.rule_id == rule_id
