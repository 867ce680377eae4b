"""Requests that no page of ours sends are refused; a form of an older session is told apart."""

from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from flask import abort, current_app, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter

from storefront.database import View
from storefront.extensions import csrf

LARGEST = 2**31 - 1


class RowNumber(IntegerConverter):
    """A number in a URL: one that no row can have is a 404."""

    def __init__(self, *how: Any, **more: Any) -> None:
        super().__init__(*how, **({"max": LARGEST} | more))


def row_id(text: str) -> int:
    """The id of a row in a form or a URL; 0, which no row has, for any other text."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))):
        return 0
    return int(text) if int(text) <= LARGEST else 0


def refuse_nul() -> None:
    """No form of ours sends a NUL, and not every database takes it.

    A form with files is not read here: its route decides how large it may be.
    """
    texts = [request.path, *chain(*request.args.items(multi=True))]
    if request.mimetype == "application/x-www-form-urlencoded":
        texts += chain(*request.form.items(multi=True))
    if any("\0" in text for text in texts):
        abort(400)


def checks_its_form(view: View) -> View:
    """For a view that asks `form_is_current` itself, as it has an answer for an old form."""
    csrf.exempt(view)
    return view


def form_is_current() -> bool:
    """Whether the form is one of this session (CSRF protection).

    False: it is from a page of ours that was opened before somebody signed in or out, or before
    the cookies were lost. Do nothing then but show the form again, with its answers and a new
    token. Raises CSRFError for a form of somebody else's page.
    """
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return True
    try:
        csrf.protect()
    except CSRFError:
        if urlsplit(request.headers.get("Origin", "")).netloc != request.host:
            raise
        return False
    return True


OLD_FORM = (  # names no cause, as a lost cookie looks just like a sign-in or a sign-out
    "That page was out of date, so nothing was done yet. "
    "Please look it over and press the button again."
)


def page_of_old_form() -> str | None:
    """The URL of our page that a form of an older session was sent from, to open it anew."""
    page, origin = urlsplit(request.referrer or ""), urlsplit(request.headers.get("Origin", ""))
    if {page.netloc, origin.netloc} != {request.host} or "HX-Request" in request.headers:
        return None
    return _page(page.path, page.query)


def url_of_same_page() -> str | None:
    """For the answer to a form: the URL of a page that shows the same, else of the form's page.

    The browser shows it in place of the form's own, so that Back does not send the form again. None
    for a request that is no POST.
    """
    if request.method != "POST":
        return None
    sent_from = urlsplit(request.referrer or "")
    if sent_from.netloc != request.host:
        sent_from = urlsplit("/")
    query = request.query_string.decode("ascii", "ignore")
    return _page(request.path, query) or _page(sent_from.path, sent_from.query) or "/"


def _page(path: str, query: str) -> str | None:
    """The URL, if it is one of a page."""
    try:
        current_app.url_map.bind(request.host).match(path, "GET")
    except HTTPException:
        return None  # what a POST was answered with
    return f"{path}?{query}" if query else path
