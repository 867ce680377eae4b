"""The last step: everything on one page, a yes, and the order."""

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from storefront import jobs
from storefront.cart.current import current_cart
from storefront.cart.models import Cart
from storefront.cart.shown import AnotherCart
from storefront.checkout.blueprint import bp
from storefront.checkout.models import Checkout
from storefront.checkout.placing import AlreadyOrdered, PriceChanged, place_order
from storefront.checkout.readiness import CartNotReady
from storefront.checkout.renewing import renew_quotes
from storefront.checkout.rows import delivery_rows
from storefront.checkout.steps import Step
from storefront.checkout.totals import bill_for
from storefront.checkout.views import charged_besides, checkout_at, payer_of
from storefront.database import db, end_transaction
from storefront.extensions import asks_fourover, limiter, network_address
from storefront.fourover.errors import FourOverError
from storefront.orders import guest_link, series
from storefront.orders.models import ItemStatus, Notice, Order
from storefront.orders.pushing import journal
from storefront.payments.methods import METHODS, in_words
from storefront.payments.methods.contract import MethodNotOffered
from storefront.payments.paying import may_be_paid_now
from storefront.payments.views import go_on_to_pay
from storefront.queue import enqueue


@bp.get("/checkout/confirm")
def confirm() -> ResponseReturnValue:
    return _page(*checkout_at(Step.CONFIRM))


ORDERS = "40 per hour"  # placed from one network address; an office may share it
ORDERS_FOR_ONE = "20 per hour"  # by one customer, or by guests for one e-mail, from wherever
TOO_MANY = (
    "Many orders were placed from here in the last hour. Nothing was ordered now, and your cart is "
    "kept: try again in an hour."
)


def _for_whom() -> str:
    """The customer; or the email that a guest gave, which need not be his own and so counts for
    guests alone. Whoever has no cart cannot order, and is known by the network address."""
    if current_user.is_authenticated:
        return f"customer:{current_user.id}"
    cart = current_cart()
    checkout = db.session.get(Checkout, cart.id) if cart else None
    email = checkout.email.lower() if checkout else ""
    return f"guest:{email or network_address()}"


def _was_placed(response: Response) -> bool:  # noqa: ARG001 - as the limiter calls it
    return "placed_order" in g


@bp.post("/checkout/confirm")
@asks_fourover
@limiter.limit(ORDERS, deduct_when=_was_placed, error_message=TOO_MANY)
@limiter.limit(ORDERS_FOR_ONE, key_func=_for_whom, deduct_when=_was_placed, error_message=TOO_MANY)
def place() -> ResponseReturnValue:
    agreed = request.form.get("agreed", "")
    cart, checkout = checkout_at(Step.CONFIRM)
    try:
        renew_quotes(cart.id)
        end_transaction()  # the journal may be long, and the store far
        noted = max(journal.highest_number(), series.highest_order())
        cart, checkout = checkout_at(Step.CONFIRM)
        order = place_order(cart, checkout, agreed=agreed, noted=noted)
    except AlreadyOrdered:
        db.session.rollback()
        raise AnotherCart from None
    except FourOverError:
        db.session.rollback()
        return _page(*checkout_at(Step.CONFIRM), trouble="down"), 503
    except PriceChanged:
        db.session.rollback()
        return _page(*checkout_at(Step.CONFIRM), trouble="changed"), 409
    except CartNotReady as reason:
        db.session.rollback()
        flash(str(reason), "warn")
        return redirect(url_for("cart.show"))
    except MethodNotOffered as reason:
        db.session.rollback()
        flash(str(reason), "warn")
        return redirect(Step.PAYMENT.url)
    db.session.commit()

    g.placed_order = order
    for item in order.items:
        if item.status == ItemStatus.READY:
            enqueue(jobs.push_order_item, item.id)
    for notice_id in db.session.scalars(select(Notice.id).where(Notice.order_id == order.id)):
        enqueue(jobs.send_notice, notice_id)
    shown = _to_order(order)
    return go_on_to_pay(order) or shown


def _to_order(order: Order) -> ResponseReturnValue:
    if order.user_id is None:
        guest_link.remember(order)
    paid_next = may_be_paid_now(order)  # what came of that, the order's page says
    flash("Your order is placed." if paid_next else "Thank you. Your order is placed.")
    return redirect(url_for("orders.order", number=order.number))


def _page(cart: Cart, checkout: Checkout, *, trouble: str = "") -> str:
    bill = bill_for(cart, checkout)
    method = METHODS[checkout.payment_method]
    return render_template(
        "checkout/confirm.html",
        cart=cart,
        checkout=checkout,
        rows=delivery_rows(cart, checkout),
        bill=bill,
        paid_how=in_words(method, payer_of(bill)),
        besides=charged_besides(cart),
        trouble=trouble,
    )
