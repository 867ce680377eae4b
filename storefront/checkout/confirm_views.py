"""The last step: everything on one page, a yes, and the order."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from storefront import jobs
from storefront.cart.current import current_cart
from storefront.cart.models import Cart
from storefront.checkout.models import Checkout
from storefront.checkout.placing import AlreadyOrdered, PriceChanged, place_order
from storefront.checkout.readiness import NotReady
from storefront.checkout.renewing import renew_quotes
from storefront.checkout.rows import delivery_rows
from storefront.checkout.totals import bill_for
from storefront.checkout.views import bp, checkout_at
from storefront.extensions import db
from storefront.fourover.errors import FourOverError
from storefront.orders import guest_link
from storefront.orders.models import ItemStatus, Notice, Order
from storefront.payments.methods import METHODS
from storefront.queue import enqueue


@bp.get("/checkout/confirm")
def confirm() -> ResponseReturnValue:
    return _page(*checkout_at("confirm"))


@bp.post("/checkout/confirm")
def place() -> ResponseReturnValue:
    token, agreed = request.form.get("cart", ""), request.form.get("agreed", "")
    cart = current_cart()
    if cart is None or (token and cart.token != token):
        return _ordered_before(token)
    cart, checkout = checkout_at("confirm")
    try:
        renew_quotes(cart.id)
        cart, checkout = checkout_at("confirm")
        user = current_user if current_user.is_authenticated else None
        placed = place_order(cart, checkout, user, agreed=agreed)
    except AlreadyOrdered:
        return _ordered_before(token)
    except FourOverError:
        db.session.rollback()
        return _page(*checkout_at("confirm"), trouble="down"), 503
    except PriceChanged:
        db.session.rollback()
        return _page(*checkout_at("confirm"), trouble="changed"), 409
    except NotReady as reason:
        db.session.rollback()
        flash(str(reason), "warn")
        return redirect(url_for("cart.show"))
    db.session.commit()

    order = placed.order
    for item in order.items:
        if item.status == ItemStatus.READY:
            enqueue(jobs.push_order_item, item.id)
    for notice_id in db.session.scalars(select(Notice.id).where(Notice.order_id == order.id)):
        enqueue(jobs.send_notice, notice_id)
    shown = _to_order(order)
    return redirect(placed.pay_at) if placed.pay_at else shown


def _ordered_before(token: str) -> ResponseReturnValue:
    """A second click, or a page left open: show the one order that came of this cart."""
    db.session.rollback()
    order = db.session.scalar(select(Order).join(Cart).where(Cart.token == token))
    user_id = current_user.id if current_user.is_authenticated else None
    if order is None or order.user_id not in (None, user_id):
        abort(409)
    return _to_order(order)


def _to_order(order: Order) -> ResponseReturnValue:
    if order.user_id is None:
        guest_link.remember(order.number)
    flash("Thank you. Your order is placed.")
    return redirect(url_for("orders.order", number=order.number))


def _page(cart: Cart, checkout: Checkout, *, trouble: str = "") -> str:
    return render_template(
        "checkout/confirm.html",
        cart=cart,
        checkout=checkout,
        rows=delivery_rows(cart, checkout),
        bill=bill_for(cart, checkout),
        method=METHODS[checkout.payment_method],
        trouble=trouble,
    )
