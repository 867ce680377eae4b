"""How much of an order's tax belongs to one item, so that giving it back is exact."""

from decimal import Decimal

from storefront.money import NOTHING, round_to_cent
from storefront.orders.models import OrderItem
from storefront.quotes.tax import tax_for


def tax_share(item: OrderItem) -> Decimal:
    """The item's part of the tax; the parts of all items add up to the tax to the cent.

    An order keeps its tax as one sum. Shipping counts in where the tax table taxes it.
    """
    order = item.order
    on_shipping = tax_for(order.address, NOTHING, Decimal(100)).amount > 0
    weights = [each.price + (each.shipping if on_shipping else NOTHING) for each in order.items]
    whole, index = sum(weights, NOTHING), order.items.index(item)
    if not whole:
        return NOTHING
    until, before = sum(weights[: index + 1], NOTHING), sum(weights[:index], NOTHING)
    # rounding the running sums, not the parts, leaves no cent over
    return round_to_cent(order.tax * until / whole) - round_to_cent(order.tax * before / whole)
