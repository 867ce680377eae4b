"""What 4Over charges the shop for an item: what it will, may have, or has; by the item's state."""

from decimal import Decimal
from typing import NamedTuple

from storefront.admin.blueprint import bp
from storefront.money import NOTHING, format_money, round_to_cent
from storefront.orders.models import TAKEN, ItemStatus, OrderItem, Phase, PushAttempt

TO_BE_SENT = (ItemStatus.WAITING, ItemStatus.READY, ItemStatus.PUSHING, ItemStatus.HELD)


class Charge(NamedTuple):
    label: str
    words: str


def charge_of(item: OrderItem) -> Charge | None:
    """None where nothing is known of it."""
    for attempt in reversed(item.attempts):
        if attempt.phase in TAKEN:
            return _charged(item, attempt)
        if attempt.phase == Phase.SENDING or attempt.in_doubt:
            words = f"{_expected(attempt)}: not known yet whether 4Over accepted the order"
            return Charge("Possibly charged", words)
    if item.print_jobs:
        return None
    if item.status == ItemStatus.CANCELLED:
        return Charge("Charged", "nothing: 4Over does not have the order")
    if item.status in TO_BE_SENT:
        return _to_come(item)
    return None


@bp.app_template_filter("expected_charge")
def expected_charge(amount: Decimal | None, tax: Decimal | None = None) -> str:
    """A sum before 4Over has named it, as somebody looks for it on a statement: with the tax of its
    own that 4Over adds, where that was quoted (API 4.3)."""
    if amount is not None and tax is not None:
        return f"about {format_money(amount + tax)}, with 4Over's tax"
    sum_ = "the order's cost" if amount is None else f"about {format_money(amount)}"
    return f"{sum_}, plus 4Over's tax"


def charged_of(attempt: PushAttempt) -> str | None:
    """What 4Over took for it, and why that is another sum than the expected one."""
    if attempt.charged is None:
        return None
    tax = attempt.item.partner_tax
    expected = attempt.charged if attempt.amount is None else attempt.amount + (tax or NOTHING)
    more = round_to_cent(attempt.charged - expected)
    why = "4Over adds its own tax" if tax is None else "4Over may tax shipping, too"
    told = f", {format_money(more)} more than expected: {why}" if more > 0 else ""
    return format_money(attempt.charged) + told


def _charged(item: OrderItem, attempt: PushAttempt) -> Charge:
    if attempt.charged is None:
        words = f"{_expected(attempt)}: 4Over's answer named no amount"
    else:
        words = f"{format_money(attempt.charged)} to {attempt.card or 'the card'}"
    if item.status == ItemStatus.CANCELLED:
        words += ". 4Over should credit it: see Refunds"
    return Charge("Charged", words)


def _expected(attempt: PushAttempt) -> str:
    charge = expected_charge(attempt.amount, attempt.item.partner_tax)
    return f"{charge}, to {attempt.card or 'the card'}"


def _to_come(item: OrderItem) -> Charge | None:
    account = item.order.account
    if account is None:
        return None
    card = account.card or "no card is chosen"
    return Charge("To be charged", f"{card} of the {account.environment} account")
