"""Around each call of the API: it is recorded, its signature is checked, a fault may stop it."""

import hmac
from datetime import UTC, datetime
from hashlib import sha256
from socket import SHUT_RDWR
from time import sleep
from urllib.parse import urlencode

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from storefront.sandbox.answers import Problem, answer, envelope
from storefront.sandbox.store import KEPT_REQUESTS
from storefront.sandbox.world import Sandbox, here

OURS = "/sandbox/"  # the practice page and its controls; everything else is the API
SECRETS = {"apikey", "signature"}
MOST_BODY = 20_000


def init_app(app: Flask) -> None:
    app.before_request(_enter)
    app.after_request(_leave)
    app.register_error_handler(Problem, lambda problem: envelope(problem.status, problem.message))
    app.register_error_handler(HTTPException, _http_error)


def _enter() -> Response | None:
    if request.path.startswith(OURS):
        return None
    sandbox = here()
    _write_down(sandbox)
    call = f"{request.method} {request.path}"
    sleep(sandbox.pause(call))
    if fault := sandbox.faults.trigger("down", call):
        return hang_up() if fault.value == "drop" else Response("Service Unavailable", 503)
    if not _signed(sandbox) or sandbox.faults.trigger("bad_credentials"):
        return envelope(401, "Invalid credentials")
    return _trouble(sandbox, call)


def _trouble(sandbox: Sandbox, call: str) -> Response | None:
    """What stands in the way of any call."""
    faults = sandbox.faults
    if fault := faults.trigger("slow", call):
        sleep(_seconds(fault.value))
    if faults.trigger("error_500", call):
        return envelope(500, "Internal Server Error")
    if fault := faults.trigger("too_many", call):
        wait = {"Retry-After": fault.value} if fault.value.isdigit() else {}
        return Response("Too many requests", 429, wait, mimetype="text/plain")
    if faults.trigger("garbage", call):
        return Response("<html><body>Scheduled maintenance</body></html>", mimetype="text/html")
    if faults.trigger("empty_body", call):
        return Response("", mimetype="application/json")
    return None


def _seconds(value: str) -> float:
    try:
        return min(max(float(value), 0), 600)
    except ValueError:
        return 20.0


def signature(private_key: str, method: str) -> str:
    """4Over's signature covers nothing but the method's name (API 1)."""
    secret = sha256(private_key.encode()).hexdigest().encode()
    return hmac.new(secret, method.upper().encode(), sha256).hexdigest()


def _signed(sandbox: Sandbox) -> bool:
    """In the query or in a header, on any method."""
    key, given = request.args.get("apikey", ""), request.args.get("signature", "")
    header = request.headers.get("Authorization") or request.headers.get("Authorize") or ""
    if not given and header.startswith("API "):
        key, _, given = header[4:].strip().partition(":")
    account = sandbox.accounts.get(key)
    if account is None:
        return False
    g.account = account
    right = signature(account.private_key, request.method)
    return hmac.compare_digest(given.encode(), right.encode())


def _write_down(sandbox: Sandbox) -> None:
    """Keep method, path and body for tests and the practice page; never the signature."""
    query = [(k, v) for k, v in request.args.items(multi=True) if k not in SECRETS]
    g.request_id = sandbox.store.run(
        "INSERT INTO requests (at, method, path, query, body) VALUES (?, ?, ?, ?, ?)",
        *(datetime.now(UTC).isoformat(), request.method, request.path[:500]),
        *(urlencode(query)[:2000], request.get_data(as_text=True)[:MOST_BODY]),
    )
    if g.request_id % 1000 == 0:
        sandbox.store.run("DELETE FROM requests WHERE id <= ?", g.request_id - KEPT_REQUESTS)


def _leave(response: Response) -> Response:
    if "request_id" in g:
        sql = "UPDATE requests SET status = ? WHERE id = ?"
        here().store.run(sql, g.get("dropped") or response.status_code, g.request_id)
    if "dropped" in g and (line := request.environ.get("werkzeug.socket")):
        line.shutdown(SHUT_RDWR)
    return response


def _http_error(error: HTTPException) -> Response:
    code = error.code or 500
    return envelope(code, "Not Found" if code == 404 else error.name)


def hang_up() -> Response:
    """The line is cut without an answer. Under a server that cannot, it is a 502."""
    g.dropped = 499
    return answer("connection dropped", 502)
