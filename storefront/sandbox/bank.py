"""A practice bank: customers pay at its page as at a card company's, and no money moves.

It is told of a payment by `POST sessions`, sends the customer back, and tells the shop what
happened by a signed webhook: at once, late, twice, or not at all.
"""

import hmac
import json
import secrets
import time
from contextlib import suppress
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import requests
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront.sandbox.answers import answer
from storefront.sandbox.store import Store
from storefront.sandbox.world import here

bp = Blueprint("bank", __name__, url_prefix="/sandbox/bank")
LATE = "10"  # seconds until the shop hears of a late payment; the setting bank_late says otherwise
BUTTONS = ("pay", "decline", "late", "twice", "never", "silent")
POLICY = "default-src 'none'; style-src 'self'; form-action 'self' {}; frame-ancestors 'none'"


@bp.after_request
def sealed(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY.format(""))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


# For the shop, in JSON


@bp.post("/sessions")
def open_session() -> Response:
    """One payment to be made. The same key is the same payment."""
    sent = request.get_json()
    store, key = here().store, str(sent["key"])
    with store.transaction():
        known = store.row("SELECT session FROM bank_sessions WHERE key = ?", key)
        session = known["session"] if known else f"pb_{secrets.token_hex(8)}"
        if not known:
            store.run(
                "INSERT INTO bank_sessions (session, key, sent, state) VALUES (?, ?, ?, 'open')",
                *(session, key, json.dumps(sent)),
            )
    return answer(_told(store, session))


@bp.get("/sessions/<session>")
def read_session(session: str) -> Response:
    return answer(_told(here().store, session))


@bp.post("/sessions/<session>/closing")
def close_session(session: str) -> Response:
    here().store.run(
        "UPDATE bank_sessions SET state = 'closed' WHERE session = ? AND state = 'open'", session
    )
    return answer(_told(here().store, session))


@bp.get("/charges")
def list_charges() -> Response:
    """All money that came, and for which order."""
    store = here().store
    rows = store.rows(
        "SELECT c.*, s.key, s.sent FROM bank_charges c JOIN bank_sessions s USING (session)"
    )
    sent = [json.loads(row["sent"]) for row in rows]
    names = ("currency", "order_number")
    charges = [
        _fields(row) | {name: asked[name] for name in names}
        for row, asked in zip(rows, sent, strict=True)
    ]
    return answer({"charges": charges})


@bp.get("/charges/<charge>")
def read_charge(charge: str) -> Response:
    """What was given back of it."""
    store = here().store
    if store.row("SELECT * FROM bank_charges WHERE charge = ?", charge) is None:
        abort(404)
    given = store.rows("SELECT * FROM bank_refunds WHERE charge = ?", charge)
    return answer({"charge": charge, "refunds": [_fields(refund) for refund in given]})


@bp.post("/refunds")
def refund() -> Response:
    """All of a charge or a part, once for each key; never more than was charged."""
    sent, store = request.get_json(), here().store
    charge, amount, key = str(sent["charge"]), int(sent["amount"]), str(sent["key"])
    with store.transaction():
        known = store.row("SELECT * FROM bank_refunds WHERE key = ?", key)
        if known is None:
            paid = store.row("SELECT * FROM bank_charges WHERE charge = ?", charge)
            sums = "SELECT COALESCE(SUM(amount), 0) AS sum FROM bank_refunds WHERE charge = ?"
            back = store.rows(sums, charge)[0]["sum"]
            if paid is None or amount <= 0 or back + amount > paid["amount"]:
                return answer({"message": "That is more than is left of the charge."}, 402)
            store.run(
                "INSERT INTO bank_refunds (refund, charge, amount, key) VALUES (?, ?, ?, ?)",
                *(f"pb_re_{secrets.token_hex(8)}", charge, amount, key),
            )
            known = store.rows("SELECT * FROM bank_refunds WHERE key = ?", key)[0]
            session = _session(store, paid["session"])
            _tell(session, {"type": "refund", **_fields(known)})
    return answer(_fields(known))


# For people


