"""Whether 4Over has changed a product since the shop wrote a title or a text for it; what it lacks.

When somebody writes a title or text, we keep what 4Over said of the product then. A sync touches
neither; where both differ from then on, staff see the two and decide.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, null, or_

from storefront.catalog.models import Product

COMPARED = {"partner_name": "Name", "size": "Size", "stock": "Stock", "coating": "Coating"}
_BETWEEN = "\x1f"  # never in a text: `text.clean` takes it off

_SAYS_NOW: ColumnElement[str] = (
    Product.partner_name
    + _BETWEEN
    + Product.size
    + _BETWEEN
    + Product.stock
    + _BETWEEN
    + Product.coating
)
CHANGED_BY_FOUROVER = and_(Product.seen.is_not(None), Product.seen != _SAYS_NOW)

NO_IMAGE = Product.image == ""
NO_TEXT = Product.description == ""
NO_TITLE = Product.title == ""
# what customers read is then little more than a code
RAW_NAME = and_(
    NO_TITLE,
    or_(
        func.lower(Product.partner_name) == func.lower(Product.code),
        Product.family.in_(["", Product.code]),
    ),
)


def says_now(product: Any) -> str:
    """What 4Over says of a product, or of a row with its names: one text to compare with."""
    return _BETWEEN.join(getattr(product, name) for name in COMPARED)


def mark_seen(product: Product) -> None:
    """Note what 4Over says now: its title and text are as somebody wants them beside that."""
    product.seen = says_now(product) if product.title or product.description else None


def changed_by_fourover(product: Product) -> list[tuple[str, str, str]]:
    """What 4Over changed since title or text was written: (what, then, now)."""
    if product.seen is None or product.seen == says_now(product):
        return []
    then = product.seen.split(_BETWEEN)
    return [
        (label, before, getattr(product, name))
        for (name, label), before in zip(COMPARED.items(), then, strict=False)
        if before != getattr(product, name)
    ]


def seen_after(title: str | None, description: str | None) -> ColumnElement[str | None]:
    """The same as `mark_seen` for many rows at once; None leaves that column as it is."""
    after = (
        Product.title if title is None else literal(title),
        Product.description if description is None else literal(description),
    )
    return case((or_(*(text != "" for text in after)), _SAYS_NOW), else_=null())
