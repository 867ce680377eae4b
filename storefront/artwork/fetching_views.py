"""What 4Over fetches: a file, by its signed link. HEAD and ranges work; no token is ever logged."""

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from storefront.artwork.blueprint import bp
from storefront.artwork.link import file_behind
from storefront.artwork.sending import send
from storefront.config import config
from storefront.storage.opening import store
from storefront.tokens import LinkExpired


@bp.get("/artwork/<token>")
@bp.get("/artwork/<token>/<name>")
def fetch(token: str, name: str = "") -> ResponseReturnValue:  # noqa: ARG001 - for 4Over to read
    try:
        file = file_behind(token) or abort(404)
    except LinkExpired:
        abort(410)
    seconds = config().artwork_redirect_seconds
    if seconds and request.method == "GET" and (bucket := store().sign(file.stored_name, seconds)):
        return redirect(bucket)
    return send(file)
