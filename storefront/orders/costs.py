"""What the goods cost now, and whether that is what somebody said yes to."""

from decimal import Decimal

from storefront.money import NOTHING, format_money
from storefront.orders.models import Hold, OrderItem
from storefront.orders.pushing.parking import Dearer, Parked
from storefront.quotes.price import under_cost
from storefront.settings import ShopSettings


def not_dearer(cost: Decimal, expected: Decimal, words: str, most: Decimal | None = None) -> None:
    """What somebody agreed to is the most it may cost; what was ordered may move a little."""
    if cost > (expected if most is None else most):
        note = f"It costs {format_money(cost)} now; {words} {format_money(expected)}."
        raise Dearer(note, cost)


def most_tolerated(ordered: Decimal, settings: ShopSettings) -> Decimal:
    """What goods ordered at that cost may cost without anybody being asked: more by the larger of
    the two tolerances."""
    by_percent = ordered * settings.cost_tolerance_percent / 100
    return ordered + max(by_percent, Decimal(settings.cost_tolerance_cents) / 100)


def not_under_cost(item: OrderItem) -> None:
    """By what was known when it was ordered, unless somebody said yes to it."""
    if not may_lose(item):
        pays(item.price, item.cost or NOTHING, "It")
    if not item.shipping_loss_agreed:
        pays(item.shipping, item.shipping_cost or NOTHING, "Its shipping")


def may_lose(item: OrderItem) -> bool:
    """Whether somebody said yes to its goods at less than they cost, or to what they cost now."""
    return item.loss_agreed or item.accepted_cost is not None


def agree_to_loss(item: OrderItem) -> None:
    """Say yes to what it is held for: the goods, which are looked at first, or their shipping."""
    goods = under_cost(item.price, item.cost or NOTHING) and not may_lose(item)
    shipping = under_cost(item.shipping, item.shipping_cost or NOTHING)
    if shipping and not item.shipping_loss_agreed and not goods:
        item.shipping_loss_agreed = True
    else:
        item.loss_agreed = True


def pays(price: Decimal, cost: Decimal, what: str) -> None:
    if under_cost(price, cost):
        raise Parked(
            Hold.UNDER_COST,
            f"{what} was sold for {format_money(price)} and costs {format_money(cost)} at 4Over.",
        )
