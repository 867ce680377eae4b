"""What an item of a cart is called."""

from storefront.cart.models import CartItem
from storefront.catalog.presentation import title_of


def title_of_item(item: CartItem) -> str:
    if item.quote:
        return title_of(item.quote.product)
    assert item.own_product
    return item.own_product.title
