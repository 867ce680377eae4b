"""What customers read who order something again: what has changed since."""

from collections.abc import Iterable
from decimal import Decimal

from storefront.money import format_money

NOT_THE_SAME = "Some of what you ordered is no longer available, so nothing was added to your cart."
NOT_SOLD = "This product is no longer available, so nothing was added to your cart."
IN_CART = "This is in your cart already."
SEPARATE = (
    "Your cart has products of another kind, which ship separately and need an order of their own. "
    "Nothing was added to it."
)
RULES = "What we check in files has changed since. Please look at your files again."
SEE_PRODUCT = "See this product"
SEE_OTHERS = "Find similar products"


def added(title: str, number: str) -> str:
    return f"{title} is in your cart, with the options and files of order {number}."


def price(was: Decimal, now: Decimal) -> str:
    return f"The price was {format_money(was)} then, and is {format_money(now)} now."


def options(was: Iterable[list[str]], now: Iterable[list[str]]) -> list[str]:
    """Sentences of what differs between questions with their answers."""
    before, after = dict(was), dict(now)
    return [
        *(
            f"{asked}: {after[asked]} instead of {answer}."
            if asked in after
            else f"{asked}: {answer} is no longer available."
            for asked, answer in before.items()
            if after.get(asked) != answer
        ),
        *(f"{asked}: {answer} is new." for asked, answer in after.items() if asked not in before),
    ]


def left_out(name: str) -> str:
    return f"{name} was canceled in that order, so it is left out."


def file_gone(label: str, name: str) -> str:
    return f"{label}: we no longer have {name}. Please upload it again."


def file_needed(label: str) -> str:
    return f"{label}: a file is needed now that was not needed then."


def file_not_needed(label: str) -> str:
    return f"{label}: no file is needed any more."
