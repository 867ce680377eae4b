"""Asking again what was quoted a while ago, so that nobody orders at a price that is no more."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from storefront.accounts.models import User
from storefront.cart import words
from storefront.cart.models import Cart, CartItem
from storefront.catalog.withdrawing import withdraw
from storefront.clock import now
from storefront.config import config
from storefront.database import db, end_transaction
from storefront.fourover.errors import Refused
from storefront.partner.account import account_for, account_id_for, client_for_page
from storefront.partner.models import PartnerAccount
from storefront.quotes.live import Gone, ask_cost, make_quote, selection_of
from storefront.quotes.markup import all_rules, group_of, markup_for
from storefront.quotes.models import Quote
from storefront.quotes.price import price_of
from storefront.quotes.selection import NotOffered


def stale(items: Iterable[CartItem]) -> list[CartItem]:
    """Those whose latest quote is expired, older than QUOTE_FRESH_SECONDS or than the product, was
    made for somebody with other prices than whoever the cart is for now, or gives it away."""
    return [
        item
        for item in items
        if (quote := item.latest)
        and (_old(quote) or changed_since(item) or for_another(item) or quote.price <= 0)
    ]


def changed_since(item: CartItem) -> bool:
    """Whether a sync has changed the product since it was quoted."""
    quote = item.latest
    at = quote.product.changed_at if quote else None
    return bool(quote and at and at > quote.made_at)


def for_another(item: CartItem) -> bool:
    """Whether it was quoted for another group of customers, or with another account: before whoever
    it is for now signed in, was given another group, or another account at 4Over."""
    quote = item.latest
    if quote is None:
        return False
    account_id = account_id_for(item.cart.user_id, quote.environment)
    others = account_id is not None and account_id != quote.account_id
    return others or quote.user_group_id != group_of(owner_of(item.cart))


def prices_now(cart: Cart) -> dict[int, Decimal]:
    """What each item costs whoever the cart is for now, by the item's id: as it was quoted, and
    where it was quoted for another, at the same cost with the markup that counts for them."""
    mine = {item.id: item.latest.price if item.latest else item.price for item in cart.items}
    others = [item for item in cart.items if for_another(item)]
    if others:
        rules, owner = all_rules(), owner_of(cart)
        for item in others:
            assert item.latest
            markup = rules.markup_for(item.latest.product, owner)
            quote = item.latest
            mine[item.id] = price_of(quote.cost, markup, quote.choice.sets).price
    return mine


def owner_of(cart: Cart) -> User | None:
    """The customer whose cart it is; None for a guest."""
    return db.session.get(User, cart.user_id) if cart.user_id else None


def refresh(items: Iterable[CartItem], owner: User | None) -> dict[int, str]:
    """Ask 4Over again, with the account of whom the cart is for. The same price becomes a fresh
    quote silently; another one waits beside the old one in `new_quote` for the customer's yes.

    Ends the present transaction before it asks; the caller commits. Returns a sentence for each
    item id that is no longer to be had. Raises NotConnected, Unreachable or Unclear; then nothing
    is changed.
    """
    account = account_for(owner)
    account_id, client = account.id, client_for_page(account)
    selections, gone = {}, {}
    for item in items:
        try:
            if item.quote:
                selections[item.id] = selection_of(item.quote)
        except NotOffered as reason:
            gone[item.id] = str(reason)
    end_transaction()

    costs, withdrawn = {}, []
    for item_id, selection in selections.items():
        try:
            costs[item_id] = ask_cost(client, selection.choice)
        except Gone:
            withdrawn.append(item_id)
            gone[item_id] = words.GONE
        except Refused as refusal:
            if refusal.credentials:
                raise
            gone[item_id] = words.OPTIONS_GONE

    for item_id in withdrawn:
        present = db.session.get(CartItem, item_id)
        if present and present.quote:
            withdraw(present.quote.product_id)
    account = db.session.get_one(PartnerAccount, account_id)
    for item_id, cost in costs.items():
        present = db.session.get(CartItem, item_id)
        if present is None or present.quote is None:
            continue  # taken out while we asked
        product = present.quote.product
        markup = markup_for(product, owner_of(present.cart))
        quote = make_quote(product, selections[item_id], cost, account, markup)
        if quote.choice == present.quote.choice:  # else the customer changed it while we asked
            _put(present, quote)
    return gone


def accept(item: CartItem) -> None:
    """The customer said yes to the new price."""
    if item.new_quote:
        item.quote, item.new_quote = item.new_quote, None


def _put(item: CartItem, quote: Quote) -> None:
    assert item.quote
    db.session.add(quote)
    if quote.price == item.quote.price:
        item.quote, item.new_quote = quote, None
    else:
        item.new_quote = quote


def _old(quote: Quote) -> bool:
    fresh = timedelta(seconds=config().quote_fresh_seconds)
    return quote.expired or now() - quote.made_at > fresh
