"""What is on offer: categories, products by their address, and search."""

from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, select

from storefront.catalog.models import (
    Category,
    OwnProduct,
    Product,
    ProductSearch,
    product_category,
)
from storefront.catalog.search_words import terms_in, words_in
from storefront.extensions import db
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
    lowest_cost: Decimal | None
    group_id: int | None


CARD = tuple(getattr(Product, name) for name in Card._fields)


class CategoryCard(NamedTuple):
    id: int
    slug: str
    name: str
    description: str
    products: int  # on offer


@dataclass(frozen=True)
class Found:
    """A page of what a search found."""

    cards: list[Card]
    total: int
    instead_of: str = ""  # what was asked, where something much like it was searched


# Products that are listed: printed, priced, and not hidden by us. The environment is not in it:
# categories and searches have it, and SQLite would begin with its index, which leads to them all.
ON_OFFER = and_(Product.available, Product.hidden.is_(False), Product.quarantine == "")


def categories() -> list[CategoryCard]:
    """Those with something on offer, in the shop's order."""
    name = func.coalesce(func.nullif(Category.title, ""), Category.partner_name)
    rows = db.session.execute(
        select(Category.id, Category.slug, name, Category.description, func.count(Product.id))
        .join(product_category, product_category.c.category_id == Category.id)
        .join(Product, Product.id == product_category.c.product_id)
        .where(
            Category.environment == environment(),
            Category.available,
            Category.hidden.is_(False),
            ON_OFFER,
        )
        .group_by(Category.id)
        .order_by(Category.sort, func.lower(name), Category.id)
    )
    return [CategoryCard(*row) for row in rows]


def category_by_slug(slug: str) -> Category | None:
    return db.session.scalar(
        select(Category).where(
            Category.environment == environment(),
            Category.slug == slug,
            Category.available,
            Category.hidden.is_(False),
        )
    )


def product_by_slug(slug: str) -> Product | None:
    """Also one that is not printed any more: its page says so."""
    return db.session.scalar(
        select(Product).where(Product.environment == environment(), Product.slug == slug)
    )


def some_products(many: int) -> list[int]:
    """The ids of a few of different kinds, for the front page."""
    found = (
        select(func.min(Product.id))
        .where(Product.environment == environment(), ON_OFFER)
        .group_by(Product.family)
        .order_by(func.min(Product.sort), func.min(Product.id))
        .limit(many)
    )
    return list(db.session.scalars(found))


def cards_of(product_ids: list[int]) -> list[Card]:
    """In this order. One statement."""
    rows = db.session.execute(select(*CARD).where(Product.id.in_(product_ids)))
    found = {row[0]: Card(*row) for row in rows}
    return [found[product_id] for product_id in product_ids if product_id in found]


def search(question: str, page: int = 1) -> Found:
    """Products that have all the words asked for, those that are called so first.

    Where nothing has them, words that are spelled much alike are tried.
    """
    terms = terms_in(question)
    found = _with_terms(terms, page)
    if found.total or page > 1 or not terms:
        return found
    nearest = _nearest(terms)
    if nearest == terms:
        return found
    again = _with_terms(nearest, page)
    return Found(again.cards, again.total, question) if again.total else found


def own_products(settings: ShopSettings, question: str = "") -> list[OwnProduct]:
    """The shop's own, if they are listed: they never share a cart with 4Over's."""
    if settings.active and not settings.list_own_products:
        return []
    found = select(OwnProduct).where(OwnProduct.hidden.is_(False)).order_by(OwnProduct.title)
    for term in terms_in(question):
        found = found.where(func.lower(OwnProduct.title).contains(term, autoescape=True))
    return list(db.session.scalars(found))


def _with_terms(terms: list[str], page: int) -> Found:
    if not terms:
        return Found([], 0)
    matching = select(ProductSearch.product_id).where(
        ProductSearch.environment == environment(),
        *(_has(ProductSearch.words, term) for term in terms),
    )
    called_so = [case((_has(ProductSearch.title, term), 0), else_=1) for term in terms]
    ranked = (
        select(Product.id, func.count().over().label("total"))
        .join(ProductSearch, ProductSearch.product_id == Product.id)
        .where(Product.id.in_(matching), ON_OFFER)
        .order_by(*called_so, Product.sort, Product.position, Product.id)
        .offset((page - 1) * A_PAGE)
        .limit(A_PAGE)
    )
    places = db.session.execute(ranked).all()
    ids = [place.id for place in places]
    cards = {
        row.id: Card(*row) for row in db.session.execute(select(*CARD).where(CARD[0].in_(ids)))
    }
    return Found([cards[id_] for id_ in ids], places[0].total if places else 0)


def _has(column: Any, term: str) -> ColumnElement[bool]:
    """A word that begins so. Of a size all of it: 4x6 is not 4x60. Terms hold no wildcard."""
    begins: ColumnElement[bool] = column.like(f"% {term}%")
    if "x" in term and term[0].isdigit():
        begins = column.like(f"% {term} %") | column.like(f"% {term}x%")
    return begins


def _nearest(terms: list[str]) -> list[str]:
    here = Product.environment == environment()
    names = db.session.scalars(select(Product.family).where(here, ON_OFFER).distinct())
    words = {word for name in names for word in words_in(name)}
    known = sorted(words | {word[:-1] for word in words if word.endswith("s")})
    return [next(iter(get_close_matches(term, known, 1, 0.7)), term) for term in terms]
