"""The front page."""

from functools import partial

from flask import render_template
from flask.typing import ResponseReturnValue

from storefront.browse import listings
from storefront.browse.blueprint import bp
from storefront.browse.priced_cards import priced_cards
from storefront.browse.visitor import for_visitor, withheld_from_visitor
from storefront.settings import shop_settings

CATEGORIES, PRODUCTS = 8, 8


@bp.get("/")
def home() -> ResponseReturnValue:
    settings = shop_settings()
    categories, cards = [], []
    if settings.active:
        every = for_visitor("categories", listings.categories)
        categories = listings.main_categories(every, CATEGORIES)
        cards = priced_cards(for_visitor("front page", partial(listings.some_cards, PRODUCTS)))
    return render_template(
        "browse/home.html",
        categories=categories,
        cards=cards,
        own_products=listings.own_products(settings)[:PRODUCTS],
        some_are_withheld=settings.active and bool(withheld_from_visitor()),
    )
