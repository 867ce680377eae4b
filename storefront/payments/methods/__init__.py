"""The ways to pay. A new one is a file here by `contract.py`, and its name in one of the lists."""

from storefront.payments.methods.contract import Method, Payer, Provider
from storefront.payments.methods.manual import Manual
from storefront.payments.methods.on_account import OnAccount
from storefront.payments.methods.practice_bank import PracticeBank
from storefront.payments.methods.stripe_checkout import StripeCheckout

_PROVIDERS: list[Provider] = [StripeCheckout(), PracticeBank()]
PROVIDERS: dict[str, Provider] = {method.key: method for method in _PROVIDERS}
_OTHERS: list[Method] = [OnAccount(), Manual()]
METHODS: dict[str, Method] = {**PROVIDERS, **{method.key: method for method in _OTHERS}}


def offered_to(payer: Payer) -> dict[str, Method]:
    """Those that this payer may choose, by their keys."""
    return {key: method for key, method in METHODS.items() if method.offered_to(payer)}
