"""What customers read of an item that is gone, from the cart or from sale."""

GONE = "This product is no longer available. Please remove it."
NOT_IN_CART = "This item is no longer in your cart"
NOT_IN_CART_WHY = (
    "It was removed or ordered since this page was opened, or you signed in or out. "
    "Nothing was changed now."
)
OPTIONS_GONE = "These options are no longer available. Please change one of them."
TO_CART = "Go to cart"
