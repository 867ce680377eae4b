"""The filter above the list of products, which bulk changes and the CSV file use, too."""

from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy import ColumnElement, Select, func, or_, select

from storefront.admin.filters import one_asked
from storefront.catalog.merchandising import (
    CHANGED_BY_FOUROVER,
    NO_IMAGE,
    NO_TEXT,
    NO_TITLE,
    RAW_NAME,
)
from storefront.catalog.models import Category, Product
from storefront.database import db
from storefront.partner.account import environment
from storefront.text import clean
from storefront.web.guards import row_id

# What may be missing or wrong with a product, by the word in the URL.
STATES: dict[str, tuple[str, ColumnElement[bool]]] = {
    "no-title": ("No title of your own", NO_TITLE),
    "raw-name": ("Name is only a code", RAW_NAME),
    "no-text": ("No description of your own", NO_TEXT),
    "no-image": ("No picture of your own", NO_IMAGE),
    "changed": ("4Over changed it after you edited", CHANGED_BY_FOUROVER),
    "hidden": ("Hidden", Product.hidden.is_(True)),
    "unavailable": ("No longer printed", Product.available.is_(False)),
    "quarantined": ("Can't be sold: data problem", Product.quarantine != ""),
}


@dataclass(frozen=True)
class ProductFilter:
    q: str = ""
    category: int | None = None
    state: str = ""

    @property
    def args(self) -> dict[str, Any]:
        """As they stand in a URL."""
        given = {"q": self.q, "category": self.category, "state": self.state}
        return {name: value for name, value in given.items() if value}

    def narrow(self, products: Select[Any]) -> Select[Any]:
        """Only those of a query of products that are meant."""
        products = products.where(Product.environment == environment())
        if self.q:
            columns = (Product.title, Product.partner_name, Product.code)
            wanted = (column.icontains(self.q, autoescape=True) for column in columns)
            products = products.where(or_(*wanted))
        if self.category is not None:
            products = products.where(Product.categories.any(Category.id == self.category))
        if self.state:
            products = products.where(STATES[self.state][1])
        return products

    def count(self) -> int:
        return db.session.scalar(self.narrow(select(func.count(Product.id)))) or 0

    def words(self) -> str:
        """For people: which products these are."""
        parts = []
        if self.q:
            parts.append(f"“{self.q}”")
        if self.category and (category := db.session.get(Category, self.category)):
            parts.append(category.name)
        if self.state:
            parts.append(STATES[self.state][0].lower())
        return ", ".join(parts) or "all products"


def asked() -> ProductFilter:
    """The filter in the request's URL."""
    return ProductFilter(
        q=clean(request.args.get("q", ""), 200),
        category=row_id(category) if (category := request.args.get("category", "")) else None,
        state=one_asked("state", STATES),
    )
