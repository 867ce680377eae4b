"""The cart's page, and taking things out of it."""

from dataclasses import dataclass
from decimal import Decimal

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront.artwork.parts import delete_parts, drop_oldest
from storefront.artwork.views import path_of
from storefront.cart.blueprint import bp
from storefront.cart.current import my_item_or_404, whole_cart
from storefront.cart.files import NO_FILES, CartFiles, files_of
from storefront.cart.models import CartItem
from storefront.cart.refreshing import accept as accept_price
from storefront.cart.refreshing import changed_since, for_another, prices_now
from storefront.cart.saving import saved_carts
from storefront.catalog.pictures import image_url, own_image_url
from storefront.catalog.presentation import title_of
from storefront.database import db
from storefront.money import NOTHING

NO_LONGER = "This is no longer available. Please remove it."


@dataclass(frozen=True)
class CartLine:
    """A cart item as its page shows it."""

    item: CartItem
    title: str
    image: str
    price: Decimal  # for whoever the cart is for now; the item has what they said yes to
    problem: str = ""
    for_another: bool = False  # it was quoted for somebody with other prices
    files: CartFiles = NO_FILES


@bp.get("/cart/")
def show() -> ResponseReturnValue:
    cart = whole_cart()
    prices = prices_now(cart) if cart else {}
    lines = [_line(item, prices[item.id]) for item in cart.items] if cart else []
    g.cart_count = len(lines)
    return render_template(
        "cart/show.html",
        cart=cart,
        lines=lines,
        subtotal=sum(prices.values(), NOTHING),
        saved=saved_carts(),
    )


@bp.post("/cart/items/<int:item_id>/removal")
def remove(item_id: int) -> ResponseReturnValue:
    item = my_item_or_404(item_id, lock=True)
    title = _line(item, item.price).title
    db.session.delete(item)
    on_their_way = drop_oldest(path_of(item_id))
    db.session.commit()
    delete_parts(on_their_way)
    flash(f"{title} was removed from your cart.")
    return redirect(url_for("cart.show"))


@bp.post("/cart/items/<int:item_id>/new-price")
def accept(item_id: int) -> ResponseReturnValue:
    """The customer says yes to a price that has changed: to the one that was shown."""
    item = my_item_or_404(item_id)
    shown = request.form.get("quote", "")
    if item.new_quote and shown and shown != item.new_quote.token:
        flash("The price has changed once more. Please look at it again.", "warn")
        return redirect(url_for("cart.show"))
    accept_price(item)
    db.session.commit()
    return redirect(url_for("cart.show"))


def _line(item: CartItem, price: Decimal) -> CartLine:
    if item.own_product:
        problem = NO_LONGER if item.own_product.hidden else ""
        return CartLine(
            item, item.own_product.title, own_image_url(item.own_product), price, problem
        )
    assert item.quote
    product, problem = item.quote.product, ""
    if not product.sellable:
        problem = NO_LONGER
    elif item.quote.expired and not item.new_quote:
        problem = "This price has expired. You will see the current one at checkout."
    elif changed_since(item):
        problem = "This product has changed. You will see its current price at checkout."
    return CartLine(
        item,
        title_of(product),
        image_url(product),
        price,
        problem,
        for_another(item),
        files_of(item),
    )
