"""The settings as the database has them, not as the test read them before."""

from flask import g

from storefront.settings import shop_settings


def stored():
    g.pop("page_cache", None)
    return shop_settings()
