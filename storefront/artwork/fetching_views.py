"""What 4Over fetches: a file, by its signed link. HEAD and ranges work; no token is ever logged."""

from flask import abort
from flask.typing import ResponseReturnValue

from storefront.artwork.blueprint import bp
from storefront.artwork.link import file_behind
from storefront.artwork.sending import send
from storefront.tokens import LinkExpired


@bp.get("/artwork/<token>")
def fetch(token: str) -> ResponseReturnValue:
    try:
        file = file_behind(token)
    except LinkExpired:
        abort(410)
    return send(file or abort(404))
