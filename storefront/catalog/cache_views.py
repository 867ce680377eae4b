"""Our newest snapshot for other shops of ours: any of them can be another's cache server."""

from flask import Response, abort, send_from_directory
from flask.typing import ResponseReturnValue

from storefront.catalog.snapshot import BadSnapshot, Manifest, latest
from storefront.catalog.sync_work import snapshot_folder
from storefront.catalog.views import bp
from storefront.partner.account import environment


@bp.get("/catalog-cache/manifest.json")
def cache_manifest() -> ResponseReturnValue:
    return _sent(_newest().name, "application/json")


@bp.get("/catalog-cache/<file>")
def cache_file(file: str) -> ResponseReturnValue:
    """With ETag and ranges, so that a broken download goes on. Only the newest is published."""
    if file != _newest().file:
        abort(404)
    return _sent(file, "application/gzip")


def _newest() -> Manifest:
    try:
        found = latest(snapshot_folder(), environment())
    except BadSnapshot:
        found = None
    if found is None:
        abort(404)
    return found


def _sent(name: str, mimetype: str) -> Response:
    return send_from_directory(snapshot_folder(), name, mimetype=mimetype, conditional=True)
