"""Answering a request with a stored file: whole, in ranges, or that it is still the same."""

from typing import Any

from flask import Response, abort, request, send_file

from storefront.storage.opening import store


def answer_with(key: str, **how: Any) -> Response:
    """The file piece by piece; `how` is as for Flask's `send_file`. 404 if it is not there."""
    try:
        file = store().open(key)
    except FileNotFoundError:
        abort(404)
    size = file.seek(0, 2)
    file.seek(0)
    response = send_file(file, conditional=False, **how)
    response.content_length = size
    response.make_conditional(request.environ, accept_ranges=True, complete_length=size)
    return response
