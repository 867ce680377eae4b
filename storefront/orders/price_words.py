"""What customers read who answer about a higher price."""

from storefront.orders.models import Hold, ItemStatus, OrderItem
from storefront.orders.words import customer_words
from storefront.reaching import write_to_us


def price_answered(item: OrderItem, first: str = "") -> str:
    """Thanks for the answer, and what comes of it: `first`, if that is said already."""
    assert item.question
    if not item.question.accepted:
        return "This item is canceled, as you asked."
    return f"Thank you. {first or customer_words(item).sentence}"


def price_not_asked(item: OrderItem) -> str:
    """Why an answer about a higher price is not taken any more."""
    question = item.question
    if item.status == ItemStatus.CANCELLED:
        return "This item was canceled meanwhile, so there is nothing to answer."
    if question is not None and question.accepted:
        cancel = write_to_us(" To cancel, please write to {us}.")
        return f"You have agreed to the new price already.{cancel}"
    if item.hold == Hold.ASKED:
        return f"The time to answer is over.{write_to_us(' Please write to {us}.')}"
    return "There is nothing to answer any more: you don't pay more than you ordered at."
