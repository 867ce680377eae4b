"""The practice bank of the sandbox: all that a card company does, without money. Staging only."""

import hmac
import time
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
import requests
from flask import current_app

from storefront.config import config
from storefront.orders.models import Order
from storefront.partner.account import environment
from storefront.partner.models import Environment
from storefront.payments.methods.answers import TOLERANCE, cents, dollars, name, read
from storefront.payments.methods.contract import (
    CURRENCY,
    Due,
    Forged,
    Found,
    MethodNotOffered,
    News,
    NotKnown,
    Opened,
    Payer,
    ProviderDown,
    ProviderRefused,
    Repaid,
    Report,
    Told,
)
from storefront.payments.models import PaymentStatus

SECONDS = 10  # to wait for an answer


class PracticeBank:
    key = "practice_bank"
    label = "Card"
    provider = "the practice bank"
    least = Decimal("0.01")

    def offered_to(self, payer: Payer) -> bool:
        return _there()

    def explanation(self, payer: Payer) -> str:
        return "You pay on a practice bank's page, where no money moves."

    def begin(self, order: Order) -> None:
        if not _there():
            raise MethodNotOffered("Please choose another way to pay.")

    def open(self, due: Due) -> Opened:
        told = _call(
            "POST",
            "sessions",
            key=due.key,
            amount=cents(due.amount),
            currency=CURRENCY,
            order_number=due.order_number,
            back_url=due.back_url,
            webhook_url=f"{config().public_url.rstrip('/')}/payments/{self.key}/webhook",
            webhook_secret=_secret(),
        )
        with read():
            return Opened(told["session"], told["url"])

    def ask(self, session: str) -> Told:
        return _told(_call("GET", f"sessions/{session}"))

    def close(self, session: str) -> Told:
        return _told(_call("POST", f"sessions/{session}/closing"))

    def came_since(self, moment: datetime) -> list[Found]:
        """All that ever came: the bank has no clock."""
        told = _call("GET", "charges")
        with read():
            return [
                Found(_paid(one["key"], one["currency"], one), str(one["order_number"]))
                for one in told["charges"]
            ]

    def given_back(self, reference: str) -> list[Repaid]:
        told = _call("GET", f"charges/{reference}")
        with read():
            return [_repaid(refund) for refund in told["refunds"]]

    def refund(self, reference: str, amount: Decimal, key: str) -> str:
        told = _call("POST", "refunds", charge=reference, amount=cents(amount), key=key)
        with read():
            return str(told["refund"])

    def listens(self) -> bool:
        return _there()

    def heard(self, body: bytes, headers: Mapping[str, str]) -> News | None:
        if not _there():
            raise Forged
        _check_signature(body, headers.get("Practice-Signature", ""))
        try:
            told = msgspec.json.decode(body)
            if told["type"] == "refund":
                return _repaid(told)
            if told["state"] == "paid":
                return _paid(told["key"], told["currency"], told)
            return Report(name(told["key"]), PaymentStatus.FAILED, why="The bank declined it.")
        except (ValueError, KeyError, TypeError):  # msgspec.DecodeError is a ValueError
            raise Forged("one that cannot be read") from None


def _there() -> bool:
    """Never in production, whatever the configuration says."""
    return bool(config().sandbox_url) and environment() == Environment.STAGING


def _told(told: dict[str, Any]) -> Told:
    with read():
        if told["state"] in ("declined", "closed"):
            why = f"It was {told['state']}."
            return Told([Report(told["key"], PaymentStatus.FAILED, why=why)])
        reports = [_paid(told["key"], told["currency"], charge) for charge in told["charges"]]
        return Told(reports, told["url"] if told["state"] == "open" else "")


def _paid(key: str, currency: str, charge: dict[str, Any]) -> Report:
    amount = dollars(charge["amount"])
    return Report(name(key), PaymentStatus.PAID, name(charge["charge"]), amount, name(currency))


def _repaid(refund: dict[str, Any]) -> Repaid:
    amount = dollars(refund["amount"])
    return Repaid(name(refund["key"]), name(refund["charge"]), name(refund["refund"]), amount)


def _secret() -> str:
    """Between this shop and the bank: nobody else can sign for it."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, b"practice bank", "sha256").hexdigest()


def _check_signature(body: bytes, header: str) -> None:
    """Raises Forged."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    at, given = parts.get("t", ""), parts.get("v1", "")
    right = hmac.new(_secret().encode(), at.encode() + b"." + body, "sha256").hexdigest()
    if not hmac.compare_digest(given.encode(), right.encode()):
        raise Forged("a signature with another secret" if header else "")
    if abs(time.time() - int(at)) > TOLERANCE:
        raise Forged("one of another time")


def _call(method: str, path: str, **sent: Any) -> dict[str, Any]:
    url = f"{config().sandbox_url.rstrip('/')}/bank/{path}"
    try:
        answer = requests.request(method, url, json=sent or None, timeout=SECONDS)
    except requests.RequestException as trouble:
        raise ProviderDown(type(trouble).__name__) from None
    if answer.status_code >= 500:
        raise ProviderDown(str(answer.status_code))
    if answer.status_code == 404:
        raise NotKnown("The practice bank does not know it.")
    try:
        told: dict[str, Any] = answer.json()
    except ValueError:
        raise ProviderDown("no JSON") from None
    if not answer.ok:
        raise ProviderRefused(str(told.get("message", answer.status_code))[:300])
    return told
