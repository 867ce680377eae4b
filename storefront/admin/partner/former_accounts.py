"""Accounts that new orders do not use any more, while older orders go on with them."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from storefront.admin.blueprint import bp
from storefront.admin.changes import me
from storefront.admin.partner.account_pages import try_again
from storefront.database import db
from storefront.fourover.errors import FourOverError
from storefront.orders.going_on import Former, former_accounts, newest_job
from storefront.partner.connecting import BadKeys
from storefront.partner.former import renew
from storefront.partner.forms import KeysForm
from storefront.partner.models import PartnerAccount


@bp.app_template_global()
def former_accounts_of(owner_id: int | None) -> Sequence[Former]:
    """Of a user, or the shop's."""
    return [one for one in former_accounts() if one.account.owner_id == owner_id]


@bp.route("/accounts/<int:account_id>/keys", methods=["GET", "POST"])
def account_keys(account_id: int) -> ResponseReturnValue:
    """Other keys of a former account, tried before they take the place of those that it has."""
    account = db.get_or_404(PartnerAccount, account_id)
    back = _page_of(account)
    if account.retired_at is None:
        return redirect(back)
    form = KeysForm(public_key=account.public_key)
    form.beside(account)
    if form.validate_on_submit():
        same = form.public_key.data == account.public_key
        if same and not form.typed_key:
            return try_again(account, back)
        if _renewed(form, account):
            db.session.commit()
            flash("The keys work. Orders of this account go on with them.")
            return redirect(back)
    page = render_template("admin/account_keys.html", form=form, account=account, back=back)
    return page, 422 if form.errors else 200


def _renewed(form: KeysForm, account: PartnerAccount) -> bool:
    if not form.typed_key:
        form.private_key.errors = ["Enter the private key that belongs to this public key."]
        return False
    try:
        renew(account, form.public_key.data, form.typed_key, me(), job_id=newest_job(account))
    except BadKeys as no:
        form.private_key.errors = [f"{no} Nothing was changed."]
    except FourOverError as trouble:
        form.private_key.errors = [f"{trouble.sentence} The keys could not be tested. Try again."]
    else:
        return True
    db.session.rollback()
    return False


def _page_of(account: PartnerAccount) -> str:
    if account.owner_id is None:
        return url_for("admin.partner")
    return url_for("admin.user", user_id=account.owner_id)
