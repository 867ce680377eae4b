"""Changing what was chosen for something in the cart. Files that are still needed stay."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from storefront.cart.adding_views import put
from storefront.cart.current import my_item
from storefront.cart.views import bp
from storefront.catalog.product_page import priced_or_404, show
from storefront.extensions import asks_fourover
from storefront.quotes.forms import picks_from
from storefront.quotes.live import picks_of
from storefront.quotes.models import Quote
from storefront.quotes.selection import Picks


@bp.get("/cart/items/<int:item_id>/options")
def options(item_id: int) -> ResponseReturnValue:
    quote = _quote_of(item_id)
    asked = picks_from(request.args)
    picks = asked if asked != Picks() else picks_of(quote)
    return show(priced_or_404(quote.product.slug), picks, changing=item_id)


@bp.post("/cart/items/<int:item_id>/options")
@asks_fourover
def change_options(item_id: int) -> ResponseReturnValue:
    return put(_quote_of(item_id).product.slug, picks_from(request.form), item_id)


def _quote_of(item_id: int) -> Quote:
    item = my_item(item_id)
    if item is None or item.quote is None:
        abort(404)
    return item.quote
