"""Ordering again what was ordered before. 4Over is asked once, as for all that goes into a cart."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront.browse.priced import Priced, priced
from storefront.cart.adding import MixedCart, OtherEnvironment
from storefront.cart.adding_views import (
    NOT_SELLING,
    NotPriced,
    cart_to_fill,
    quoted_now,
    set_aside_before,
)
from storefront.cart.current import current_cart
from storefront.database import db
from storefront.extensions import asks_fourover
from storefront.orders import reorder_words as words
from storefront.orders.blueprint import bp
from storefront.orders.models import OrderItem
from storefront.orders.reordering import NotTheSame, is_in, put_again, selection_again
from storefront.orders.views import my_order_or_404
from storefront.quotes.forms import fields_of, picks_from
from storefront.quotes.selection import NotOffered, Picks, Selection, choose
from storefront.settings import shop_settings
from storefront.urls import path_for


@bp.post("/orders/<number>/items/<int:position>/reorder")
@asks_fourover
def reorder(number: str, position: int) -> ResponseReturnValue:
    """Into the cart, if it is printed as it was; else the page says what would be different, and
    sends the options that were shown there. Sent twice, it is there once."""
    item = _item_or_404(number, position)
    if set_aside_before() or is_in(current_cart(), item):
        return _in_cart_already()
    if not shop_settings().taking_orders:
        return _page(item, NOT_SELLING, 409)
    known = priced(item.product.slug, account=True) if item.product else None
    if known is None or not known.product.sellable:
        return _page(item, words.NOT_SOLD, 409, known)
    try:
        selection = _wanted(item, known)
        answer = quoted_now(known.product, selection, known.account, known.markup)
    except NotTheSame as it:
        return _page(item, words.NOT_THE_SAME, 409, known, it.nearest.picks, it.changed)
    except NotOffered as reason:
        return _page(item, str(reason), 409, known)
    except NotPriced as trouble:
        return _page(_item_or_404(number, position), str(trouble), trouble.status, known)

    item, cart = _item_or_404(number, position), cart_to_fill()
    if is_in(cart, item):
        db.session.rollback()
        return _in_cart_already()
    try:
        put_again(cart, answer, item)
    except MixedCart:
        db.session.rollback()
        return _page(_item_or_404(number, position), words.SEPARATE, 409)
    except OtherEnvironment:
        abort(409)
    flash(words.added(item.title, number))
    db.session.commit()
    return redirect(url_for("cart.show"))


def _wanted(item: OrderItem, known: Priced) -> Selection:
    picks = picks_from(request.form)
    spec = known.product.spec
    return selection_again(item, spec) if picks == Picks() else choose(spec, picks)


def _in_cart_already() -> ResponseReturnValue:
    flash(words.IN_CART, "info")
    return redirect(url_for("cart.show"))


def _item_or_404(number: str, position: int) -> OrderItem:
    order = my_order_or_404(number)
    item = next((one for one in order.items if one.position == position), None)
    return item if item and item.is_partners else abort(404)


def _page(
    item: OrderItem,
    trouble: str,
    status: int,
    known: Priced | None = None,
    picks: Picks | None = None,
    changed: list[str] | None = None,
) -> ResponseReturnValue:
    """Why it is not in the cart, and what can be done."""
    way_on = words.SEE_OTHERS, url_for("browse.search", q=item.title)
    if known:
        way_on = words.SEE_PRODUCT, path_for("browse.product", slug=known.product.slug)
    page = render_template(
        "orders/reorder.html",
        item=item,
        order=item.order,
        trouble=trouble,
        changed=changed or [],
        fields=list(fields_of(picks or picks_from(request.form))),
        instead=picks is not None,
        cart=current_cart() if trouble == words.SEPARATE else None,
        way_on=way_on,
    )
    return page, status
