"""What 4Over charges the shop for an item: what it will, may have, or has; by the item's state."""

from storefront.admin.blueprint import bp
from storefront.fourover.charge import Charge
from storefront.money import format_money
from storefront.orders.charges import (
    Difference,
    at_cost,
    differences,
    expected_charge,
    tax_on_shipping,
    unquoted_tax,
)
from storefront.orders.models import TAKEN, TO_BE_SENT, ItemStatus, OrderItem, Phase, PushAttempt
from storefront.orders.pushing.holding import charge_if_sent, cost_to_agree


def charge_of(item: OrderItem) -> tuple[str, str] | None:
    """A term and its words. None where nothing is known of it."""
    for attempt in reversed(item.attempts):
        if attempt.phase in TAKEN:
            return "Charged", _charged(item, attempt)
        if attempt.phase == Phase.SENDING or attempt.in_doubt:
            words = f"{_expected(attempt)}: not known yet whether 4Over accepted the order"
            return "Possibly charged", words
    if item.print_jobs:
        return None
    if item.status == ItemStatus.CANCELLED:
        return "Charged", "nothing: 4Over does not have the order"
    if item.status in TO_BE_SENT and (to := charge_if_sent(item)):
        charge, dearer = expected_charge(item), cost_to_agree(item)
        if charge is not None and dearer is not None:
            charge = at_cost(charge, dearer)
        return "To be charged", f"{in_words(charge)}, to {to}"
    return None


@bp.app_template_filter("expected_charge")
def in_words(charge: Charge | None) -> str:
    """A sum before 4Over has named it, as somebody looks for it on a statement."""
    if charge is None:
        return "the order's cost, plus 4Over's tax"
    tax = "with 4Over's tax" if charge.tax is not None else "plus 4Over's tax"
    words = f"about {format_money(charge.sum)}, {tax}"
    more = tax_on_shipping(charge)
    return f"{words} (or {format_money(charge.sum + more)} if it taxes shipping)" if more else words


@bp.app_template_filter("by_parts")
def by_parts(charge: Charge) -> str:
    parts = ("goods", charge.goods), ("shipping", charge.shipping), ("tax", charge.tax)
    return ", ".join(f"{name} {format_money(sum_)}" for name, sum_ in parts if sum_ is not None)


def charged_of(attempt: PushAttempt) -> str | None:
    """What 4Over took for it, and every cent by which that is not what was expected."""
    if attempt.charged is None:
        return None
    told, expected = [format_money(attempt.charged)], attempt.expected
    if unquoted := unquoted_tax(expected, attempt.charged, attempt.breakdown):
        on = " on shipping" if expected and expected.tax is not None else ""
        told.append(f"{format_money(unquoted)} of it is tax{on} that 4Over had not quoted")
    return "; ".join([*told, *(_told(one, attempt) for one in differences(attempt))])


def _told(difference: Difference, attempt: PushAttempt) -> str:
    part, expected, charged = difference
    more = charged - expected
    than = f"{format_money(abs(more))} {'more' if more > 0 else 'less'} than expected"
    if part:
        return f"{part} {than}: {format_money(charged)} instead of {format_money(expected)}"
    if more < 0:
        return than
    taxed = attempt.expected is not None and attempt.expected.tax is not None
    return than if taxed else f"{than}: 4Over adds its own tax"


def _charged(item: OrderItem, attempt: PushAttempt) -> str:
    if attempt.charged is None:
        words = f"{_expected(attempt)}: 4Over's answer named no amount"
    else:
        words = f"{format_money(attempt.charged)} to {attempt.card or 'the card'}"
    if item.status == ItemStatus.CANCELLED:
        words += ". 4Over should credit it: see Refunds"
    return words


def _expected(attempt: PushAttempt) -> str:
    return f"{in_words(attempt.expected)}, to {attempt.card or 'the card'}"
