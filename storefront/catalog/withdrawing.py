"""A product that 4Over says it does not print any more, when it is asked for its price."""

import logging

from sqlalchemy import ColumnElement

from storefront.catalog.models import Product
from storefront.database import db

log = logging.getLogger(__name__)

# kept with each product: another sentence would need a migration
GONE = "4Over no longer prints it: it said so when asked for a price."


def withdraw(product_id: int) -> None:
    """Offer it to nobody, until a synchronization finds it again. The caller commits."""
    product = db.session.get_one(Product, product_id)
    product.quarantine = GONE
    log.warning("4Over does not print %s any more", product.code)


def withdrawn() -> ColumnElement[bool]:
    """Whether that is so of a product."""
    return Product.quarantine == GONE
