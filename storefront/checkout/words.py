"""What customers read when a cart cannot be ordered yet, or cannot be sent."""

from storefront.artwork.models import ArtworkSlot

CANNOT_SHIP = "We can't ship this item to this address. Please use another address."
CART_EMPTY = "Your cart is empty."
CHOOSE_SERVICES = "Choose a shipping service for each item."
NOT_PLACED = "We couldn't place the order just now. Nothing was ordered. Please try again."
NOT_PRINTING = "We can't take orders for printing right now. Your cart is kept."
NOT_PRINTING_YET = "We can't take orders for printing yet. Your cart is kept."
NOT_TAKING_ORDERS = "We are not taking orders right now. Your cart is kept."
NO_SHIPPING_PRICES = "We couldn't get shipping prices. Please try again."
OTHER_CART_KEPT = "What is in your cart now is not ordered."
OTHER_CART = f"That page was about another cart, so nothing was done. {OTHER_CART_KEPT}"
PRICES_EXPIRED = "Some prices have expired. Please review the current ones."
SHIPPING_EXPIRED = "These shipping prices have expired. Please get current ones."
SHIPPED_BY_US = "We ship this ourselves."
TWO_ORDERS = (
    "Printed products and products from our own stock need separate orders. "
    "Save one of the two for later."
)
UNDELIVERABLE = "We couldn't verify this address. Please check the street, city and ZIP code."
UNVERIFIED = "We couldn't verify this address. Please check it."
WRONG_ENVIRONMENT = (
    "This cart was saved before the shop changed, and can no longer be ordered. "
    "Please start a new one."
)


def complete_first(step: str) -> str:
    return f"Please complete this step first: {step}."


def gone(title: str) -> str:
    return f"{title} is no longer available. Please remove it."


def not_for_you(title: str) -> str:
    return f"{title} is not available to you. Please remove it."


def needs_files(title: str, labels: list[str]) -> str:
    return f"{title} still needs files: {', '.join(labels)}."


def files_refused(title: str, slot: ArtworkSlot) -> str:
    return (
        f"{title}: {slot.refused} can't be printed. Please upload another file for {slot.label} "
        "before you order."
    )


def file_stops(title: str, label: str, so: str) -> str:
    return f"The file “{label}” of {title} has to be looked at first: {so}"


def needs_approval(title: str) -> str:
    return f"Please look at the proof of {title} in your cart, and approve it."


def placed_already(number: str) -> str:
    return f"That page was about order {number}, which is placed already."


def quantity(pieces: int) -> str:
    return f"Quantity {pieces}"
