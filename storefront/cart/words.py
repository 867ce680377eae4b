"""What customers read of an item in the cart: that is gone, or that was changed."""

from collections.abc import Iterable
from decimal import Decimal

from storefront.money import format_money

GONE = "This product is no longer available. Please remove it."
NOT_IN_CART = "This item is no longer in your cart"
NOT_IN_CART_WHY = (
    "It was removed or ordered since this page was opened, or you signed in or out. "
    "Nothing was changed now."
)
OPTIONS_GONE = "These options are no longer available. Please change one of them."
TO_CART = "Go to cart"
FILES_CHANGED = "Your files, or what we check in them, have changed since you approved the proof."


def changes(was: Iterable[list[str]], now: Iterable[list[str]]) -> tuple[str, ...]:
    """What the customer chose otherwise, question by question."""
    before, after = dict(was), dict(now)
    differ = [asked for asked in {**before, **after} if before.get(asked) != after.get(asked)]
    return tuple(
        f"You changed {asked} to {after[asked]}."
        if asked not in before
        else f"You changed {asked}: {after.get(asked, 'none')} instead of {before[asked]}."
        for asked in differ
    )


def saved(was: Decimal, now: Decimal) -> str:
    """Its options were changed, and its price with them, or not."""
    if was == now:
        return f"Your changes are saved. The price is still {format_money(now)}."
    price = f"The price is {format_money(now)} now, instead of {format_money(was)}."
    return f"Your changes are saved. {price}"
