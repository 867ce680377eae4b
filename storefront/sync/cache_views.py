"""Our newest snapshot for other shops of ours: any of them can be another's cache server."""

from hmac import compare_digest
from ipaddress import ip_address

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from storefront.accounts.models import Role
from storefront.config import config
from storefront.partner.account import environment
from storefront.storage.answering import answer_with
from storefront.storage.opening import store
from storefront.sync.blueprint import bp
from storefront.sync.snapshot import BadSnapshot, Manifest
from storefront.sync.snapshot_store import key_of, latest

FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")  # a proxy on this machine says so


@bp.get("/catalog-cache/manifest.json")
def cache_manifest() -> ResponseReturnValue:
    return answer_with(key_of(_newest().name), mimetype="application/json")


@bp.get("/catalog-cache/<file>")
def cache_file(file: str) -> ResponseReturnValue:
    """With ETag and ranges, so that a broken download goes on. Only the newest is published."""
    newest = _newest()
    if file != newest.file:
        abort(404)
    return answer_with(key_of(file), mimetype="application/gzip", etag=newest.sha256)


def _newest() -> Manifest:
    if not _may_load_it():
        abort(404)
    try:
        manifest = latest(store(), environment())
    except BadSnapshot:
        manifest = None
    if manifest is None:
        abort(404)
    return manifest


def _may_load_it() -> bool:
    """A snapshot says what 4Over charges us: it is for admins, for shops that have our key, and
    without a key for this very machine."""
    if current_user.is_authenticated and current_user.role == Role.ADMIN:
        return True
    key = config().catalog_cache_key.get_secret_value()
    if key:
        told = request.headers.get("Authorization", "")
        return compare_digest(told.encode(), f"Bearer {key}".encode())
    from_elsewhere = any(name in request.headers for name in FORWARDED)
    return not from_elsewhere and ip_address(request.remote_addr or "::").is_loopback
