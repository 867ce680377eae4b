"""The practice bank of the sandbox: all that a card company does, without money. Staging only."""

import hmac
import time
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec
import requests
from flask import current_app

from storefront.config import config
from storefront.orders.models import Order
from storefront.partner.account import environment
from storefront.partner.models import Environment
from storefront.payments.methods.contract import (
    Due,
    Forged,
    MethodNotOffered,
    News,
    NotKnown,
    Opened,
    Payer,
    ProviderDown,
    ProviderRefused,
    Repaid,
    Report,
)
from storefront.payments.models import PaymentStatus

SECONDS = 10  # to wait for an answer
TOLERANCE = 300  # seconds that a webhook may be old


class PracticeBank:
    key = "practice_bank"
    label = "Card"
    provider = "the practice bank"

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
            amount=_cents(due.amount),
            currency="usd",
            order_number=due.order_number,
            back_url=due.back_url,
            webhook_url=f"{config().public_url.rstrip('/')}/payments/{self.key}/webhook",
            webhook_secret=_secret(),
        )
        return Opened(told["session"], told["url"])

    def ask(self, session: str) -> list[Report]:
        told = _call("GET", f"sessions/{session}")
        if told["state"] in ("declined", "closed"):
            return [Report(told["key"], PaymentStatus.FAILED, why=f"It was {told['state']}.")]
        return [_paid(told["key"], told["currency"], charge) for charge in told["charges"]]

    def close(self, session: str) -> None:
        _call("POST", f"sessions/{session}/closing")

    def given_back(self, reference: str) -> list[Repaid]:
        return [_repaid(refund) for refund in _call("GET", f"charges/{reference}")["refunds"]]

    def refund(self, reference: str, amount: Decimal, key: str) -> str:
        told = _call("POST", "refunds", charge=reference, amount=_cents(amount), key=key)
        return str(told["refund"])

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
            return Report(told["key"], PaymentStatus.FAILED, why="The bank declined it.")
        except (msgspec.DecodeError, KeyError, TypeError):
            raise Forged from None


def _there() -> bool:
    """Never in production, whatever the configuration says."""
    return bool(config().sandbox_url) and environment() == Environment.STAGING


def _paid(key: str, currency: str, charge: dict[str, Any]) -> Report:
    amount = Decimal(charge["amount"]).scaleb(-2)
    return Report(key, PaymentStatus.PAID, charge["charge"], amount, currency)


def _repaid(refund: dict[str, Any]) -> Repaid:
    amount = Decimal(refund["amount"]).scaleb(-2)
    return Repaid(refund["key"], refund["charge"], refund["refund"], amount)


def _cents(amount: Decimal) -> int:
    return int(amount * 100)


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
        raise Forged
    if abs(time.time() - int(at)) > TOLERANCE:
        raise Forged


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
