"""The accounts, their cards (the Dummy first), and what a payment looks like (API 12)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

ORGANIZATION = "00000000-0000-4000-8000-0000000000aa"
USER = "00000000-0000-4000-8000-000000000001"

SHOPS: list[dict[str, str]] = [
    {"profile_token": "sandbox-dummy", "last_four": "1111", "type": "Dummy"},
    {
        "profile_token": "sandbox-visa",
        "last_four": "4242",
        "valid_thru": "2030 04",
        "type": "Visa",
    },
    {"profile_token": "sandbox-check", "last_four": "6789", "type": "E-Check"},
]
CUSTOMERS: list[dict[str, str]] = [
    {"profile_token": "customer-dummy", "last_four": "1111", "type": "Dummy"},
    {
        "profile_token": "customer-amex",
        "last_four": "0005",
        "valid_thru": "2031 09",
        "type": "Amex",
    },
]
DOLLARS = {"currency_code": "USD", "currency": "United States dollar", "currency_number": "840"}


@dataclass(frozen=True)
class Account:
    """Keys, the cards they list, and what its prices are to those of the catalog."""

    name: str
    public_key: str
    private_key: str
    cards: list[dict[str, str]]
    dearer_by: int = 0  # percent; below zero it buys for less

    def card(self, token: str) -> str:
        """What the card is called on a statement, or "" if it is not this account's."""
        mine = (card for card in self.cards if card["profile_token"] == token)
        return next((f"{card['type']} ending in {card['last_four']}" for card in mine), "")


CUSTOMER = Account("Sample Bakery", "customer_public", "customer-private-key", CUSTOMERS, -10)


def user(base_url: str) -> dict[str, Any]:
    path = f"{base_url}/users/{USER}"
    return {
        "user_uuid": USER,
        "first_name": "Sample",
        "last_name": "User",
        "email": "user@shop.example",
        "user_notes": "",
        "created_at": "2026-01-05 08:00:00.328992-08",
        "updated_at": "2026-01-05 08:00:00.328992-08",
        "deleted_at": "",
        "organizations": f"{path}/organizations",
        "logins": f"{path}/logins",
        "current_organization_uuid": ORGANIZATION,
    }


def organization(base_url: str) -> dict[str, Any]:
    return {
        "organization_uuid": ORGANIZATION,
        "organization_name": "Practice Print Shop",
        "organization_description": "Practice Print Shop",
        "users": f"{base_url}/organizations/{ORGANIZATION}/users",
        "job_code_prefix": "X",
    }


def payment(payment_uuid: str, amount: Decimal) -> dict[str, Any]:
    """The payment part of an order's answer. The real one carries a user's token as well."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {
        "payment_uuid": payment_uuid,
        "payment_provider": {"payment_provider": "DummyProvider", "deleted_at": None},
        "requested_amount": str(amount),
        "requested_refund_amount": None,
        "requested_currency": DOLLARS,
        "request_data": "",
        "requested_at": now,
        "response_data": None,
        "responded_at": now,
        "authorization_code": None,
        "authorized_at": now,
        "authorized_payment_amount": str(amount),
        "authorized_refund_amount": 0,
        "authorized_currency": DOLLARS,
        "paying_user": {"user_uuid": USER, "token": "a-token-that-nobody-may-log"},
        "created_at": now,
        "updated_at": None,
        "deleted_at": None,
    }
