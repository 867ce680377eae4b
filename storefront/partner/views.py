"""What a customer does with an account of his own at 4Over, where the owner allows it. The shop's
cards are never among what he sees."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from storefront.accounts.models import User
from storefront.database import db
from storefront.extensions import asks_fourover, limiter
from storefront.fourover.errors import FourOverError
from storefront.partner.account import account_in, environment
from storefront.partner.blueprint import bp
from storefront.partner.connecting import (
    NO_CARDS,
    card_words,
    choose_card,
    retire,
    test_connection,
)
from storefront.partner.forms import KeysForm, connect, picked, shown_cards
from storefront.partner.models import PartnerAccount
from storefront.settings import shop_settings


@bp.before_request
@login_required  # type: ignore[untyped-decorator]
def only_where_allowed() -> None:
    """Who has an account connected keeps the way to it, also if no new ones are allowed."""
    if not may_have_own():
        abort(404)


@bp.app_template_global("may_have_own_account")
def may_have_own() -> bool:
    """Whether this customer may connect an account of his own, or has one."""
    return shop_settings().own_accounts or account_in(environment(), current_user.id) is not None


@bp.route("/", methods=["GET", "POST"])
@asks_fourover
@limiter.limit("10 per hour", methods=["POST"])
def own_account() -> ResponseReturnValue:
    """Keys that are tried, then saved with one of the cards that 4Over lists for them."""
    user, where = db.session.get_one(User, current_user.id), environment()
    own = account_in(where, user.id)
    form = KeysForm(public_key=own.public_key if own else "")
    form.beside(own)
    valid = form.validate_on_submit()
    if valid and own and not form.typed_key and form.public_key.data == own.public_key:
        return _try_again(own)
    if valid and (account := connect(form, where, user.email, owner=user)):
        said = f"It charges {account.card} for your orders." if account.card else NO_CARDS
        db.session.commit()
        flash(f"Your account is connected. {said}")
        return redirect(url_for("partner.own_account"))
    page = render_template("partner/own_account.html", form=form, own=own)
    return page, 422 if form.errors else 200


@bp.get("/cards")
@asks_fourover
def cards() -> ResponseReturnValue:
    account = _mine_or_404()
    listed, trouble = shown_cards(account)
    return render_template(
        "partner/cards.html", cards=listed, trouble=trouble, chosen=account.card, words=card_words
    )


@bp.post("/card")
@asks_fourover
def pick_card() -> ResponseReturnValue:
    account, by = _mine_or_404(), current_user.email
    back, then = url_for("partner.cards"), url_for("partner.own_account")
    return picked(lambda token: choose_card(account, token, by), back, then)


@bp.post("/disconnection")
def disconnect() -> ResponseReturnValue:
    """What was ordered with it goes on with it."""
    retire(_mine_or_404(), current_user.email)
    db.session.commit()
    flash("Your account is disconnected. Orders that were placed with it go on with it.")
    then = "partner.own_account" if may_have_own() else "accounts.account"
    return redirect(url_for(then))


def _try_again(account: PartnerAccount) -> Response:
    """Nothing was entered anew: are the keys still good?"""
    try:
        trouble = test_connection(account)
    except FourOverError as away:
        trouble = f"{away.sentence} Try again in a few minutes."
    db.session.commit()
    flash(trouble or "Your keys work.", "bad" if trouble else "good")
    return redirect(url_for("partner.own_account"))


def _mine_or_404() -> PartnerAccount:
    return account_in(environment(), current_user.id) or abort(404)
