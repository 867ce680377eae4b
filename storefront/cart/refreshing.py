"""Asking again what was quoted a while ago, so that nobody orders at a price that is no more."""

from collections.abc import Iterable
from datetime import timedelta

from storefront.accounts.models import User
from storefront.cart.models import CartItem
from storefront.clock import now
from storefront.config import config
from storefront.extensions import db
from storefront.fourover.client import FourOver
from storefront.fourover.errors import Refused
from storefront.partner.account import shop_account
from storefront.quotes.live import ask_cost, make_quote, selection_of
from storefront.quotes.markup import markup_for
from storefront.quotes.models import Quote
from storefront.quotes.selection import NotOffered


def stale(items: Iterable[CartItem]) -> list[CartItem]:
    """Those whose latest quote is expired, older than QUOTE_FRESH_SECONDS, or than the product."""
    return [
        item
        for item in items
        if item.quote and (_old(item.new_quote or item.quote) or changed_since(item))
    ]


def changed_since(item: CartItem) -> bool:
    """Whether a sync has brought another edition of the product since it was quoted."""
    quote = item.new_quote or item.quote
    at = quote.product.changed_at if quote else None
    return bool(quote and at and at > quote.made_at)


def refresh(items: Iterable[CartItem], client: FourOver) -> dict[int, str]:
    """Ask 4Over again. The same price becomes a fresh quote silently; another one waits beside the
    old one in `new_quote` for the customer's yes.

    Ends the present transaction before it asks; the caller commits. Returns a sentence for each
    item id that is no longer to be had. Raises Unreachable or Unclear; then nothing is changed.
    """
    selections, gone = {}, {}
    for item in items:
        try:
            if item.quote:
                selections[item.id] = selection_of(item.quote)
        except NotOffered as reason:
            gone[item.id] = reason.message
    db.session.rollback()

    costs = {}
    for item_id, selection in selections.items():
        try:
            costs[item_id] = ask_cost(client, selection)
        except Refused as refusal:
            if refusal.credentials:
                raise
            gone[item_id] = "The printer does not print it like this any more."

    account = shop_account()
    for item_id, cost in costs.items():
        present = db.session.get(CartItem, item_id)
        if present is None or present.quote is None:
            continue  # taken out while we asked
        user = db.session.get(User, present.cart.user_id) if present.cart.user_id else None
        product = present.quote.product
        markup = markup_for(product, user)
        quote = make_quote(product, selections[item_id], cost, account, markup)
        if _same_selection(quote, present.quote):
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


def _same_selection(new: Quote, old: Quote) -> bool:
    """False if the customer changed the item while we asked."""
    return (new.runsize_uuid, new.colorspec_uuid, new.turnaround_uuid, list(new.option_uuids)) == (
        old.runsize_uuid,
        old.colorspec_uuid,
        old.turnaround_uuid,
        list(old.option_uuids),
    )


def _old(quote: Quote) -> bool:
    fresh = timedelta(seconds=config().quote_fresh_seconds)
    return quote.expired or now() - quote.made_at > fresh
