"""Drawings of products: made at each request, and cached forever by browsers."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from storefront.assets import FOREVER
from storefront.browse.blueprint import bp
from storefront.drawings.subject import parse
from storefront.drawings.svg import VERSION, svg_of


@bp.get("/drawings/<name>-<version>.svg")
def drawing(name: str, version: str) -> ResponseReturnValue:
    """The name says all that is drawn, and the version how. Nothing is looked up."""
    subject = parse(name[:80])
    if subject is None or version != VERSION:
        abort(404)
    answer = Response(svg_of(subject), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = FOREVER
    answer.set_etag(f"{subject.name}-{VERSION}")
    return answer.make_conditional(request)
