"""Keeping a cart for later, and taking it up again."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from storefront.cart.blueprint import bp
from storefront.cart.current import current_cart
from storefront.cart.saving import my_saved_cart, reopen, save_for_later
from storefront.cart.shown import check_shown
from storefront.database import db
from storefront.not_here import NotHere


@bp.post("/cart/saved")
def save() -> ResponseReturnValue:
    cart = current_cart()
    check_shown(cart)
    if cart is None or not cart.items:
        flash("Your cart is empty, so there is nothing to save.", "info")
        return redirect(url_for("cart.show"))
    save_for_later(cart)
    db.session.commit()
    flash("Your cart is saved at the bottom of this page. You can start a new one now.")
    return redirect(url_for("cart.show"))


@bp.post("/cart/saved/<int:cart_id>/reopening")
def take_up(cart_id: int) -> ResponseReturnValue:
    saved = my_saved_cart(cart_id)
    if saved is None:
        raise NotHere(
            "This saved cart is not here any more",
            "You may have restored or ordered it in another window. Nothing was changed now.",
            ("Go to cart", url_for("cart.show")),
        )
    reopen(saved)
    db.session.commit()
    flash("Your saved cart is restored.")
    return redirect(url_for("cart.show"))
