"""What 4Over is to charge for an item, and every cent by which it charged another sum."""

from decimal import Decimal
from typing import NamedTuple

from storefront.fourover.charge import Charge
from storefront.money import CENT, NOTHING, part_of, round_to_cent
from storefront.orders.models import TAKEN, OrderItem, PushAttempt

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
    sent = len(item.sets_sent)
    quoted = quoted_charge(item.cost, item.shipping_cost, item.partner_tax, item.sets, sent)
    return at_cost(quoted, item.expected_cost, sent)


def goods_charged(item: OrderItem, number: int) -> Decimal:
    """What 4Over took for the goods of one set and their tax: by the breakdown of its job, else its
    part of the whole charge without shipping. Nothing for a set that it never took."""
    jobs = item.jobs_of(number)
    if any(job.goods_charged is not None for job in jobs):
        return round_to_cent(sum((job.goods_charged or NOTHING for job in jobs), NOTHING))
    taken = [attempt for attempt in item.attempts if attempt.phase in TAKEN]
    expected = taken[-1].expected if taken else expected_charge(item)
    if not jobs or expected is None:
        return NOTHING
    charged = taken[-1].charged if taken else None
    whole = expected.sum - expected.shipping
    if charged is not None:
        whole = round_to_cent(charged) - expected.shipping - unquoted_tax(expected, charged)
    return part_of(whole, item.sets_sent.index(number) + 1, len(item.sets_sent))


def quoted_charge(
    cost: Decimal,
    shipping: Decimal | None,
    tax: Decimal | None,
    sets: int = 1,
    sent: int | None = None,
) -> Charge:
    """When it was ordered. Each set is charged for itself, in whole cents; only those that are
    `sent`, where some were taken out before."""
    tax = None if tax is None else round_to_cent(tax)
    whole = Charge(sets * round_to_cent(cost / sets), round_to_cent(shipping or NOTHING), tax)
    return whole if sent in (None, sets) else at_cost(whole, cost * sent / sets, sent)


def at_cost(quoted: Charge, cost: Decimal, sets: int = 1) -> Charge:
    """The same if the goods of all sets cost that much: 4Over's tax is a share of them."""
    goods, tax = sets * round_to_cent(cost / sets), quoted.tax
    if tax and quoted.goods:
        tax = round_to_cent(tax * goods / quoted.goods)
    return Charge(goods, quoted.shipping, tax)


def tax_on_shipping(expected: Charge) -> Decimal:
    """What 4Over adds where it taxes the shipping, too, at the rate it quoted for the goods: its
    quote names the tax on those alone (API 6, 7). Nothing where no rate is known."""
    if not expected.tax or not expected.goods:
        return NOTHING
    return round_to_cent(expected.shipping * expected.tax / expected.goods)


def unquoted_tax(
    expected: Charge | None, charged: Decimal | None, parts: Charge | None = None
) -> Decimal:
    """Of what was charged, the tax that 4Over's quote does not name: that on the shipping, or all
    of it if it named none. Where its answer does not tell that apart, it is what was charged beyond
    what was expected, if the tax on the shipping can come to that."""
    if expected is None or charged is None:
        return NOTHING
    if parts is not None and expected.tax is None:
        return round_to_cent(parts.tax or NOTHING)
    if parts is not None and parts.shipping_tax is not None:
        return round_to_cent(parts.shipping_tax)
    more = charged - expected.sum
    if parts is not None:
        more = (parts.tax or NOTHING) - (expected.tax or NOTHING)
    likely = tax_on_shipping(expected)
    slack = CENT + CENT * expected.shipping / expected.goods if likely else NOTHING  # of the rate
    return round_to_cent(more) if likely and abs(more - likely) <= slack else NOTHING


def differences(attempt: PushAttempt) -> list[Difference]:
    """What 4Over charged otherwise than expected: by part if its answer broke the sum down. Tax
    that it never quotes is no difference.

    Nothing where they agree, where 4Over named no sum, or where none was expected.
    """
    expected, charged, parts = attempt.expected, attempt.charged, attempt.breakdown
    if expected is None or charged is None:
        return []
    unquoted = unquoted_tax(expected, charged, parts)
    beside = [Difference("", expected.sum + unquoted, charged)]
    if parts is not None:
        beside = [
            Difference("goods", expected.goods, parts.goods),
            Difference("shipping", expected.shipping, parts.shipping),
            Difference("tax", (expected.tax or NOTHING) + unquoted, parts.tax or NOTHING),
            Difference(UNBROKEN, NOTHING, charged - parts.sum),
        ]
    return [one for one in beside if round_to_cent(one.charged - one.expected)]
