"""Answering "not modified" to a visitor who has the page already, without making it again.

An anonymous visitor's page carries the edition of what visitors see in its ETag: so the second
request costs one query, and its answer is never older than the last change.
"""

import hashlib
import secrets

from flask import Flask, Response, g, request, session

from storefront.page_cache import edition

PAGES = {
    "browse.home",
    "browse.index",
    "browse.category",
    "browse.product",
    "browse.search",
    "browse.suggestions",
}
# what a session may hold of somebody who is not signed in and has no cart
NOT_PERSONAL = {"csrf_token", "_permanent", "_fresh", "day"}
PROCESS = secrets.token_hex(8)  # templates may differ after a restart


def init_app(app: Flask) -> None:
    app.before_request(_not_modified)
    app.after_request(_set_etag)


def _not_modified() -> Response | None:
    """The edition is read before the page is made: a change meanwhile makes the tag too old, and
    never the page."""
    if not _is_same_for_all():
        return None
    g.edition_shown = edition()
    return Response(status=304) if request.if_none_match.contains_weak(_tag()) else None


def _set_etag(response: Response) -> Response:
    """Only if the page was the same for all when it was asked for, too: a message is shown once."""
    if "edition_shown" in g and response.status_code in (200, 304) and _is_same_for_all():
        response.set_etag(_tag(), weak=True)
    return response


def _is_same_for_all() -> bool:
    """Whether everybody sees the same page: nobody signed in, no cart, nothing to be told."""
    own = set(session) - NOT_PERSONAL
    return request.method == "GET" and request.endpoint in PAGES and not own


def _tag() -> str:
    whose = (session.get("csrf_token", ""), "HX-Request" in request.headers)
    parts = (PROCESS, g.edition_shown, request.full_path, *whose)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
