"""Search, and what is suggested while somebody is typing."""

import threading
from collections import Counter

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from storefront.browse import listings
from storefront.browse.blueprint import bp
from storefront.browse.priced_cards import priced_cards
from storefront.browse.search import ProductWords, SearchPage, Suggestions, all_words, suggest
from storefront.browse.search import search as search_in
from storefront.browse.visitor import for_visitor
from storefront.database import db
from storefront.orders.models import OrderItem
from storefront.page_cache import remembered
from storefront.paging import Page, page_asked
from storefront.settings import shop_settings
from storefront.text import clean

LONGEST_QUESTION = 200
_one_reads = threading.Lock()
LATEST = 5000  # items of orders, which tell what is often ordered


@bp.get("/search")
def search() -> ResponseReturnValue:
    settings, question, page = shop_settings(), _question(), page_asked()
    result = search_in(_words(), question, page) if settings.active else SearchPage([])
    own = listings.own_products(settings, question) if question and page == 1 else []
    if own and not result.answer.whole:
        result = SearchPage([])  # these have all of it
    nothing = not result.cards and not own
    return render_template(
        "browse/search.html",
        question=question,
        result=result,
        cards=priced_cards(result.cards),
        own_products=own,
        categories=_categories() if nothing and settings.active else [],
        page=Page(result.cards, page, result.total, listings.A_PAGE),
    )


@bp.get("/search/suggestions")
def suggestions() -> ResponseReturnValue:
    """A list to be shown below the search box."""
    result, question = Suggestions([], []), _question()
    if shop_settings().active and len(question) > 1:
        result = suggest(_words(), _categories(), question)
    return render_template("browse/_suggestions.html", result=result, question=question)


def _question() -> str:
    return clean(request.args.get("q", ""), LONGEST_QUESTION)


def _words() -> ProductWords:
    """What this visitor finds, out of one index for all."""
    return for_visitor("words", lambda withheld: _index().without(withheld))


def _index() -> ProductWords:
    """Of all who search just after a change, one reads the words, and the others wait for it."""
    with _one_reads:
        return remembered("index", lambda: all_words(_ordered_lately()))


def _ordered_lately() -> Counter[int]:
    """How often each product is in the latest orders."""
    latest = select(OrderItem.product_id).order_by(OrderItem.id.desc()).limit(LATEST)
    return Counter(id_ for id_ in db.session.scalars(latest) if id_)


def _categories() -> list[listings.CategoryCard]:
    return for_visitor("categories", listings.categories)
