"""The steps of checkout. Each leads back to the first that still has something to ask."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from storefront.cart.current import whole_cart
from storefront.cart.models import Cart, Source
from storefront.cart.shown import AnotherCart, check_shown
from storefront.checkout import words
from storefront.checkout.another_cart import show_its_order
from storefront.checkout.blueprint import bp
from storefront.checkout.delivering import NotQuoted, ask_deliveries, choose_services, must_ask
from storefront.checkout.forms import PaymentForm, payment_form
from storefront.checkout.models import Checkout
from storefront.checkout.readiness import CartNotReady, check_cart
from storefront.checkout.rows import delivery_rows
from storefront.checkout.steps import Step, first_open_step
from storefront.checkout.totals import Bill, bill_for
from storefront.database import db
from storefront.extensions import asks_fourover, login_manager
from storefront.partner.account import account_in
from storefront.partner.charged_to import charge_at
from storefront.payments.methods.contract import Payer
from storefront.payments.methods.on_account import over_limit
from storefront.settings import shop_settings


def cart_at(step: Step) -> tuple[Cart, Checkout | None]:
    """The cart, if the customer may be at this step; else leads to where they may be.

    Raises AnotherCart where a form of another cart was sent.
    """
    whole = whole_cart()
    check_shown(whole)
    try:
        cart = check_cart(whole)
    except CartNotReady as reason:
        flash(str(reason), "warn")
        abort(redirect(url_for("cart.show")))
    if not current_user.is_authenticated and not shop_settings().guests_may_order:
        abort(login_manager.unauthorized())
    checkout = db.session.get(Checkout, cart.id)
    first = first_open_step(cart, checkout)
    if step.place > first.place:
        abort(redirect(first.url))
    g.step, g.cart_token = step, cart.token  # for the layout and the forms of the page
    return cart, checkout


def checkout_at(step: Step) -> tuple[Cart, Checkout]:
    """The same for the steps after the first."""
    cart, checkout = cart_at(step)
    assert checkout
    return cart, checkout


def charged_besides(cart: Cart) -> str:
    """What whoever orders it pays at 4Over as well, in a sentence; empty for most."""
    if not cart.user_id or cart.source != Source.FOUROVER:
        return ""
    own = account_in(cart.environment, cart.user_id)
    return charge_at(own, cart.user_id).besides if own else ""


@bp.context_processor
def _way() -> dict[str, Any]:
    return {"checkout_steps": list(Step)}


@bp.app_errorhandler(AnotherCart)
def another_cart(error: AnotherCart) -> ResponseReturnValue:  # noqa: ARG001 - as Flask calls it
    """A form of the cart's or of checkout that was shown for another cart than the present one."""
    db.session.rollback()
    if its_order := show_its_order():
        return its_order
    return render_template("errors/error.html", code=409, words=words.OTHER_CART), 409


@bp.get("/checkout/delivery")
def delivery() -> ResponseReturnValue:
    return _delivery_page(*checkout_at(Step.DELIVERY))


@bp.post("/checkout/delivery")
def choose_delivery() -> ResponseReturnValue:
    cart, checkout = checkout_at(Step.DELIVERY)
    keys = {item.id: request.form.get(f"service-{item.id}", "")[:80] for item in cart.items}
    try:
        choose_services(checkout, keys)
    except NotQuoted as reason:
        db.session.rollback()
        return _delivery_page(*checkout_at(Step.DELIVERY), error=str(reason)), 422
    db.session.commit()
    return redirect(Step.PAYMENT.url)


@bp.post("/checkout/delivery/quotes")
@asks_fourover
def ask_again() -> ResponseReturnValue:
    cart, _ = checkout_at(Step.DELIVERY)
    ask_deliveries(cart.id, again=True)
    return redirect(Step.DELIVERY.url)


@bp.get("/checkout/payment")
def payment() -> ResponseReturnValue:
    cart, checkout = checkout_at(Step.PAYMENT)
    bill = bill_for(cart, checkout)
    form = payment_form(payer_of(bill), checkout.payment_method)
    form.purchase_order.data = checkout.purchase_order
    return _payment_page(cart, form, bill)


@bp.post("/checkout/payment")
def choose_payment() -> ResponseReturnValue:
    cart, checkout = checkout_at(Step.PAYMENT)
    bill = bill_for(cart, checkout)
    form = payment_form(payer_of(bill))
    if not form.validate_on_submit():
        return _payment_page(cart, form, bill), 422
    checkout.payment_method = form.method.data
    checkout.purchase_order = form.purchase_order.data
    db.session.commit()
    return redirect(Step.CONFIRM.url)


def payer_of(bill: Bill) -> Payer:
    """Who is to pay it."""
    return Payer(current_user if current_user.is_authenticated else None, bill.total)


def _payment_page(cart: Cart, form: PaymentForm, bill: Bill) -> str:
    return render_template(
        "checkout/payment.html",
        form=form,
        bill=bill,
        besides=charged_besides(cart),
        over_limit=over_limit(payer_of(bill)),
    )


def _delivery_page(cart: Cart, checkout: Checkout, error: str = "") -> str:
    return render_template(
        "checkout/delivery.html",
        checkout=checkout,
        rows=delivery_rows(cart, checkout),
        must_ask=must_ask(checkout),
        own=cart.source == Source.OWN,
        error=error,
    )