@bp.get("/pay/<session>")
def page(session: str) -> Response:
    row = _session(here().store, session)
    response = Response(
        render_template("sandbox/bank.html", session=row, sent=row["sent"], done=request.args)
    )
    back = urlsplit(row["sent"]["back_url"])
    home = f"{back.scheme}://{back.netloc}"  # where the answer to a button leads
    response.headers["Content-Security-Policy"] = POLICY.format(home)
    return response


@bp.post("/pay/<session>")
def pay(session: str) -> ResponseReturnValue:
    """A button of the page, once for each session. What each does stands on it."""
    store = here().store
    row, how = _session(store, session), request.form.get("how", "")
    amount = int(row["sent"]["amount"])
    late = float(store.setting("bank_late", LATE))
    if how == "other":
        typed = request.form.get("amount", "").replace("$", "").replace(".", "", 1)
        if not typed.isdecimal() or not 0 < int(typed) < 10_000_000:
            abort(422)
        amount = int(typed)
    elif how not in BUTTONS:
        abort(422)
    if not _take(store, session):
        return redirect(url_for("bank.page", session=session), 303)
    if how == "decline":
        store.run("UPDATE bank_sessions SET state = 'declined' WHERE session = ?", session)
        _tell(row, {"type": "payment", "key": row["key"], "state": "declined"})
    elif how == "late":
        Thread(target=_pay_late, args=(store, row, amount, late), daemon=True).start()
    else:
        for _ in range(2 if how == "twice" else 1):
            _charge(store, row, amount, times=0 if how == "silent" else 2 if how == "twice" else 1)
    if how in ("never", "silent"):
        return redirect(url_for("bank.page", session=session, left="1"), 303)
    return redirect(row["sent"]["back_url"], 303)


def _take(store: Store, session: str) -> bool:
    """Whether nobody has pressed a button of it yet. From now on somebody has."""
    with store.transaction():
        is_open = bool(_session(store, session)["state"] == "open")
        store.run(
            "UPDATE bank_sessions SET state = 'pending' WHERE session = ? AND state = 'open'",
            session,
        )
    return is_open


def _pay_late(store: Store, row: dict[str, Any], amount: int, seconds: float) -> None:
    time.sleep(seconds)
    _charge(store, row, amount)


def _charge(store: Store, row: dict[str, Any], amount: int, *, times: int = 1) -> None:
    """Take the money, and tell the shop so many times."""
    charge = f"pb_ch_{secrets.token_hex(8)}"
    with store.transaction():
        store.run(
            "INSERT INTO bank_charges (charge, session, amount) VALUES (?, ?, ?)",
            *(charge, row["session"], amount),
        )
        store.run("UPDATE bank_sessions SET state = 'paid' WHERE session = ?", row["session"])
    told = {"type": "payment", "key": row["key"], "state": "paid", "charge": charge}
    for _ in range(times):
        _tell(row, {**told, "amount": amount, "currency": row["sent"]["currency"]})


def _tell(row: dict[str, Any], news: dict[str, Any]) -> None:
    """By a webhook, signed with the secret that the shop gave with the payment."""
    body, at = json.dumps(news), int(time.time())
    secret = str(row["sent"]["webhook_secret"]).encode()
    signature = hmac.new(secret, f"{at}.{body}".encode(), "sha256").hexdigest()
    headers = {"Practice-Signature": f"t={at},v1={signature}", "Content-Type": "application/json"}
    url = row["sent"]["webhook_url"]

    def send() -> None:
        with suppress(requests.RequestException):
            requests.post(url, body, headers=headers, timeout=10)

    Thread(target=send, daemon=True).start()


def _session(store: Store, session: str) -> dict[str, Any]:
    row = store.row("SELECT * FROM bank_sessions WHERE session = ?", session)
    if row is None:
        abort(404)
    return {**_fields(row), "sent": json.loads(row["sent"])}


def _told(store: Store, session: str) -> dict[str, Any]:
    row = _session(store, session)
    charges = store.rows("SELECT * FROM bank_charges WHERE session = ?", session)
    return {
        "session": session,
        "key": row["key"],
        "state": row["state"],
        "currency": row["sent"]["currency"],
        "charges": [_fields(charge) for charge in charges],
        "url": url_for("bank.page", session=session, _external=True),
    }


def _fields(row: Any) -> dict[str, Any]:
    return {name: row[name] for name in row.keys() if name != "sent"}  # noqa: SIM118 - no dict
