"""The ways to pay. A new one is a file here by `contract.py`, and its name in one of the lists."""

from storefront.orders.models import Cleared, Order
from storefront.partner.account import environment
from storefront.payments.clearing import clear
from storefront.payments.methods.contract import (
    Method,
    MethodNotOffered,
    Payer,
    Provider,
    ProviderRefused,
)
from storefront.payments.methods.manual import Manual
from storefront.payments.methods.on_account import OnAccount
from storefront.payments.methods.practice_bank import PracticeBank
from storefront.payments.methods.stripe_checkout import StripeCheckout

_PROVIDERS: list[Provider] = [StripeCheckout(), PracticeBank()]
PROVIDERS: dict[str, Provider] = {method.key: method for method in _PROVIDERS}
_OTHERS: list[Method] = [OnAccount(), Manual()]
METHODS: dict[str, Method] = {**PROVIDERS, **{method.key: method for method in _OTHERS}}


def in_words(method: Method, payer: Payer) -> str:
    """Its name and what it means for this payer; once, where the shop's own words name it too."""
    words = method.explanation(payer)
    return words if method.label.lower() in words.lower() else f"{method.label}: {words}"


def begin(order: Order) -> None:
    """The order is being placed, in the present transaction, and is to be paid as was chosen. For
    what costs nothing, nobody waits. Raises MethodNotOffered."""
    if order.payment_method in PROVIDERS and not in_its_environment(order):
        raise MethodNotOffered("Please choose another way to pay.")
    METHODS[order.payment_method].begin(order)
    if not order.total and order.cleared_at is None:
        clear(order, Cleared.PAID, by="the shop", reason="It costs nothing.", tell=False)


def in_its_environment(order: Order) -> bool:
    """The shop uses the environment of the order now, and so do its providers. Test money never
    pays a real order, nor real money a test."""
    return order.environment == environment()


def provider_of(order: Order, method: str) -> Provider:
    """Who moves this order's money, paid by that method. Raises ProviderRefused where nobody
    does, or it would be the money of the other environment."""
    if not in_its_environment(order):
        raise ProviderRefused(
            f"Order {order.number} is of {order.environment}, and the shop uses {environment()} "
            "now: its money can only be moved there."
        )
    if method not in PROVIDERS:
        raise ProviderRefused("No provider took this payment: give it back by hand.")
    return PROVIDERS[method]


def offered_to(payer: Payer) -> dict[str, Method]:
    """Those that this payer may choose, by their keys."""
    return {key: method for key, method in METHODS.items() if method.offered_to(payer)}
