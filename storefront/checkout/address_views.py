"""The address step: asked, checked offline, checked by 4Over, and the ways to send asked for."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from storefront.accounts.address import PostalAddress
from storefront.accounts.offline_check import zip_doubt
from storefront.cart.models import Source
from storefront.cart.refreshing import owner_of
from storefront.checkout.address_check import (
    Accepted,
    Suggested,
    Undeliverable,
    check_address,
    check_unasked,
    key_of,
)
from storefront.checkout.blueprint import bp
from storefront.checkout.delivering import ask_deliveries
from storefront.checkout.forms import AddressForm
from storefront.checkout.models import Checkout
from storefront.checkout.steps import Step
from storefront.checkout.views import cart_at
from storefront.database import db, end_transaction
from storefront.extensions import asks_fourover
from storefront.fourover.errors import FourOverError
from storefront.partner.account import account_for, client_for_page
from storefront.web.guards import checks_its_form, form_is_current


@bp.get("/checkout/address")
def address() -> ResponseReturnValue:
    _, checkout = cart_at(Step.ADDRESS)
    known = dict(checkout.ship_to or {}, email=checkout.email) if checkout else {}
    return render_template("checkout/address.html", form=_form(known), suggested=None)


@bp.post("/checkout/address")
@checks_its_form
@asks_fourover
def give_address() -> ResponseReturnValue:
    current = form_is_current()
    cart, _ = cart_at(Step.ADDRESS)
    cart_id, printed = cart.id, cart.source == Source.FOUROVER
    form = _form()
    if not current:  # what was typed is kept
        return render_template("checkout/address.html", form=form, suggested=None, old=True), 400
    if not form.validate_on_submit():
        return render_template("checkout/address.html", form=form, suggested=None), 422

    typed, decision = form.typed(), request.form.get("decision", "")[:300]
    doubt = zip_doubt(typed.zipcode, typed.state)
    result: Accepted | Suggested
    if not printed:
        result = check_unasked(typed, decision)
    else:
        client = client_for_page(account_for(owner_of(cart)))
        end_transaction()
        try:
            result = check_address(client, typed, decision)
        except Undeliverable as reason:
            form.address.errors = [str(reason)]
            form.zipcode.errors = [doubt] if doubt else []
            return render_template("checkout/address.html", form=form, suggested=None), 422
        except FourOverError:
            return render_template("checkout/address.html", form=form, down=True), 503
    if isinstance(result, Suggested):
        form.process(None, data=form.data | result.of.to_json())
        page = render_template(
            "checkout/address.html",
            form=form,
            suggested=result,
            key_of=key_of,
            doubt=doubt,
        )
        return page, 422

    email = current_user.email if current_user.is_authenticated else form.email.data
    _store(cart_id, email, result)
    db.session.commit()
    if printed:
        ask_deliveries(cart_id)
    return redirect(Step.DELIVERY.url)


def _form(known: dict[str, str] | None = None) -> AddressForm:
    form = AddressForm(data=known)
    if current_user.is_authenticated:
        del form.email
    return form


def _store(cart_id: int, email: str, accepted: Accepted) -> None:
    checkout = db.session.get(Checkout, cart_id)
    if checkout is None:
        checkout = Checkout(cart_id=cart_id)
        db.session.add(checkout)
    if _moved(checkout, accepted.address):
        checkout.deliveries.clear()
    checkout.email = email
    checkout.ship_to = accepted.address.to_json()
    checkout.address_bypass = accepted.bypass
    if accepted.bypass:
        flash("We will use the address just as you typed it. Please check it once more.", "info")
    if accepted.address.extension:
        flash(
            "The shipping label has room for the phone number only. "
            f"The extension {accepted.address.extension} is kept with your order.",
            "info",
        )


def _moved(checkout: Checkout, address: PostalAddress) -> bool:
    return checkout.address is not None and checkout.address != address
