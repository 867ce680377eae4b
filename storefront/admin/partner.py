"""The 4Over account: keys, card, staging or production, and whether its products are sold."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from storefront.admin.changes import form_page, me, note
from storefront.admin.forms import ConnectForm, EnvironmentForm
from storefront.admin.views import bp
from storefront.extensions import db
from storefront.orders import activation
from storefront.orders.activation import NotComplete, affected_by_leaving, missing_for
from storefront.partner.account import account_in, environment
from storefront.partner.connecting import BadKeys, connect, test_connection
from storefront.partner.models import Environment, PartnerAccount


@bp.get("/partner/")
def partner() -> ResponseReturnValue:
    return _page()


@bp.post("/partner/<name>/connection")
def connect_account(name: str) -> ResponseReturnValue:
    """Keep the keys, and see at once whether 4Over takes them."""
    where = environment_or_404(name)
    form = ConnectForm(prefix=name)
    account = account_in(where)
    if not form.validate_on_submit() or not _keep(where, account, form):
        return _page(form, 422)
    account = account_or_404(name)
    if account.use_cache_server != form.use_cache_server.data:
        account.use_cache_server = form.use_cache_server.data
        note("cache server", name, "used" if account.use_cache_server else "not used")
    return _tested(account)


def _keep(where: Environment, account: PartnerAccount | None, form: ConnectForm) -> bool:
    """Connect with the keys as posted. An empty private key leaves the present keys alone."""
    public_key, private_key = form.public_key.data, form.private_key.data
    if account and not private_key and public_key == account.public_key:
        return True
    if not private_key:
        form.private_key.errors = ["A new public key needs its private key."]
        return False
    try:
        connect(where, public_key, private_key, me())
    except BadKeys as trouble:
        form.public_key.errors = [str(trouble)]
        return False
    return True


@bp.post("/partner/<name>/connection-tests")
def test_account(name: str) -> ResponseReturnValue:
    return _tested(account_or_404(name))


def _tested(account: PartnerAccount) -> Response:
    trouble = test_connection(account)
    note("tested the connection", account.environment, trouble or "It works.")
    db.session.commit()
    if trouble:
        flash(f"4Over turned it down: {trouble}", "bad")
    else:
        flash("The connection works.")
    return redirect(url_for("admin.partner"))


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
        missing=missing_for(where),
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
    flash("4Over is not active: customers do not see its products. Orders under way continue.")
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
        form.private_key.flags.required = account is None
        sections.append((where, account, form, missing_for(where)))
    page = render_template("admin/partner.html", sections=sections, used=environment())
    return page, status


def _without_secrets(account: PartnerAccount | None) -> dict[str, object] | None:
    """What a form may show of an account."""
    if account is None:
        return None
    return {"public_key": account.public_key, "use_cache_server": account.use_cache_server}
