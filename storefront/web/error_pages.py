"""What a person is shown when something cannot be done: a sentence, the status, the request id."""

import logging

from flask import Flask, Response, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import (
    BadRequest,
    Conflict,
    HTTPException,
    InternalServerError,
    ServiceUnavailable,
)

from storefront.config import config
from storefront.database import db
from storefront.fourover.errors import FourOverError
from storefront.hosts import WrongHost
from storefront.orders.models import ForbiddenMove
from storefront.storage.contract import StoreAway
from storefront.web.guards import OLD_FORM, page_of_old_form

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(WrongHost, _wrong_host)
    app.register_error_handler(CSRFError, _old_form)
    app.register_error_handler(StaleDataError, _changed_meanwhile)
    app.register_error_handler(ForbiddenMove, _changed_meanwhile)
    app.register_error_handler(DataError, _not_storable)
    app.register_error_handler(OverflowError, _not_storable)
    app.register_error_handler(FourOverError, _fourover_trouble)
    app.register_error_handler(StoreAway, _store_away)
    app.register_error_handler(Exception, _unexpected)


def _error_page(error: HTTPException, words: str = "") -> ResponseReturnValue:
    db.session.rollback()
    code = error.code or 500
    g.failing = code >= 500
    if request.path.startswith("/artwork/") and request.endpoint == "artwork.fetch":
        return error.get_response()
    page = render_template("errors/error.html", code=code, error=error, words=words)
    response = Response(page, status=code, mimetype="text/html")
    for name, value in error.get_headers():
        if name.lower() in ("retry-after", "allow", "www-authenticate"):
            response.headers[name] = value
    return response


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error  # a redirect
    return _error_page(error)


def _old_form(error: CSRFError) -> ResponseReturnValue:
    if page := page_of_old_form():
        flash(OLD_FORM, "warn")
        return redirect(page, 303)
    return _error_page(error)


def _wrong_host(error: HTTPException) -> ResponseReturnValue:
    page = render_template("errors/wrong_host.html", url=f"{config().public_url}/")
    return Response(page, status=error.code, mimetype="text/html")


def _changed_meanwhile(error: Exception) -> ResponseReturnValue:
    log.info("Refused a change: %s", error)
    return _error_page(
        Conflict(), "Somebody else just changed this. Please reload the page and try again."
    )


def _not_storable(error: Exception) -> ResponseReturnValue:
    """Something that no column holds, such as a number of thirty digits."""
    log.warning("Not storable: %s", type(error).__name__, exc_info=error)
    return _error_page(BadRequest())


def _fourover_trouble(error: FourOverError) -> ResponseReturnValue:
    log.warning("4Over: %s: %s", type(error).__name__, error)
    return _error_page(
        ServiceUnavailable(),
        "We couldn't finish this just now. Nothing is lost. Please try again in a minute.",
    )


def _store_away(error: StoreAway) -> ResponseReturnValue:
    log.error("The store of files: %s", error)
    return _error_page(
        ServiceUnavailable(),
        "We can't get at our files just now. Nothing is lost. Please try again in a minute.",
    )


def _unexpected(error: Exception) -> ResponseReturnValue:
    """The log gets the detail, the person a sentence and the request id."""
    log.error("Unexpected %s", type(error).__name__, exc_info=error)
    return _error_page(InternalServerError())
