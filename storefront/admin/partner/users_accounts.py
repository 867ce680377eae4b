"""How 4Over is paid for one customer: a card of the shop's account, or an account of his own."""

from typing import NamedTuple

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from storefront.accounts.models import User
from storefront.admin.asking import Confirmation, ask_before
from storefront.admin.blueprint import bp
from storefront.admin.changes import me
from storefront.admin.partner.account_pages import (
    environment_or_404,
    say_what_is_charged,
    try_again,
)
from storefront.admin.partner.cards import cards_page
from storefront.database import db
from storefront.fourover.replies import PaymentProfile
from storefront.orders.models import Order
from storefront.partner.account import NotConnected, account_in
from storefront.partner.charged_to import ChargedTo, card_of_user, charge_for
from storefront.partner.connecting import choose_card_for, choose_none_for, retire
from storefront.partner.forms import KeysForm, connect, picked
from storefront.partner.models import Environment, PartnerAccount

AS_OTHERS = "None: the shop's card, as for everybody"


class UsersCharge(NamedTuple):
    """What his orders are charged to in one environment."""

    environment: Environment
    charge: ChargedTo | None  # None: nothing is connected there
    own: PartnerAccount | None
    shops: PartnerAccount | None


@bp.app_template_filter("charges")
def charges_of(user: User) -> list[UsersCharge]:
    return [_charge_of(user, where) for where in Environment]


def _charge_of(user: User, where: Environment) -> UsersCharge:
    try:
        charge = charge_for(user, where)
    except NotConnected:
        charge = None
    return UsersCharge(where, charge, account_in(where, user.id), account_in(where))


@bp.get("/users/<int:user_id>/<name>/cards")
def user_cards(user_id: int, name: str) -> ResponseReturnValue:
    """Of the shop's account: which one pays for this customer, or none of them."""
    user, where = db.get_or_404(User, user_id), environment_or_404(name)
    if own := account_in(where, user_id):
        return redirect(url_for("admin.account_cards", account_id=own.id))
    account, set_for_user = account_in(where) or abort(404), card_of_user(user_id, where)
    act = url_for("admin.pick_user_card", user_id=user_id, name=name)
    chosen = set_for_user.card if set_for_user else None
    return cards_page(account, chosen, act, (user.email, _page_of(user_id)), AS_OTHERS)


@bp.post("/users/<int:user_id>/<name>/card")
def pick_user_card(user_id: int, name: str) -> ResponseReturnValue:
    user, where = db.get_or_404(User, user_id), environment_or_404(name)
    account = account_in(where) or abort(404)
    if account_in(where, user_id):
        flash("Nothing is saved: this customer's own 4Over account is charged.", "warn")
        return redirect(_page_of(user_id))

    def choose(sent: str) -> PaymentProfile | None:
        if sent != "none":
            return choose_card_for(user, account, sent, me())
        choose_none_for(user, where, me())
        return None

    back = url_for("admin.user_cards", user_id=user_id, name=name)
    return picked(choose, back, _page_of(user_id))


@bp.route("/users/<int:user_id>/<name>/account", methods=["GET", "POST"])
def user_account(user_id: int, name: str) -> ResponseReturnValue:
    """His own keys: tried, then saved with one of the cards that 4Over lists for them."""
    user, where = db.get_or_404(User, user_id), environment_or_404(name)
    own = account_in(where, user_id)
    form = KeysForm(public_key=own.public_key if own else "")
    form.beside(own)
    valid = form.validate_on_submit()
    if valid and own and not form.typed_key and form.public_key.data == own.public_key:
        return try_again(own, _page_of(user_id))
    if valid and (account := connect(form, where, me(), owner=user)):
        db.session.commit()
        say_what_is_charged(account)
        return redirect(_page_of(user_id))
    page = render_template("admin/user_account.html", form=form, user=user, where=where, own=own)
    return page, 422 if form.errors else 200


@bp.route("/users/<int:user_id>/<name>/account/retirement", methods=["GET", "POST"])
def retire_user_account(user_id: int, name: str) -> ResponseReturnValue:
    """It is retired: what was ordered with it goes on with it."""
    account = _own_or_404(user_id, name)
    count = select(func.count(Order.id)).where(Order.account_id == account.id)
    orders = db.session.scalar(count) or 0
    whose = account.owner.email if account.owner else ""
    changes = [f"New orders of {whose} are placed with the shop's 4Over account."]
    if orders:
        those = "1 order was" if orders == 1 else f"{orders} orders were"
        changes.append(f"{those} placed with it, and will be followed with it.")
    asked = Confirmation(f"Stop using the own 4Over account for {name}?", changes, "Stop using it")
    if page := ask_before(asked, _page_of(user_id)):
        return page
    retire(account, me())
    db.session.commit()
    flash("The account is not used any more.")
    return redirect(_page_of(user_id))


def _own_or_404(user_id: int, name: str) -> PartnerAccount:
    return account_in(environment_or_404(name), user_id) or abort(404)


def _page_of(user_id: int) -> str:
    return url_for("admin.user", user_id=user_id)
