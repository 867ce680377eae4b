"""How the API reads requests and writes answers: JSON, pages of a list, the error envelope."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import msgspec
from flask import Response, request

from storefront.sandbox.world import here

NOT_FOUND = "Not Found"


class Problem(Exception):
    """An answer that is an error envelope (API 19)."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


def answer(document: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(document), status, mimetype="application/json")


def envelope(status: int, message: str) -> Response:
    document = {
        "status": "error",
        "status_code": status,
        "status_text": HTTPStatus(status).phrase,
        "current_content": "",
        "message": message,
    }
    return answer(document, status)


def body() -> dict[str, Any]:
    """The JSON object that was sent, whatever type it was declared as (API 2)."""
    try:
        sent = msgspec.json.decode(request.get_data())
    except msgspec.DecodeError:
        raise Problem(400, "Invalid JSON") from None
    if not isinstance(sent, dict):
        raise Problem(400, "Invalid JSON")
    return sent


def page(found: list[Any], show: Callable[[Any], object], at_most: int | None = None) -> Response:
    """Some of a list. `maximumPages` and `currentPage` echo max and offset (API 2)."""
    most, offset = _number("max", 20), _number("offset", 0)
    most = min(most or 20, at_most or most or 20)
    if here().faults.see("empty_lists"):
        found = []
    shown = [show(one) for one in found[offset : offset + most]]
    document = {
        "entities": shown,
        "totalResults": len(found),
        "currentPage": offset,
        "maximumPages": most,
    }
    return answer(document)


def _number(name: str, default: int) -> int:
    value = request.args.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else default


def truth(value: object) -> bool:
    """Booleans come as true, "true" and "True" (API 2)."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


def uuids(value: object) -> list[str]:
    """A list of ids; none may stand for an empty one."""
    if not isinstance(value, list | None) or not all(isinstance(one, str) for one in value or []):
        raise Problem(400, "option_uuids must be a list of uuids")
    return [text(one) for one in value or []]


def text(value: object, most: int = 200) -> str:
    """A short line of text, or "" where something else was sent."""
    return value.strip()[:most] if isinstance(value, str) else ""
