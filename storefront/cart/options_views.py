"""Changing what was chosen for something in the cart. Files that are still needed stay."""

from dataclasses import replace

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from storefront.browse.product_views import priced_or_404, show
from storefront.cart.adding_views import put, shown_again
from storefront.cart.blueprint import bp
from storefront.cart.current import my_item_or_404
from storefront.extensions import asks_fourover
from storefront.quotes import words
from storefront.quotes.forms import picks_from, picks_of_url
from storefront.quotes.live import picks_of
from storefront.quotes.models import Quote
from storefront.quotes.selection import Picks
from storefront.web.guards import checks_its_form, form_is_current


@bp.get("/cart/items/<int:item_id>/options")
def options(item_id: int) -> ResponseReturnValue:
    quote = _quote_of(item_id)
    asked = picks_of_url(request.args)
    picks = asked if asked != Picks() else replace(picks_of(quote), of_url=True)
    return show(priced_or_404(quote.product.slug), picks, changing=item_id)


@bp.post("/cart/items/<int:item_id>/options")
@checks_its_form
@asks_fourover
def change_options(item_id: int) -> ResponseReturnValue:
    if not form_is_current():
        return shown_again(item_id)
    return put(_quote_of(item_id).product.slug, picks_from(request.form), item_id)


@bp.post("/cart/items/<int:item_id>/sets")
@asks_fourover
def change_sets(item_id: int) -> ResponseReturnValue:
    """How many of the same there are. Nothing else of it changes but the price, which the cart
    shows next."""
    quote = _quote_of(item_id)
    wanted = picks_from(request.form).sets
    if not 1 <= wanted <= quote.most_sets:
        flash(words.versions_from_to(quote.most_sets), "warn")
        return redirect(url_for("cart.show"))
    return put(quote.product.slug, replace(picks_of(quote), sets=wanted), item_id, in_cart=True)


def _quote_of(item_id: int) -> Quote:
    item = my_item_or_404(item_id)
    if item.quote is None:
        abort(404)
    return item.quote
