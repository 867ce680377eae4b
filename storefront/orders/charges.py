"""What 4Over is to charge for an item, and every cent by which it charged another sum."""

from decimal import Decimal
from typing import NamedTuple

from storefront.fourover.charge import Charge
from storefront.money import NOTHING, round_to_cent
from storefront.orders.models import OrderItem, PushAttempt

UNBROKEN = "not broken down"  # the part of a sum that 4Over's breakdown leaves out


class Difference(NamedTuple):
    part: str  # goods, shipping, tax; "" where the parts are not known
    expected: Decimal
    charged: Decimal


def expected_charge(item: OrderItem) -> Charge | None:
    """Goods, shipping and 4Over's tax, as quoted (API 6, 7), in whole cents; the goods at a dearer
    cost that somebody agreed to. None for what 4Over does not print."""
    if item.cost is None or item.expected_cost is None:
        return None
    quoted = quoted_charge(item.cost, item.shipping_cost, item.partner_tax)
    return at_cost(quoted, item.expected_cost)


def quoted_charge(cost: Decimal, shipping: Decimal | None, tax: Decimal | None) -> Charge:
    """When it was ordered."""
    tax = None if tax is None else round_to_cent(tax)
    return Charge(round_to_cent(cost), round_to_cent(shipping or NOTHING), tax)


def at_cost(quoted: Charge, cost: Decimal) -> Charge:
    """The same if the goods cost that much: 4Over's tax is a share of them."""
    goods, tax = round_to_cent(cost), quoted.tax
    if tax and quoted.goods:
        tax = round_to_cent(tax * goods / quoted.goods)
    return Charge(goods, quoted.shipping, tax)


def differences(attempt: PushAttempt) -> list[Difference]:
    """What 4Over charged otherwise than expected: by part if its answer broke the sum down.

    Nothing where they agree, where 4Over named no sum, or where none was expected.
    """
    expected, charged, parts = attempt.expected, attempt.charged, attempt.breakdown
    if expected is None or charged is None:
        return []
    beside = [Difference("", expected.sum, charged)]
    if parts is not None:
        beside = [
            Difference("goods", expected.goods, parts.goods),
            Difference("shipping", expected.shipping, parts.shipping),
            Difference("tax", expected.tax or NOTHING, parts.tax or NOTHING),
            Difference(UNBROKEN, NOTHING, charged - parts.sum),
        ]
    return [one for one in beside if round_to_cent(one.charged - one.expected)]
