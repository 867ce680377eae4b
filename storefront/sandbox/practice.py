"""The sandbox's own page, where staff practice, and the same controls as JSON for tests."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront.sandbox.answers import answer
from storefront.sandbox.fault_kinds import BY_NAME, KINDS
from storefront.sandbox.statuses import STOPS
from storefront.sandbox.world import here

bp = Blueprint("practice", __name__, url_prefix="/sandbox")
POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'"
PLACES = {
    "": "every call",
    "POST /orders": "placing an order",
    "/orders/": "status, tracking and canceling",
    "/printproducts/productquote": "price quotes",
    "/shippingquote": "shipping quotes",
    "/jobs": "attaching files",
    "/printproducts/productsfeed": "the catalog",
}


@bp.before_request
def from_this_page_only() -> None:
    """Refuse what another site makes a browser send here."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "none")
    if site not in ("same-origin", "none") or (origin and urlsplit(origin).netloc != request.host):
        abort(403)


@bp.after_request
def sealed(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/")
def page() -> str:
    sandbox = here()
    return render_template(
        "sandbox/page.html",
        jobs=sandbox.jobs.listed()[:200],
        kinds=[kind for kind in KINDS if kind.on_page],
        on=sandbox.faults.on,
        clock=sandbox.clock,
        places=PLACES,
        stops=STOPS,
        requests=_requests(25),
        accounts=sandbox.accounts.values(),
        charges=sandbox.store.rows("SELECT * FROM orders ORDER BY number DESC LIMIT 50"),
        ago=_ago,
        products=len(sandbox.catalog.listings),
        categories=len(sandbox.catalog.in_category),
    )


def _back(anchor: str = "jobs") -> ResponseReturnValue:
    return redirect(url_for("practice.page", _anchor=anchor), 303)


@bp.post("/jobs/<job_id>/advance")
def advance_one(job_id: str) -> ResponseReturnValue:
    here().jobs.advance(job_id)
    return _back()


@bp.post("/jobs/<job_id>/stop")
def stop_one(job_id: str) -> ResponseReturnValue:
    here().jobs.stop(job_id, request.form.get("status", ""))
    return _back()


@bp.post("/advance")
def advance_all() -> ResponseReturnValue:
    here().jobs.advance_all()
    return _back()


@bp.post("/clock")
def set_clock() -> ResponseReturnValue:
    clock = here().clock
    clock.run(request.form.get("running") == "on")
    seconds = request.form.get("seconds", "")
    if seconds.replace(".", "", 1).isdigit():
        clock.pace(float(seconds))
    return _back()


@bp.post("/faults/<name>")
def make_trouble(name: str) -> ResponseReturnValue:
    if name not in BY_NAME:
        abort(404)
    count = 1 if request.form.get("how") == "once" else None
    place = request.form.get("place", "")
    value = request.form.get("value", "").strip()[:200]
    here().faults.put(name, count, value, place if place in PLACES else "")
    return _back("troubles")


@bp.post("/faults/<name>/end")
def end_trouble(name: str) -> ResponseReturnValue:
    here().faults.clear(name)
    return _back("troubles")


@bp.post("/faults/end")
def end_all_trouble() -> ResponseReturnValue:
    here().faults.clear()
    return _back("troubles")


# The same for tests, in JSON.


def _sent() -> dict[str, Any]:
    raw = request.get_data()
    try:
        sent = msgspec.json.decode(raw) if raw else {}
    except msgspec.DecodeError:
        abort(400)
    if not isinstance(sent, dict):
        abort(400)
    return sent


@bp.get("/api/jobs")
def jobs() -> Response:
    return answer(here().jobs.listed())


@bp.get("/api/orders")
def orders() -> Response:
    rows = here().store.rows("SELECT * FROM orders ORDER BY number DESC")
    return answer([dict(row) for row in rows])


def _requests(most: int) -> list[dict[str, Any]]:
    rows = here().store.rows("SELECT * FROM requests ORDER BY id DESC LIMIT ?", most)
    return [dict(row) for row in rows]


def _ago(at: str) -> str:
    """How long it is since a call came, in words that need no time zone."""
    seconds = int((datetime.now(UTC) - datetime.fromisoformat(at)).total_seconds())
    for length, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= length:
            return f"{seconds // length} {unit} ago"
    return f"{max(seconds, 0)} s ago"


@bp.get("/api/requests")
def requests() -> Response:
    """Oldest first. `?method=` and `?path=` (its beginning) narrow it."""
    method, path = request.args.get("method", ""), request.args.get("path", "")
    return answer(
        [
            row
            for row in reversed(_requests(20_000))
            if row["method"].startswith(method) and row["path"].startswith(path)
        ]
    )


@bp.route("/api/faults", methods=["GET", "POST", "DELETE"])
def faults() -> Response:
    """POST {"name", "count", "value", "path"}: without a count it stays until it is deleted."""
    if request.method == "POST":
        sent = _sent()
        count, value = sent.get("count"), sent.get("value")
        if sent.get("name") not in BY_NAME or not (count is None or isinstance(count, int)):
            abort(400)
        said = "" if value is None else str(value)
        here().faults.put(sent["name"], count, said, str(sent.get("path") or ""))
    if request.method == "DELETE":
        here().faults.clear(request.args.get("name"))
    on = here().faults.on.values()
    return answer(
        [{"name": f.kind.name, "left": f.left, "value": f.value, "path": f.path} for f in on]
    )


@bp.post("/api/jobs/<job_id>/advance")
def advance_job(job_id: str) -> Response:
    """Move one job on, `{"steps": n}` times or once."""
    if here().jobs.get(job_id) is None:
        abort(404)
    steps = _sent().get("steps", 1)
    moved = [here().jobs.advance(job_id) for _ in range(min(int(steps), 50))]
    return answer({"moved": sum(moved), "status": here().jobs.history(job_id)[0]["status"]})


@bp.post("/api/jobs/<job_id>/stop")
def stop_job(job_id: str) -> Response:
    """`{"status": …}`, one of statuses.STOPS."""
    if not here().jobs.stop(job_id, str(_sent().get("status", ""))):
        abort(409)
    return answer({"status": here().jobs.history(job_id)[0]["status"]})


@bp.post("/api/advance")
def advance_jobs() -> Response:
    return answer({"moved": here().jobs.advance_all()})


@bp.post("/api/clock")
def clock() -> Response:
    """`{"running": true, "seconds_per_step": 5}`, either or both."""
    sent, clock = _sent(), here().clock
    if isinstance(sent.get("running"), bool):
        clock.run(sent["running"])
    if isinstance(sent.get("seconds_per_step"), int | float):
        clock.pace(float(sent["seconds_per_step"]))
    return answer({"running": clock.running, "seconds_per_step": clock.step})


@bp.post("/api/reset")
def reset() -> Response:
    here().reset()
    return answer(True)
