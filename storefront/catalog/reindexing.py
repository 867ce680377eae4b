"""After the dictionary or the templates were edited: products are found by their new words."""

from collections.abc import Iterator

from sqlalchemy import select

from storefront.catalog import search_words
from storefront.catalog.models import Product
from storefront.catalog.setting_apart import set_apart
from storefront.catalog.words import wording
from storefront.database import db
from storefront.page_cache import new_edition
from storefront.partner.models import Environment
from storefront.settings import save_setting, shop_settings

AT_ONCE = 500


def steps() -> Iterator[None]:
    """Index every product anew if it is due, some at a time. The caller commits each step, so that
    nobody waits long for the database."""
    words = wording().digest
    if words == shop_settings().indexed_words:
        return
    for environment in Environment:
        set_apart(environment)
    new_edition()  # what sets products apart is in their titles
    ids = list(db.session.scalars(select(Product.id).order_by(Product.id)))
    for start in range(0, len(ids), AT_ONCE):
        search_words.index_ids(ids[start : start + AT_ONCE])
        yield
    save_setting("indexed_words", words)  # of before: an edit meanwhile is due again
    yield
