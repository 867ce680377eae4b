"""URLs that pages have by the dozen: worked out once, then only filled in."""

from typing import Any

from flask import current_app, has_request_context, request, url_for


def path_for(endpoint: str, **parts: str) -> str:
    """As `url_for` makes it, of parts that look the same in a URL: slugs, names of files.

    A route whose parts are numbers, or anything that must be quoted, is for `url_for` itself.
    """
    known: dict[object, str] = current_app.extensions.setdefault("paths", {})
    root = request.script_root if has_request_context() else None
    key = (endpoint, root, *parts)
    pattern = known.get(key)
    if pattern is None:
        places: dict[str, Any] = {name: _place(name) for name in parts}
        pattern = known[key] = url_for(endpoint, **places)
    for name, part in parts.items():
        pattern = pattern.replace(_place(name), part, 1)
    return pattern


def _place(name: str) -> str:
    return f"-{name}-here-"
