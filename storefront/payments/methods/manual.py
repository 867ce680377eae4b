"""By hand: bank transfer, check, cash. The order waits until staff record the money."""

from storefront.orders.models import Order
from storefront.payments.methods.contract import MethodNotOffered, Payer
from storefront.settings import shop_settings


class Manual:
    key = "manual"
    label = "Bank transfer, check or cash"

    def offered_to(self, payer: Payer) -> bool:
        return bool(shop_settings().how_to_pay)

    def explanation(self, payer: Payer) -> str:
        words = shop_settings().how_to_pay.rstrip(".")
        return f"{words}. We print your order once your payment has arrived."

    def begin(self, order: Order) -> None:
        if not shop_settings().how_to_pay:
            raise MethodNotOffered("Please choose another way to pay.")
