"""Templates to begin with: made at each request, and kept forever by browsers."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from storefront.artwork.blueprint import bp
from storefront.artwork.template.pdf import pdf_of
from storefront.artwork.template.subject import Template, template_named
from storefront.artwork.template.svg import VERSION, svg_of
from storefront.assets import FOREVER
from storefront.urls import path_for

_MADE = {"pdf": (pdf_of, "application/pdf"), "svg": (svg_of, "image/svg+xml")}


@bp.get("/templates/<name>-<version>.<kind>")
def template(name: str, version: str, kind: str) -> ResponseReturnValue:
    """The name says all that is in it, and the version how. Nothing is looked up."""
    subject = template_named(name)
    if subject is None or version != VERSION or kind not in _MADE:
        abort(404)
    made, mimetype = _MADE[kind]
    answer = Response(made(subject), mimetype=mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{subject.file_name}.{kind}")
    answer.headers["Cache-Control"] = FOREVER
    answer.set_etag(f"{subject.name}-{VERSION}")
    return answer.make_conditional(request)


@bp.app_template_filter("template_url")
def template_url(subject: Template, kind: str) -> str:
    return path_for("artwork.template", name=subject.name, version=VERSION, kind=kind)
