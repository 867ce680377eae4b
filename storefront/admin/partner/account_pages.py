"""The 4Over account: keys, card, staging or production, and whether its products are sold."""

import logging

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from storefront.admin.blueprint import MenuGroup, bp, in_menu
from storefront.admin.changes import difference, form_page, me, note
from storefront.admin.orders.alerts import checks_here
from storefront.admin.partner.partner_forms import ConnectForm, EnvironmentForm
from storefront.config import config
from storefront.database import db
from storefront.fourover.errors import FourOverError
from storefront.orders import activation
from storefront.orders.activation import NotComplete, affected_by_leaving
from storefront.orders.outlook import rest_words
from storefront.partner.account import account_in, cache_server_of, environment
from storefront.partner.connecting import (
    NO_CARDS,
    test_connection,
)
from storefront.partner.forms import connect
from storefront.partner.models import Environment, PartnerAccount

log = logging.getLogger(__name__)

bp.add_app_template_filter(rest_words)


@bp.get("/partner/")
@in_menu(MenuGroup.SHOP, 2, "4Over account")
def partner() -> ResponseReturnValue:
    return _page()


@bp.post("/partner/<name>/connection")
def connect_account(name: str) -> ResponseReturnValue:
    """Try the keys, have a card chosen among those that 4Over lists for them, then take both.

    Until then, and whatever goes wrong, the current keys and card stay.
    """
    where = environment_or_404(name)
    form = ConnectForm(prefix=name)
    if not form.validate_on_submit():
        return _page(form, 422)
    account = account_in(where)
    if account and not form.typed_key and form.public_key.data == account.public_key:
        _catalog_from(account, form)
        return try_again(account, url_for("admin.partner"))
    account = connect(form, where, me())
    if account is None:
        return _page(form, 422 if form.errors else 200)
    _catalog_from(account, form)
    note("tested the connection", name, "It works.")
    db.session.commit()
    say_what_is_charged(account)
    return redirect(url_for("admin.partner"))


def say_what_is_charged(account: PartnerAccount) -> None:
    card = f"4Over charges {account.card}." if account.card else NO_CARDS
    flash(f"The connection works. {card}", "good" if account.card else "warn")


def _catalog_from(account: PartnerAccount, form: ConnectForm) -> None:
    before = cache_server_of(account)
    account.use_cache_server = form.use_cache_server.data
    url = form.cache_server_url.data or ""
    account.cache_server_url = "" if url == config().catalog_cache_url else url
    after = cache_server_of(account)
    if before != after:
        source = difference("catalog from", before or "4Over", after or "4Over")
        note("cache server", account.environment, source)


@bp.post("/partner/<name>/connection-tests")
def test_account(name: str) -> ResponseReturnValue:
    return try_again(account_or_404(name), url_for("admin.partner"))


def try_again(account: PartnerAccount, then: str) -> Response:
    """Test the keys that it has, say what came of it, and go on."""
    where = account.environment
    try:
        trouble = test_connection(account)
    except FourOverError as away:
        log.warning("The keys of %s could not be tried: %s", where, away)
        flash(f"{away.sentence} The keys may still be right; try again in a few minutes.", "warn")
        return redirect(then)
    note("tested the connection", where, trouble or "It works.")
    db.session.commit()
    if trouble:
        flash(trouble, "bad")
    else:
        flash("The connection works.")
    return redirect(then)


@bp.route("/partner/<name>/use", methods=["GET", "POST"])
def use_environment(name: str) -> ResponseReturnValue:
    """Send orders as tests, or for real. Whoever does it types which."""
    where = environment_or_404(name)
    form = EnvironmentForm(name)
    if where == environment():
        flash(f"The shop already uses {name}.", "info")
        return redirect(url_for("admin.partner"))
    if form.validate_on_submit():
        missing = activation.use(where, me())
        db.session.commit()
        flash(f"The shop now uses {name}.", "warn" if missing else "good")
        return redirect(url_for("admin.partner"))
    affected = affected_by_leaving(environment())
    return form_page(
        "admin/use_environment.html",
        form,
        name=name,
        affected=affected,
        checks=checks_here(where),
    )


@bp.post("/partner/activation")
def activate() -> ResponseReturnValue:
    try:
        activation.activate(me())
    except NotComplete as missing:
        flash(f"4Over cannot be active yet. {missing}", "warn")
        return _page(status=409)
    db.session.commit()
    flash("4Over is active: customers see its products.")
    return redirect(url_for("admin.partner"))


@bp.post("/partner/deactivation")
def deactivate() -> ResponseReturnValue:
    activation.deactivate(me())
    db.session.commit()
    flash("4Over is not active: customers do not see its products. Orders already placed continue.")
    return redirect(url_for("admin.partner"))


def environment_or_404(name: str) -> Environment:
    if name not in set(Environment):
        abort(404)
    return Environment(name)


def account_or_404(name: str) -> PartnerAccount:
    return account_in(environment_or_404(name)) or abort(404)


def _page(posted: ConnectForm | None = None, status: int = 200) -> ResponseReturnValue:
    sections = []
    for where in Environment:
        account, name = account_in(where), str(where)
        form = posted if posted and posted._prefix == f"{name}-" else None
        if form is None:
            form = ConnectForm(formdata=None, prefix=name, data=_without_secrets(account))
        form.beside(account)
        source = cache_server_of(account) if account else ""
        sections.append((where, account, form, source))
    used = environment()
    page = render_template(
        "admin/partner.html", sections=sections, used=used, checks=checks_here(used)
    )
    return page, status


def _without_secrets(account: PartnerAccount | None) -> dict[str, object] | None:
    """What a form may show of an account."""
    if account is None:
        return None
    return {
        "public_key": account.public_key,
        "use_cache_server": account.use_cache_server,
        "cache_server_url": account.cache_server_url,
    }
