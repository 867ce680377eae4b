"""Cards by Stripe Checkout: the customer pays on Stripe's page, and the shop never sees a card."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import msgspec
import stripe

from storefront.config import config
from storefront.database import end_transaction
from storefront.orders.models import Order
from storefront.partner.account import environment
from storefront.partner.models import Environment
from storefront.payments.methods.answers import TOLERANCE, cents, dollars, read
from storefront.payments.methods.contract import (
    CURRENCY,
    Attention,
    Dispute,
    DisputeState,
    Due,
    Forged,
    Found,
    MethodNotOffered,
    News,
    NotKnown,
    Opened,
    Payer,
    ProviderDown,
    ProviderFailed,
    ProviderRefused,
    Repaid,
    Report,
    Told,
)
from storefront.payments.models import PaymentStatus
from storefront.times import day

SECONDS = 15  # to wait for an answer
FAILED = ("failed", "canceled")  # of a refund
# Nobody knows whether it was done. It was not even begun while the limit was reached, or while
# another asked with the same key (409).
NO_ANSWER = (stripe.APIConnectionError, stripe.RateLimitError)
# Kept under the key: it was tried, or asked with the same key for something else.
FAILED_THERE = (stripe.APIError, stripe.IdempotencyError)


class StripeCheckout:
    key = "stripe"
    label = "Card"
    provider = "Stripe"
    least = Decimal("0.50")

    def offered_to(self, payer: Payer) -> bool:
        return self.listens() and not 0 < payer.total < self.least

    def explanation(self, payer: Payer) -> str:
        return "You pay on the page of our payment provider, Stripe."

    def begin(self, order: Order) -> None:
        if not self.offered_to(Payer(None, order.total)):
            raise MethodNotOffered("Please choose another way to pay.")

    def open(self, due: Due) -> Opened:
        ours = {"payment_key": due.key, "order": due.order_number}
        item = {"currency": CURRENCY, "unit_amount": cents(due.amount)}
        name = {"name": f"Order {due.order_number}"}
        asked: Any = {
            "mode": "payment",
            "client_reference_id": due.key,
            "customer_email": due.email,
            "line_items": [{"quantity": 1, "price_data": {**item, "product_data": name}}],
            "metadata": ours,
            "payment_intent_data": {"metadata": ours},
            "success_url": due.back_url,
            "cancel_url": due.back_url.partition("?")[0],
        }
        with _asking() as client:
            session = client.v1.checkout.sessions.create(asked, {"idempotency_key": due.key})
            return Opened(str(session["id"]), str(session["url"]))

    def ask(self, session: str) -> Told:
        with _asking() as client:
            return _told(client.v1.checkout.sessions.retrieve(session).to_dict())

    def close(self, session: str) -> Told:
        try:
            with _asking() as client:
                return _told(client.v1.checkout.sessions.expire(session).to_dict())
        except ProviderRefused:  # it is complete or expired: nobody can pay it any more
            return self.ask(session)

    def came_since(self, moment: datetime) -> list[Found]:
        asked: Any = {"created": {"gte": int(moment.timestamp())}, "status": "complete"}
        with _asking() as client:
            told = client.v1.checkout.sessions.list(asked | {"limit": 100})
            every = [session.to_dict() for session in told.auto_paging_iter()]
            both = [(_report(session), _ours(session, "order")) for session in every]
            return [Found(report, number) for report, number in both if report and report.key]

    def given_back(self, reference: str) -> list[Repaid]:
        with _asking() as client:
            told = client.v1.refunds.list({"payment_intent": reference, "limit": 100})
            every = [refund.to_dict() for refund in told.auto_paging_iter()]
            return [_repaid(refund) for refund in every if refund["status"] not in FAILED]

    def refund(self, reference: str, amount: Decimal, key: str) -> str:
        with _asking() as client:
            made = client.v1.refunds.create(
                {
                    "payment_intent": reference,
                    "amount": cents(amount),
                    "metadata": {"repayment_key": key},
                },
                {"idempotency_key": key},
            )
            return str(made["id"])

    def listens(self) -> bool:
        return bool(_secret_key()) and why_not() == ""

    def heard(self, body: bytes, headers: Mapping[str, str]) -> News | None:
        secret = config().stripe_webhook_secret.get_secret_value()
        signature = headers.get("Stripe-Signature", "")
        try:
            stripe.WebhookSignature.verify_header(body.decode(), signature, secret, TOLERANCE)
            event = msgspec.json.decode(body)
            about = event["data"]["object"]
            if not secret or event["livemode"] != (environment() == Environment.PRODUCTION):
                raise Forged("one of the other environment")
            kind = str(event["type"])
            if kind.startswith("checkout.session."):
                return _report(about, failed=kind.endswith("async_payment_failed"))
            if kind.startswith("refund."):
                return _refund(about)
            if kind.startswith("charge.dispute."):
                return _dispute(about, kind.removeprefix("charge.dispute."))
        except stripe.SignatureVerificationError as trouble:
            old = str(trouble).startswith("Timestamp")
            why = "one of another time" if old else "a signature with another secret"
            raise Forged(why if signature else "") from None
        except (ValueError, KeyError, TypeError):
            raise Forged("one that cannot be read") from None
        return None


def why_not() -> str:
    """Why the keys cannot be used now, for staff; empty if they can, or if there are none."""
    key = _secret_key()
    if not key:
        return ""
    live = key.split("_")[1] == "live"
    if live != (environment() == Environment.PRODUCTION):
        return (
            "The Stripe key is for live payments, and orders are sent as tests: use a test key."
            if live
            else "The Stripe key is for tests, and orders are real: use a live key."
        )
    if not config().stripe_webhook_secret.get_secret_value():
        return "STRIPE_WEBHOOK_SECRET is missing: without it the shop hears of no payment."
    return ""


def _secret_key() -> str:
    return config().stripe_secret_key.get_secret_value()


@contextmanager
def _asking() -> Iterator[stripe.StripeClient]:
    """A client that asks once: whoever asks again does so with the same idempotency key."""
    if not _secret_key() or (reason := why_not()):
        raise ProviderRefused(reason if _secret_key() else "There is no Stripe key.")
    end_transaction()  # the environment was read
    http = stripe.RequestsClient(timeout=SECONDS)
    try:
        with read():
            yield stripe.StripeClient(_secret_key(), http_client=http, max_network_retries=0)
    except NO_ANSWER as trouble:
        raise ProviderDown(type(trouble).__name__) from None
    except FAILED_THERE as trouble:
        no = ProviderDown if trouble.http_status == HTTPStatus.CONFLICT else ProviderFailed
        raise no(type(trouble).__name__) from None
    except stripe.StripeError as trouble:
        said = f"Stripe: {trouble.code or type(trouble).__name__}"
        kind = NotKnown if trouble.code == "resource_missing" else ProviderRefused
        raise kind(said[:200]) from None


def _ours(about: Mapping[str, Any], name: str) -> str:
    """What we gave it to keep; empty where it is none of ours."""
    kept = about.get("metadata")
    return str(kept.get(name, "")) if isinstance(kept, Mapping) else ""


def _told(session: Mapping[str, Any]) -> Told:
    report = _report(session)
    page = session.get("url") if session["status"] == "open" else None
    return Told([report] if report else [], str(page or ""))


def _report(session: Mapping[str, Any], *, failed: bool = False) -> Report | None:
    """What a Checkout Session says; None while nothing has come yet."""
    key = _ours(session, "payment_key")
    if session["payment_status"] == "paid":
        amount = dollars(session["amount_total"])
        reference = str(session["payment_intent"])
        return Report(key, PaymentStatus.PAID, reference, amount, session["currency"])
    if session["status"] == "expired":
        return Report(key, PaymentStatus.FAILED, why="It was not paid in time.")
    return Report(key, PaymentStatus.FAILED, why="The bank declined it.") if failed else None


def _refund(refund: Mapping[str, Any]) -> News | None:
    news = _repaid(refund)
    if refund["status"] not in FAILED:
        return news
    words = f"Stripe did not give back ${news.amount} ({news.reference}): do it another way."
    return Attention(news.payment, words)


def _repaid(refund: Mapping[str, Any]) -> Repaid:
    key = _ours(refund, "repayment_key")
    return Repaid(key, _payment_of(refund), str(refund["id"]), dollars(refund["amount"]))


def _payment_of(about: Mapping[str, Any]) -> str:
    return str(about["payment_intent"] or about.get("charge") or "")


def _dispute(dispute: Mapping[str, Any], kind: str) -> Dispute | None:
    """What becomes of the money while it lasts (withdrawn at its start, mostly) is of no interest:
    only how it ends."""
    amount, reason = dollars(dispute["amount"]), str(dispute["reason"]).replace("_", " ")
    answer_by = None
    if kind == "created":
        due = (dispute.get("evidence_details") or {}).get("due_by")
        answer_by = datetime.fromtimestamp(due, UTC) if due else None
        until = f" by {day(answer_by)}" if answer_by else ""
        state, words = DisputeState.OPEN, f"Answer in Stripe's dashboard{until}."
        words = f"The customer disputes ${amount} with their bank ({reason}). {words}"
    elif kind == "closed" and dispute["status"] == "lost":
        state, words = DisputeState.LOST, f"The dispute about ${amount} was lost ({reason})."
    elif kind in ("closed", "funds_reinstated"):
        state, words = DisputeState.KEPT, f"The shop keeps the disputed ${amount}."
    else:
        return None
    return Dispute(_payment_of(dispute), str(dispute["id"]), state, amount, words, answer_by)
