"""What must be right with a cart before anybody pays for it; asked at each step and at placing."""

from storefront.cart.files import files_of
from storefront.cart.models import Cart, Source
from storefront.cart.refreshing import owner_of
from storefront.cart.titles import title_of_item
from storefront.catalog.audience import private_groups, withheld_from
from storefront.checkout import words
from storefront.partner.account import NotConnected, account_for, environment
from storefront.settings import shop_settings


class CartNotReady(Exception):
    """Something is to be put right in the cart first. The text says what, for the customer."""


def check_cart(cart: Cart | None) -> Cart:
    """The cart, if it can be ordered. Raises CartNotReady with the first reason why not."""
    if cart is None or not cart.items:
        raise CartNotReady(words.CART_EMPTY)
    if not shop_settings().taking_orders:
        raise CartNotReady(words.NOT_TAKING_ORDERS)
    if cart.environment != environment():
        raise CartNotReady(words.WRONG_ENVIRONMENT)
    sources = {item.source for item in cart.items}
    if len(sources) > 1:
        raise CartNotReady(words.TWO_ORDERS)
    for item in cart.items:
        if item.own_product and item.own_product.hidden:
            raise CartNotReady(words.gone(title_of_item(item)))
    if Source.FOUROVER in sources:
        _check_printing(cart)
    return cart


def _check_printing(cart: Cart) -> None:
    if not shop_settings().active:
        raise CartNotReady(words.NOT_PRINTING)
    try:
        account_for(owner_of(cart))
    except NotConnected:
        raise CartNotReady(words.NOT_PRINTING_YET) from None
    withheld = _withheld_from_its_owner(cart)
    for item in cart.items:
        assert item.quote
        if not item.quote.product.sellable:
            raise CartNotReady(words.gone(title_of_item(item)))
        if item.quote.product.group_id in withheld:
            raise CartNotReady(words.not_for_you(title_of_item(item)))
        if refused := [slot for slot in item.missing if slot.refused]:
            raise CartNotReady(words.files_refused(title_of_item(item), refused[0]))
        if item.missing and not shop_settings().files_later:
            raise CartNotReady(words.needs_files(title_of_item(item), item.missing_for))
        files = files_of(item)
        for one in files.stopping:
            label = item.label_of(one.slot, item.sets)
            raise CartNotReady(words.file_stops(title_of_item(item), label, one.stopping[0].so))
        if files.to_approve:
            raise CartNotReady(words.needs_approval(title_of_item(item)))


def _withheld_from_its_owner(cart: Cart) -> frozenset[int]:
    """The product groups that whoever the cart is for does not see. Asks the database only where a
    product is in a group."""
    if all(item.quote and item.quote.product.group_id is None for item in cart.items):
        return frozenset()
    return withheld_from(owner_of(cart), private_groups())
