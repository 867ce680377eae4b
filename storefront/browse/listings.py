"""What lists show of what is on offer: categories, and cards of products."""

from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import func, select

from storefront.catalog.audience import Withheld, on_offer
from storefront.catalog.models import Category, OwnProduct, Product, product_category
from storefront.catalog.search_words import terms_in
from storefront.database import db
from storefront.partner.account import environment
from storefront.settings import ShopSettings

A_PAGE = 24  # cards


class Card(NamedTuple):
    """What a list shows of a product."""

    id: int
    slug: str
    code: str
    partner_name: str
    family: str
    size: str
    stock: str
    coating: str
    title: str
    image: str
    apart: str
    lowest_cost: Decimal | None
    group_id: int | None


CARD = tuple(getattr(Product, name) for name in Card._fields)


class PublicCategory(NamedTuple):
    """A category, as its own page and those of its products need it."""

    id: int
    slug: str
    name: str
    description: str


class CategoryCard(NamedTuple):
    id: int
    slug: str
    name: str
    description: str
    sort: int
    products: int  # on offer


def categories(withheld: Withheld) -> list[CategoryCard]:
    """Those with something on offer, in the shop's order."""
    name = func.coalesce(func.nullif(Category.title, ""), Category.partner_name)
    rows = db.session.execute(
        select(
            Category.id,
            Category.slug,
            name,
            Category.description,
            Category.sort,
            func.count(Product.id),
        )
        .join(product_category, product_category.c.category_id == Category.id)
        .join(Product, Product.id == product_category.c.product_id)
        .where(
            Category.environment == environment(),
            Category.available,
            Category.hidden.is_(False),
            on_offer(withheld),
        )
        .group_by(Category.id)
        .order_by(Category.sort, func.lower(name), Category.id)
    )
    return [CategoryCard(*row) for row in rows]


def main_categories(categories: list[CategoryCard], many: int) -> list[CategoryCard]:
    """The first few in an admin's order, and among equals those with the most to choose from."""
    return sorted(categories, key=lambda category: (category.sort, -category.products))[:many]


def public_categories() -> dict[str, PublicCategory]:
    """Every category that has a page, by slug. Worth remembering until the catalog changes."""
    name = func.coalesce(func.nullif(Category.title, ""), Category.partner_name)
    rows = db.session.execute(
        select(Category.id, Category.slug, name, Category.description).where(
            Category.environment == environment(), Category.available, Category.hidden.is_(False)
        )
    )
    return {row.slug: PublicCategory(*row) for row in rows}


def some_cards(many: int, withheld: Withheld) -> list[Card]:
    """A few of different kinds, for the front page."""
    query = (
        select(func.min(Product.id))
        .where(Product.environment == environment(), on_offer(withheld))
        .group_by(Product.family)
        .order_by(func.min(Product.sort), func.min(Product.id))
        .limit(many)
    )
    return cards_of(list(db.session.scalars(query)))


def cards_of(product_ids: list[int]) -> list[Card]:
    """In this order. One statement."""
    rows = db.session.execute(select(*CARD).where(Product.id.in_(product_ids)))
    cards = {row[0]: Card(*row) for row in rows}
    return [cards[product_id] for product_id in product_ids if product_id in cards]


def own_products(settings: ShopSettings, question: str = "") -> list[OwnProduct]:
    """The shop's own, if they are listed: they never share a cart with 4Over's."""
    if settings.active and not settings.list_own_products:
        return []
    query = select(OwnProduct).where(OwnProduct.hidden.is_(False)).order_by(OwnProduct.title)
    for term in terms_in(question):
        query = query.where(func.lower(OwnProduct.title).contains(term, autoescape=True))
    return list(db.session.scalars(query))
