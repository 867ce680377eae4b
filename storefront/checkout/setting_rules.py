"""What the shop's settings may be, together and beside what else there is: one rule for the
staff's form and for the command line."""

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from storefront.accounts.email import BadEmail, normal_email
from storefront.accounts.models import UserGroup
from storefront.accounts.offline_check import STATES, Unlikely, five_digits, phone_number
from storefront.catalog.models import ProductGroup, Workflow
from storefront.database import db
from storefront.money import format_money
from storefront.orders.files_wanted import reminder_days
from storefront.partner.account import account_in, environment
from storefront.settings import ShopSettings, shop_settings

LONGEST_LINE = 200
SENDER = "ship_from_"
# Its end is no digit, so that no number of one series is one of another's.
PREFIX = re.compile(r"(?:[A-Za-z0-9.-]|\{year\}){0,19}[A-Za-z.-]")
LONGEST = {"company": 60, "phone": 40, "address": 60, "city": 50, "state": 2, "zipcode": 10}
ROWS: dict[str, tuple[Any, str]] = {
    "default_workflow": (Workflow, "workflow"),
    "default_product_group": (ProductGroup, "product group"),
    "default_user_group": (UserGroup, "user group"),
}
NEED_AN_ACCOUNT = {"default_workflow", "default_product_group"}
# Those of 4Over that count before it is active, or guard what is under way when it no longer is.
ALWAYS = {"active", "send_orders_as_test", "pushing_paused"}
NEED_AN_ACTIVE_ACCOUNT = {
    field.name
    for field in dataclasses.fields(ShopSettings)
    if field.metadata["section"] in ("partner", "sync")
} - ALWAYS


class BadSettings(Exception):
    """Some of the settings cannot be that; a sentence for each, by name."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("\n".join(f"{name}: {fault}" for name, fault in faults.items()))
        self.faults = faults


def not_offered() -> set[str]:
    """The settings that need an active account at 4Over while there is none."""
    return set() if shop_settings().active else NEED_AN_ACTIVE_ACCOUNT


def checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values of settings, as they are to be stored together. Raises BadSettings."""
    checked_values, faults = dict(changes), {}
    if email := checked_values.get("shop_email"):
        try:
            checked_values["shop_email"] = normal_email(email)
        except BadEmail as trouble:
            faults["shop_email"] = str(trouble)
    if checked_values.get("shop_name") == "":
        faults["shop_name"] = "Enter the shop's name."
    prefix = checked_values.get("invoice_prefix")
    if prefix is not None and not PREFIX.fullmatch(prefix):
        faults["invoice_prefix"] = (
            "Use at most 20 letters, digits, dots and hyphens, and {year}. The last is no digit."
        )
    if "files_remind_days" in checked_values:
        try:
            reminder_days(checked_values["files_remind_days"])
        except ValueError as trouble:
            faults["files_remind_days"] = str(trouble)
    for name, value in checked_values.items():
        if isinstance(value, str) and len(value) > LONGEST_LINE:
            faults[name] = f"Use at most {LONGEST_LINE} characters."
    if any(name.startswith(SENDER) for name in checked_values):
        sender, wrong = _sender(checked_values)
        checked_values |= sender
        faults |= wrong
    for name in checked_values.keys() & ROWS.keys():
        table, word = ROWS[name]
        if checked_values[name] and db.session.get(table, checked_values[name]) is None:
            faults[name] = f"There is no {word} with the number {checked_values[name]}."
    newcomers = db.session.get(UserGroup, checked_values.get("default_user_group") or 0)
    if newcomers and newcomers.credit_limit:
        faults["default_user_group"] = (
            f"Whoever registers would be trusted with {format_money(newcomers.credit_limit)}. "
            f"Take the limit off {newcomers.name} first, or choose another group."
        )
    if account_in(environment()) is None:
        here = checked_values.keys() & NEED_AN_ACCOUNT
        faults |= dict.fromkeys(here, f"Connect a 4Over account for {environment()} first.")
    early = checked_values.keys() & not_offered()
    faults |= dict.fromkeys(early, "It can be set once 4Over is active (the 4Over account page).")
    if faults:
        raise BadSettings(faults)
    return checked_values


def _sender(changes: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """The sender after these changes, and what is wrong with it. 4Over takes one whole or not at
    all (API 10.1), and it is an address like any other."""
    now = shop_settings()
    parts = {part: str(changes.get(SENDER + part, getattr(now, SENDER + part))) for part in LONGEST}
    if not any(parts.values()):
        return {}, {}
    faults = {
        part: "A sender needs all of these, or leave all of them empty."
        if not text
        else f"Use at most {LONGEST[part]} characters."
        for part, text in parts.items()
        if not 0 < len(text) <= LONGEST[part]
    }
    parts["state"] = parts["state"].upper()
    if "state" not in faults and parts["state"] not in STATES:
        faults["state"] = "Enter the two letters of a state, such as NY."
    for part, spelled in (("phone", phone_number), ("zipcode", five_digits)):
        if part not in faults:
            try:
                parts[part] = spelled(parts[part])
            except Unlikely as trouble:
                faults[part] = str(trouble)
    sender = {SENDER + part: text for part, text in parts.items()}
    return sender, {SENDER + part: fault for part, fault in faults.items()}
